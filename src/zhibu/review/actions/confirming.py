"""Confirming what a machine scored: as it is, or adjusted with a reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment.judges import Somebody
from zhibu.assessment.reasons import words_of
from zhibu.core.standard import Item, Standard
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.journal.log import Entry
from zhibu.party.models import Organization
from zhibu.review import judges, measure
from zhibu.review.judges import CannotJudge
from zhibu.review.models import Confirmation, Occasion
from zhibu.review.records import Confirmed


@dataclass(frozen=True, slots=True)
class ConfirmationTold:
    """An adjustment in hundredths of points, 0 to confirm, and why."""

    adjust: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What confirmations of one branch stand on."""

    branch: Organization
    year: int
    standard: Standard
    items: Mapping[str, Item]
    on: date
    person: str
    machine: Mapping[str, int]
    former: Mapping[str, Confirmation]
    hand: Hand


def confirm(
    *, branch: Organization, year: int, told: Mapping[str, ConfirmationTold], who: Somebody,
    hand: Hand,
) -> list[Leaf]:  # fmt: skip
    """Enter one record for each item that is confirmed or adjusted; what stays as it was, none.

    Raises CannotJudge for who may not judge here, for the own branch, for an adjustment without a
    reason or by more than the item is worth, and for an item no person confirms.
    """
    with log.act(branch.uid):
        ground = _ground(branch, year, who=who, hand=hand)
        entries = [one for code, each in told.items() for one in _entry(code, each, ground)]
        if not entries:
            raise CannotJudge(_("没有要入账的：请至少确认或调整一项。"))
        return log.append_many(entries)


def _ground(branch: Organization, year: int, *, who: Somebody, hand: Hand) -> Ground:
    on = log.civil(hand.at)
    _admit(branch, year, who=who, on=on)
    standard = measure.standard_of(branch.uid, year)
    lines = measure.lines_of(branch, year=year, as_of=on)
    rows = Confirmation.objects.filter(branch=branch, year=year, standard=standard.id)
    former = {row.item: row for row in rows}
    points = {code: measure.cents(line.points) or 0 for code, line in lines.items()}
    items = {item.id: item for item in measure.confirmed_in(standard)}
    return Ground(branch, year, standard, items, on, who.uid, points, former, hand)


def _admit(branch: Organization, year: int, *, who: Somebody, on: date) -> None:
    """Raise CannotJudge for who may judge the branch on no occasion at all."""
    if year > on.year:
        raise CannotJudge(_("年度还没有开始。"))
    if measure.sealed_on(branch, year):
        raise CannotJudge(_("这个年度已经封存，不能再评。有异议的，由支部申诉。"))
    try:
        judges.judge_of(who, branch, Occasion.DAILY, year=year, on=on)
    except CannotJudge:
        judges.judge_of(who, branch, Occasion.YEAR_END, year=year, on=on)


def _entry(code: str, told: ConfirmationTold, ground: Ground) -> Iterator[Entry]:
    former = ground.former.get(code)
    words = _words(code, told, ground.items)
    if former is not None and former.adjust == told.adjust:
        return
    earlier = log.record_of(log.leaf_of(former.leaf_id)) if former else None
    adjusted_before = former.adjust if former else 0
    record = Confirmed(
        branch=ground.branch.uid, year=ground.year, standard=ground.standard.id,
        edition=measure.edition_of(ground.standard), item=code, person=ground.person,
        machine=ground.machine.get(code, 0) - adjusted_before, adjust=told.adjust,
        on=earlier.on if earlier else ground.on,
        counts_on=earlier.counts_on if earlier else measure.counted_on(ground.on, ground.year),
        words=words,
    )  # fmt: skip
    op = Op.CORRECT if former else Op.CREATE
    yield Entry(
        record=record, unit=ground.branch.uid, hand=ground.hand, op=op,
        supersedes=former.leaf_id if former else None,
        reason=(words or _("改为按机器结果")) if former else None,
    )  # fmt: skip


def _words(code: str, told: ConfirmationTold, items: Mapping[str, Item]) -> str:
    if code not in items:
        raise CannotJudge(_("%(item)s 不是由人确认的项目。") % {"item": code})
    if abs(told.adjust) > items[code].points:
        most = items[code].points / 100
        words = _("调整不能超过该项的 %(most)g 分，请核对。") % {"most": most}
        raise CannotJudge(words, field=code)
    return words_of(told.words, CannotJudge, code, needed=told.adjust != 0)
