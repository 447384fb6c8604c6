"""A case that began before it was kept here is taken over."""

from django.utils.translation import gettext as _

from zhibu.core.case import Taken
from zhibu.core.procedure_parts import Procedure
from zhibu.journal import log
from zhibu.journal.leaves import Hand
from zhibu.party import names
from zhibu.party.models import Organization
from zhibu.procedures import awaiting
from zhibu.procedures.actions.alone import insist_on_alone
from zhibu.procedures.actions.opening import insist_on_context, insist_on_role
from zhibu.procedures.actions.refusals import CannotOpen
from zhibu.procedures.models import LONGEST_NAME, Case
from zhibu.procedures.taking import CaseKnown, definition_for, from_history, judged


def take_over(
    *, family: str, variant: str, organization: Organization, known: CaseKnown, hand: Hand
) -> Case:
    """Take a case over from an older ledger as one record of history; return the case.

    What the family's own room does with a step is not done: it tells its own history. Raises
    CannotOpen as ``open_case`` does; for a step that cannot have been so, in words with its field
    ``steps``; and where no step is known.
    """
    today = log.civil(hand.at)
    procedure = definition_for(family, variant, known.opened_on)
    name = names.tidy_name(known.subject_name, field="subject_name", longest=LONGEST_NAME)
    insist_on_role(procedure, known.opened_on, hand)
    insist_on_context(procedure, known.context)
    taken = judged(procedure, known, today)
    _insist_on_history(procedure, taken)
    with log.act(organization.uid):
        insist_on_alone(known.subject, family, name, unit=organization.uid, hand=hand)
        record = from_history(organization.uid, known, taken, today=today)
        leaf = log.append(record, unit=organization.uid, history=True, **hand.told)
        found = Case.objects.select_related("organization").get(rec=leaf.rec)
        awaiting.refresh([found], today)
        return found


def _insist_on_history(procedure: Procedure, taken: Taken) -> None:
    if taken.refused:
        done, first = taken.refused[0]
        step = procedure.steps.get(done.step)
        words = f"{step.title if step else done.step}：{first.words}{first.way_out}"
        raise CannotOpen(words, basis=first.basis or None, field="steps")
    if not taken.case.done:
        raise CannotOpen(_("原台账里没有已办的步骤，请直接启动流程。"), field="steps")
