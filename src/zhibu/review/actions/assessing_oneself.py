"""Assessing oneself: a branch's own view, which moves no point."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu.assessment.reasons import words_of
from zhibu.core.refusal import Refusal
from zhibu.core.standard import Item
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party.models import Organization
from zhibu.review import measure
from zhibu.review.actions.entering import enter
from zhibu.review.models import SelfAssessment
from zhibu.review.records import OwnMark, SelfAssessed


class CannotAssessOneself(Refusal):
    """The self-assessment cannot be entered so."""


@dataclass(frozen=True, slots=True)
class OwnTold:
    """What a branch gives itself for an item, in hundredths of points, and why."""

    points: int
    words: str = ""


def assess_oneself(
    *, branch: Organization, year: int, told: Mapping[str, OwnTold], hand: Hand, reason: str = ""
) -> Leaf:  # fmt: skip
    """Enter a branch's own view of its year; with a reason where it says something else already.

    Raises CannotAssessOneself for no item, an item the standard lacks, or points out of bounds.
    """
    with log.act(branch.uid):
        on = log.civil(hand.at)
        if year > on.year:
            raise CannotAssessOneself(_("年度还没有开始。"))
        standard = measure.standard_of(branch.uid, year)
        items = {item.id: item for item in standard.items}
        record = SelfAssessed(
            branch=branch.uid, year=year, standard=standard.id,
            edition=measure.edition_of(standard), on=on,
            marks=tuple(_mark(code, one, items) for code, one in told.items()),
        )  # fmt: skip
        if not record.marks:
            raise CannotAssessOneself(_("请至少填一项自评。"))
        rows = SelfAssessment.objects.filter(branch=branch, year=year, standard=standard.id)
        former = rows.values_list("leaf_id", flat=True).first()
        return enter(
            record, unit=branch.uid, former=bytes(former) if former else None, reason=reason,
            hand=hand,
        )  # fmt: skip


def _mark(code: str, told: OwnTold, items: Mapping[str, Item]) -> OwnMark:
    item = items.get(code)
    if item is None:
        raise CannotAssessOneself(_("标准里没有 %(item)s 这一项。") % {"item": code})
    most = item.points if item.at_most is None else item.at_most
    if not item.at_least <= told.points <= most:
        words = _("自评分应在 %(least)g 到 %(most)g 分之间。")
        told_bounds = {"least": item.at_least / 100, "most": most / 100}
        raise CannotAssessOneself(words % told_bounds, field=code)
    words = words_of(told.words, CannotAssessOneself, code, needed=False)
    return OwnMark(code, told.points, words)
