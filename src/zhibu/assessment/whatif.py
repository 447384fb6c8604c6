"""What would become of scores under a draft: branch by branch and class by class, before adoption.

Nothing is written. Both standards score the same sums; they are compared in percent, since their
totals may differ.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from zhibu.assessment import bands, engine, in_force
from zhibu.assessment.engine import Width
from zhibu.assessment.in_force import Pin
from zhibu.core.scoring import Scores
from zhibu.core.standard import Standard
from zhibu.core.sums import Ints, Sums
from zhibu.journal.sums import Columns, columns_of_year
from zhibu.party import queries as party
from zhibu.party.models import Organization

REASONS = 8
EQUAL = 5  # hundredths of a percent: what a page rounds away
WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Reason:
    """An item and what it moves on average, in hundredths of a percentage point of the total.

    ``change`` says what happened to it: ``new``, ``gone``, or ``changed``.
    """

    item: str
    title: str
    change: str
    moves: int
    gain: int
    lose: int


@dataclass(frozen=True, slots=True)
class BranchChange:
    """One branch under both, in hundredths of a percent; bands as if nothing more came.

    ``reason`` is the item that moves it most.
    """

    uid: str
    name: str
    in_class: str
    old: int
    new: int
    old_band: str
    new_band: str
    reason: str

    @property
    def moves(self) -> int:
        return self.new - self.old

    @property
    def turns(self) -> bool:
        """Whether another result would come of it."""
        return self.old_band != self.new_band


@dataclass(frozen=True, slots=True)
class ClassChange:
    """A class under both: how many branches in each band, and how far they move on average."""

    in_class: str
    branches: int
    old: Mapping[str, int]
    new: Mapping[str, int]
    moves: int


@dataclass(frozen=True, slots=True)
class YearChange:
    """A year under both standards. ``branches`` are in the order of their names, never of scores.

    ``former`` names what scores them now; ``unscored`` branches have no sums in the year.
    """

    year: int
    as_of: date
    former: tuple[str, ...]
    branches: tuple[BranchChange, ...]
    classes: tuple[ClassChange, ...]
    reasons: tuple[Reason, ...]
    unscored: int

    @property
    def gain(self) -> int:
        return sum(one.moves > EQUAL for one in self.branches)

    @property
    def lose(self) -> int:
        return sum(one.moves < -EQUAL for one in self.branches)

    @property
    def turn(self) -> int:
        """How many branches would have another result."""
        return sum(one.turns for one in self.branches)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Units scored by both, side by side, and what each item moves in each of them."""

    units: tuple[str, ...]
    old: Scores
    new: Scores
    moves: Mapping[str, Ints]


def what_if(
    committee: Organization, draft: Standard, *, today: date, years: Sequence[int] = ()
) -> tuple[YearChange, ...]:
    """Return how last year and this one would look under a draft for the units it would score.

    Those are the branches at or below the committee for which no committee between adopted one of
    its own. A constant number of queries for each year.
    """
    branches = {branch.uid: branch for branch in party.branches_under(committee)}
    chosen = years or (today.year - 1, today.year)
    return tuple(_of_year(committee, draft, branches, year=year, today=today) for year in chosen)


def _of_year(
    committee: Organization, draft: Standard, branches: Mapping[str, Organization], *, year: int,
    today: date,
) -> YearChange:  # fmt: skip
    as_of = min(today, date(year + 1, 3, 31))
    register = in_force.Register()
    concerned: defaultdict[Pin, list[str]] = defaultdict(list)
    for branch in branches.values():
        if pin := register.replaced(committee.path, branch.path, year, draft.purpose):
            concerned[pin].append(branch.uid)
    found = columns_of_year(year).of_units(branches)
    pairs = [
        _pair(pin.standard, draft, found.of_units(units), year=year, as_of=as_of)
        for pin, units in concerned.items()
    ]
    told = [one for pair in pairs for one in _branches(pair, branches)]
    told.sort(key=lambda one: (one.name, one.uid))
    return YearChange(
        year=year,
        as_of=as_of,
        former=tuple(f"{pin.standard.title} {pin.standard.version}" for pin in concerned),
        branches=tuple(told),
        classes=tuple(_classes(told)),
        reasons=tuple(_reasons(pairs)),
        unscored=sum(map(len, concerned.values())) - len(told),
    )


