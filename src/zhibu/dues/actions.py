"""What may be done with dues."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from zhibu.core.periods import Month
from zhibu.dues import checks, fixing, queries
from zhibu.dues.checks import CannotCollectDues, LineTold, owed_by_rates
from zhibu.dues.lines import Line
from zhibu.dues.records import DuesCollected
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.party import queries as party
from zhibu.party.models import Organization

__all__ = [
    "CannotCollectDues",
    "LineTold",
    "collect_dues",
    "correct_dues",
    "from_history",
    "owed_by_rates",
    "withdraw_dues",
]


def collect_dues(
    *, branch: Organization, month: Month, lines: Sequence[LineTold], hand: Hand
) -> Leaf:
    """Enter what a branch collected for a month.

    A member who paid too little for the month before may pay the rest: those lines are arrears,
    entered apart. Raises CannotCollectDues for a temporary branch, a month that has not begun,
    somebody not in the branch, negative or odd amounts, or a month that is settled already.
    """
    checks.insist_on_collecting(branch)
    with log.act(branch.uid):
        checks.check_month(month, hand)
        standing = queries.standing_of(branch.uid, month)
        fixed = fixing.as_fixed(branch.uid, month, lines)
        told = checks.beside(checks.checked(branch, month, fixed), standing)
        return log.append(DuesCollected(branch.uid, month, told), unit=branch.uid, **hand.told)


def correct_dues(
    *, rec: str, lines: Sequence[LineTold], reason: str, hand: Hand, seen: str = ""
) -> Leaf:
    """Enter a right version of a collection beside the wrong one; both stay visible.

    ``seen`` is the fingerprint of the version the correction was made from.
    Raises CannotCollectDues as for a new one, without a reason or a change, for a record of
    arrears, where arrears were paid on what would change, and where somebody else was quicker.
    """
    branch = party.organization(_told_by(log.leaf_of_record(rec)).branch)
    with log.act(branch.uid):
        latest = _latest(rec, reason, seen)
        old = _told_by(latest)
        if any(line.arrears for line in old.lines):
            raise CannotCollectDues(_("补缴记录只能撤回后重记。"), field="lines")
        told = checks.checked(branch, old.month, fixing.as_fixed(branch.uid, old.month, lines))
        if set(told) == set(old.lines):
            raise CannotCollectDues(_("没有改动任何内容，不用更正。"), field="reason")
        _insist_on_no_arrears(rec, old, set(old.lines) - set(told))
        return log.append(
            DuesCollected(branch.uid, old.month, told), unit=branch.uid, op=Op.CORRECT,
            supersedes=latest.lh, reason=reason.strip(), rec=rec, **hand.told,
        )  # fmt: skip


def withdraw_dues(*, rec: str, reason: str, hand: Hand) -> Leaf:
    """Take back a collection entered by mistake; it stays visible and counts no more.

    Raises CannotCollectDues without a reason, where it is withdrawn already, and where arrears
    were paid on it: those are withdrawn first.
    """
    unit = _told_by(log.leaf_of_record(rec)).branch
    with log.act(unit):
        latest = _latest(rec, reason, "")
        old = _told_by(latest)
        _insist_on_no_arrears(rec, old, set(old.lines))
        return log.withdraw(latest.lh, reason=reason.strip(), unit=unit, **hand.told)


def from_history(branch: str, month: Month, lines: Iterable[Line]) -> DuesCollected:
    """Return the record of a month from an old list, with the list's own numbers.

    Raises CannotCollectDues for a member named twice and for amounts that cannot be.
    """
    told = tuple(lines)
    checks.check_once([line.member for line in told])
    for line in told:
        for amount in (line.owed, line.paid, line.before, line.base):
            checks.check_amount(amount)
    return DuesCollected(branch, month, told)


def _told_by(leaf: Leaf) -> DuesCollected:
    told: DuesCollected = log.record_of(leaf)
    return told


def _latest(rec: str, reason: str, seen: str) -> Leaf:
    if not reason.strip():
        raise CannotCollectDues(_("请写明理由，例如“金额录错”。"), field="reason")
    latest = log.leaf_of_record(rec)
    if latest.op is Op.WITHDRAW:
        raise CannotCollectDues(_("这条记录已经撤回，不能再改。请另记一次。"), field="reason")
    if seen and latest.fingerprint != seen:
        raise CannotCollectDues(
            _("这条记录刚才已被更正，您看到的不是最新的一版。请重新打开后再改。"), field="reason"
        )
    return latest


def _insist_on_no_arrears(rec: str, old: DuesCollected, lines: set[Line]) -> None:
    """Refuse to move the ground under arrears: they say what had been paid before them."""
    members = {line.member for line in lines if not line.arrears}
    if members & queries.paying_arrears(old.branch, old.month, but_not=rec):
        raise CannotCollectDues(
            _("这些人里有人在这个月之后补缴过。请先撤回补缴的那条记录，改好再重记。"),
            field="reason",
        )
