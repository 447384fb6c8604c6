"""A committee's plan of a year, and the variant of the procedure its branches go by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.admission import queries
from zhibu.admission.models import Quota
from zhibu.admission.records import QuotaSet, VariantChosen
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.entering import Entry
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.party.sets import BranchClass
from zhibu.procedures import defined

MOST = 999
YEARS_AHEAD = 1


class CannotPlan(Refusal):
    """The plan or the choice cannot stand as told."""


@dataclass(frozen=True, slots=True)
class QuotaTold:
    """One line of a plan: a class of branches or one branch, and how many."""

    number: int
    branch: str = ""
    branch_class: str = ""
    separate: bool = False


def set_quotas(
    *, organization: Organization, year: int, lines: Sequence[QuotaTold], hand: Hand,
    reason: str = "",
) -> list[Leaf]:  # fmt: skip
    """Enter a committee's plan of a year; a line that stands already is corrected, with a reason.

    Raises CannotPlan for a year that is over or too far ahead, a branch of elsewhere, a line told
    twice, a separate quota of no branch, a change without a reason, and where nothing changes.
    """
    today = log.civil(hand.at)
    if not today.year <= year <= today.year + YEARS_AHEAD:
        raise CannotPlan(_("只能下达今年和明年的发展计划。"), field="year")
    with log.act(organization.uid):
        _insist_on_lines(organization, lines)
        known = {_key(one): one for one in queries.quotas_of(organization, year)}
        entries = [
            entry
            for line in lines
            for entry in _entries(line, known, Plan(organization, year, reason.strip(), hand))
        ]
        if not entries:
            raise CannotPlan(_("没有任何变化，无须提交。"))
        return log.append_many(entries)


@dataclass(frozen=True, slots=True)
class Plan:
    """Whose plan of which year, by whom, and why it is changed."""

    organization: Organization
    year: int
    reason: str
    hand: Hand


def choose_variant(*, organization: Organization, variant: str, from_on: date, hand: Hand) -> Leaf:
    """Choose by which variant branches below admit from a day on; open cases keep theirs.

    Raises CannotPlan for a variant that no definition has, and a day that is past.
    """
    known = {one.variant for one in defined.known() if one.family == queries.FAMILY}
    if variant not in known:
        raise CannotPlan(_("没有这一种发展流程，请从列表里选。"), field="variant")
    if from_on < log.civil(hand.at):
        raise CannotPlan(_("起用日期不能早于今天，已经开始的按原流程办完。"), field="from_on")
    with log.act(organization.uid):
        record = VariantChosen(organization.uid, variant, from_on)
        return log.append(record, unit=organization.uid, **hand.told)


Key = tuple[str, str, bool]


def _key(one: Quota) -> Key:
    return one.branch_id or "", one.branch_class, one.separate


def _insist_on_lines(organization: Organization, lines: Sequence[QuotaTold]) -> None:
    within = set(party.branches_under(organization).values_list("uid", flat=True))
    keys = [(line.branch, line.branch_class, line.separate) for line in lines]
    for line in lines:
        if not 0 <= line.number <= MOST:
            raise CannotPlan(_("计划数应为 0 至 %(most)d 的整数。") % {"most": MOST})
        if line.branch and line.branch not in within:
            raise CannotPlan(_("计划里有不属于本党组织的支部，请从列表里选。"), field="branch")
        if line.branch_class and line.branch_class not in BranchClass.values:
            raise CannotPlan(_("支部类别请从列表里选。"), field="branch_class")
        if bool(line.branch) == bool(line.branch_class):
            raise CannotPlan(_("一行计划下达给一个支部，或者一类支部，二者选一。"))
        if line.separate and not line.branch:
            raise CannotPlan(_("单列计划须写明是哪个支部（非公有制企业）。"), field="branch")
    if len(set(keys)) < len(keys):
        raise CannotPlan(_("同一个支部或同一类支部写了两行，请合并。"))


def _entries(line: QuotaTold, known: dict[Key, Quota], plan: Plan) -> Iterator[Entry]:
    """Yield the entry of a line that is new or changed.

    A line of one branch belongs to the branch, whose facts it states; other lines to the committee.
    """
    unit = line.branch or plan.organization.uid
    record = QuotaSet(
        plan.organization.uid, plan.year, line.number, log.civil(plan.hand.at), line.branch,
        line.branch_class, line.separate,
    )  # fmt: skip
    old = known.get((line.branch, line.branch_class, line.separate))
    if old is None and line.number:
        yield Entry(record=record, unit=unit, hand=plan.hand)
    elif old is not None and old.number != line.number:
        if not plan.reason:
            raise CannotPlan(_("计划有调整的，请写明理由。"), field="reason")
        latest = log.leaf_of_record(old.rec)
        yield Entry(
            record=record, unit=unit, hand=plan.hand, op=Op.CORRECT, supersedes=latest.lh,
            rec=old.rec, reason=plan.reason,
        )  # fmt: skip
