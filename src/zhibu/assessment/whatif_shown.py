"""What a draft would change, in words and ready numbers: branches by name, never by score."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment import words
from zhibu.assessment.whatif import EQUAL, ClassChange, Reason, YearChange
from zhibu.core.scoring import Result
from zhibu.party.sets import BranchClass

_ORDER = (Result.ADVANCED, Result.QUALIFIED, Result.BELOW_STANDARD)


@dataclass(frozen=True, slots=True)
class BranchShown:
    uid: str
    name: str
    in_class: str
    old: str
    new: str
    moves: str
    tone: str
    turns: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClassShown:
    """A class: how many branches, and for each band how many before and after."""

    title: str
    branches: int
    bands: tuple[tuple[str, int, int], ...]
    moves: str


@dataclass(frozen=True, slots=True)
class ReasonShown:
    item: str
    title: str
    change: str
    moves: str
    gain: int
    lose: int


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A year under both standards, as the page shows it."""

    year: int
    as_of: date
    former: str
    branches: tuple[BranchShown, ...]
    classes: tuple[ClassShown, ...]
    reasons: tuple[ReasonShown, ...]
    gain: int
    lose: int
    same: int
    turn: int
    unscored: int


def change_shown(change: YearChange) -> ChangeShown:
    """Return a year's changes with names and signed numbers."""
    return ChangeShown(
        year=change.year,
        as_of=change.as_of,
        former=words.listed(change.former),
        branches=tuple(
            BranchShown(
                uid=one.uid,
                name=one.name,
                in_class=_class(one.in_class),
                old=words.per_cent((one.old + 5) // 10),
                new=words.per_cent((one.new + 5) // 10),
                moves=signed(one.moves),
                tone=_tone(one.moves),
                turns=f"{_band(one.old_band)} → {_band(one.new_band)}" if one.turns else "",
                reason=one.reason,
            )
            for one in change.branches
        ),
        classes=tuple(_class_shown(one) for one in change.classes),
        reasons=tuple(_reason(one) for one in change.reasons),
        gain=change.gain,
        lose=change.lose,
        same=len(change.branches) - change.gain - change.lose,
        turn=change.turn,
        unscored=change.unscored,
    )


def signed(moves: int) -> str:
    """Write hundredths of a percentage point with their sign, to a tenth: +1.5, −0.3, 0."""
    tenths = (abs(moves) + 5) // 10
    if not tenths:
        return "0"
    return f"{'+' if moves > 0 else '−'}{tenths // 10}.{tenths % 10}".removesuffix(".0")


def _class_shown(one: ClassChange) -> ClassShown:
    return ClassShown(
        _class(one.in_class), one.branches, _bands(one.old, one.new), signed(one.moves)
    )


def _bands(old: Mapping[str, int], new: Mapping[str, int]) -> tuple[tuple[str, int, int], ...]:
    return tuple((_band(key), old.get(key, 0), new.get(key, 0)) for key in _ORDER)


def _reason(one: Reason) -> ReasonShown:
    said = {"new": _("新增"), "gone": _("取消"), "changed": _("改动")}[one.change]
    return ReasonShown(one.item, one.title, said, signed(one.moves), one.gain, one.lose)


def _class(key: str) -> str:
    return str(BranchClass(key).label) if key in BranchClass.values else _("未分类")


def _band(key: str) -> str:
    return str(words.RESULTS[Result(key)]) if key else "–"


def _tone(moves: int) -> str:
    return "green" if moves > EQUAL else "red" if moves < -EQUAL else ""