def _pair(former: Standard, draft: Standard, found: Columns, *, year: int, as_of: date) -> _Pair:
    """Score the same sums by both; only units that count in the year are in either."""
    widths = [engine.width_of(one, found, year) for one in (former, draft)]
    units = tuple(sorted(set(widths[0].units) & set(widths[1].units)))
    old, new = (
        engine.judge(one, _only(width, units), as_of)
        for one, width in zip((former, draft), widths, strict=True)
    )
    return _Pair(units, old, new, _moves(old, new))


def _only(width: Width, units: Sequence[str]) -> Sums:
    """Return the sums of some units, in their order."""
    place = {unit: at for at, unit in enumerate(width.units)}
    return width.sums.of_units([place[unit] for unit in units])


def _moves(old: Scores, new: Scores) -> dict[str, Ints]:
    """Return by how much each item moves each unit: what it cost before less what it costs now."""
    before, now = _costs(old), _costs(new)
    nothing = np.zeros(old.points.shape[1])
    return {
        code: np.rint(before.get(code, nothing) - now.get(code, nothing)).astype(np.int64)
        for code in {**now, **before}
    }


def _costs(scores: Scores) -> dict[str, NDArray[np.float64]]:
    """Return what each item costs of the whole, in hundredths of a percent."""
    weights = scores.standard.weights
    whole = sum(
        (
            weights[item.section] * scores.out_of[at]
            for at, item in enumerate(scores.standard.items)
        ),
        start=np.zeros(scores.points.shape[1]),
    )
    return {
        item.id: weights[item.section] * (scores.out_of[at] - scores.points[at]) * WHOLE
        / np.maximum(whole, 1)
        for at, item in enumerate(scores.standard.items)
    }  # fmt: skip


def _branches(pair: _Pair, branches: Mapping[str, Organization]) -> Iterator[BranchChange]:
    codes = list(pair.moves)
    table = np.array([pair.moves[code] for code in codes])
    most = np.abs(table).argmax(axis=0).tolist()
    scored = (pair.old.total_out_of > 0) | (pair.new.total_out_of > 0)
    for at in np.flatnonzero(scored).tolist():
        unit = pair.units[at]
        branch = branches[unit]
        moved = bool(table[most[at], at])
        yield BranchChange(
            uid=unit,
            name=branch.name,
            in_class=branch.branch_class,
            old=int(pair.old.percent[at]),
            new=int(pair.new.percent[at]),
            old_band=band_of(pair.old, at, branch.branch_class),
            new_band=band_of(pair.new, at, branch.branch_class),
            reason=codes[most[at]] if moved else "",
        )


def band_of(scores: Scores, unit: int, in_class: str) -> str:
    """Return the band a unit is in by what is measured so far, or empty without a class."""
    if not scores.total_out_of[unit]:
        return ""
    reached, vetoed = int(scores.final[unit]), bool(scores.vetoed[unit])
    return bands.band_of(scores.standard, in_class, reached, vetoed=vetoed)


def _classes(told: Sequence[BranchChange]) -> Iterator[ClassChange]:
    grouped: defaultdict[str, list[BranchChange]] = defaultdict(list)
    for one in told:
        grouped[one.in_class].append(one)
    for in_class in sorted(grouped):
        alike = grouped[in_class]
        yield ClassChange(
            in_class=in_class,
            branches=len(alike),
            old=Counter(one.old_band for one in alike),
            new=Counter(one.new_band for one in alike),
            moves=round(sum(one.moves for one in alike) / len(alike)),
        )


def _reasons(pairs: Sequence[_Pair]) -> list[Reason]:
    """Return the items that move the most over all branches together."""
    titles: dict[str, str] = {}
    moves: defaultdict[str, list[Ints]] = defaultdict(list)
    olds: set[str] = set()
    news: set[str] = set()
    for pair in pairs:
        for scores, codes in ((pair.old, olds), (pair.new, news)):
            titles |= {item.id: item.title for item in scores.standard.items}
            codes |= {item.id for item in scores.standard.items}
        for code, moved in pair.moves.items():
            moves[code].append(moved)
    joined = {code: np.concatenate(parts) for code, parts in moves.items()}
    found = [
        Reason(
            item=code,
            title=titles[code],
            change="gone" if code not in news else "new" if code not in olds else "changed",
            moves=int(np.rint(moved.mean())),
            gain=int((moved > EQUAL).sum()),
            lose=int((moved < -EQUAL).sum()),
        )
        for code, moved in joined.items()
        if (np.abs(moved) > EQUAL).any()
    ]
    found.sort(key=lambda one: (-abs(one.moves), one.item))
    return found[:REASONS]
