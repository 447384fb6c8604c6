"""An election begins: where one may be held at all, and of how many."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.elections import queries, rules
from zhibu.elections.models import Office
from zhibu.journal import log
from zhibu.journal.leaves import Hand
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.party.provisional import insist_on_lasting
from zhibu.procedures import actions as procedures
from zhibu.procedures.models import Case


class CannotElect(Refusal):
    """No election may be held so."""


def open_election(
    *, branch: Organization, variant: str, told: dict[str, date | int | str], hand: Hand
) -> Case:
    """Open the case of an election and return it.

    ``told`` are the definition's questions: ``seats``, ``term``, ``method``, or for a by-election
    ``vacant_on`` and ``office``. When the term ends is known. Raises CannotElect for a temporary
    branch, one without a term, a number of seats that no committee has, too few members for a
    committee, a vacancy to come; CannotOpen where one is running.
    """
    today = log.civil(hand.at)
    insist_on_elections(branch)
    context = dict(told)
    if variant == queries.BY_ELECTION:
        _insist_on_vacancy(context, today)
    else:
        context["term_ends"] = _term_end(branch, today)
        context.setdefault("term", "usual")
        context.setdefault("method", "usual")
    if variant == queries.SINGLE:
        context.setdefault("deputy", "none")
    if variant == queries.COMMITTEE:
        _insist_on_committee(branch, context, today)
    return procedures.open_case(
        family=queries.FAMILY, variant=variant, organization=branch, subject=branch.uid,
        subject_name=branch.name, opened_on=today, context=context, hand=hand,
    )  # fmt: skip


def insist_on_elections(branch: Organization) -> None:
    """Refuse what holds no elections. Raises CannotElect."""
    if not branch.is_branch:
        words = _("这里办理的是党支部的选举，请打开一个党支部。")
        raise CannotElect(words)
    insist_on_lasting(branch, CannotElect, _("进行换届选举"))


def _term_end(branch: Organization, today: date) -> date:
    term = party.current_term_of(branch, today)
    if term is None:
        words = _("还没有登记本届任期，不知道何时届满。请先在导入或接口中登记任期。")
        raise CannotElect(words, field="variant")
    return term.ends_on


def _insist_on_committee(
    branch: Organization, context: dict[str, date | int | str], today: date
) -> None:
    told = rules.in_force().committee
    full = len(queries.full_members_of(branch, today))
    if full < told.members:
        words = _("本支部有正式党员 %(n)d 名，不足 %(least)d 名，不设支委会，请选“不设支委会”。")
        told_words = words % {"n": full, "least": told.members}
        raise CannotElect(told_words, basis=told.basis, field="variant")
    seats = int(str(context.get("seats") or 0))
    if not told.least <= seats <= told.most:
        words = _("支委会一般为 %(least)d 至 %(most)d 人，请核对名额。")
        counted = words % {"least": told.least, "most": told.most}
        raise CannotElect(counted, basis=told.basis, field="seats")


def _insist_on_vacancy(context: dict[str, date | int | str], today: date) -> None:
    vacant = context.get("vacant_on")
    if not isinstance(vacant, date) or vacant > today:
        words = _("请填缺额发生的日期，不晚于今天。")
        raise CannotElect(words, field="vacant_on")
    most = rules.in_force().committee.most
    if context.get("office") == Office.SECRETARY:
        context["seats"] = 1
    if not 1 <= int(str(context.get("seats") or 0)) <= most:
        words = _("补选名额应在 1 至 %(most)d 之间。") % {"most": most}
        raise CannotElect(words, field="seats")
