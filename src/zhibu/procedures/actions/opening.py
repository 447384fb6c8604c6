"""A procedure begins."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.core import case as machine
from zhibu.core.procedure_parts import Procedure, Value
from zhibu.journal import log
from zhibu.journal.leaves import Hand
from zhibu.party import names
from zhibu.party.models import Organization
from zhibu.procedures import awaiting, defined, values
from zhibu.procedures.actions.alone import insist_on_alone
from zhibu.procedures.actions.refusals import CannotOpen, gives
from zhibu.procedures.models import LONGEST_NAME, Case
from zhibu.procedures.obligations import told_at_first
from zhibu.procedures.records import Answer, CaseOpened


def open_case(
    *, family: str, variant: str, organization: Organization, subject: str, subject_name: str,
    opened_on: date, context: Mapping[str, Value], hand: Hand,
) -> Case:  # fmt: skip
    """Begin a procedure by the version in force on the day; return the case.

    ``subject`` is the uid of a member or organization, or a pseudonym of the caller's. Raises
    NotInForce where no version is in force; CannotOpen for a day to come, where what the
    definition asks of the case is missing, for a role that acts in none of its bodies, and where
    a case of the family is running about the same subject.
    """
    procedure = defined.in_force(family, variant, opened_on)
    name = names.tidy_name(subject_name, field="subject_name", longest=LONGEST_NAME)
    insist_on_role(procedure, opened_on, hand)
    insist_on_context(procedure, context)
    answers = tuple(Answer(field, values.spell(value)) for field, value in context.items())
    told: dict[str, Any] = dict(context)
    begun = machine.Case(procedure, opened_on, told)
    with log.act(organization.uid):
        insist_on_alone(subject, family, name, unit=organization.uid, hand=hand)
        record = CaseOpened(
            organization.uid, procedure.family, procedure.variant, procedure.version, subject,
            name, opened_on, answers, told_at_first(begun),
        )  # fmt: skip
        leaf = log.append(record, unit=organization.uid, **hand.told)
        found = Case.objects.select_related("organization").get(rec=leaf.rec)
        awaiting.refresh([found], log.civil(hand.at))
        return found


def insist_on_role(procedure: Procedure, opened_on: date, hand: Hand) -> None:
    """Let a case begin by a hand of one of its bodies, and not on a day to come."""
    if not any(gives(hand, body.ability) for body in procedure.bodies.values()):
        raise CannotOpen(_("您的角色不办理“%(title)s”。") % {"title": procedure.title})
    if opened_on > log.civil(hand.at):
        words = _("%(day)s 还没有到，请填实际启动的日期。")
        raise CannotOpen(words % {"day": opened_on.isoformat()}, field="opened_on")


def insist_on_context(procedure: Procedure, context: Mapping[str, Value]) -> None:
    """Refuse a case of which the definition asks more than was told."""
    for ask in procedure.context.values():
        if not ask.optional and not ask.when and ask.id not in context:
            words = _("“%(title)s”没有填，请补上。") % {"title": ask.title}
            raise CannotOpen(words, field=ask.id)
