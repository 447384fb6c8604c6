"""Scores: a pure function of a compiled standard and monthly sums, for one unit or a million."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from zhibu.core.measuring import measure
from zhibu.core.reading import Flags, Outcome, Year, summed
from zhibu.core.rules import all_of
from zhibu.core.standard import Item, Standard
from zhibu.core.sums import Ints, Sums
from zhibu.core.workdays import Calendar

PERCENT_OF = 10_000


class Result(StrEnum):
    """What a class's thresholds make of a score."""

    ADVANCED = "advanced"
    QUALIFIED = "qualified"
    BELOW_STANDARD = "below_standard"


@dataclass(frozen=True, slots=True)
class Scores:
    """Points in hundredths and counts, by item and unit."""

    standard: Standard
    points: Ints
    out_of: Ints
    owed: Ints
    done: Ints
    missed: Ints
    due: Ints
    applicable: Flags
    measured: Flags
    vetoed: Flags

    @property
    def total(self) -> Ints:
        return summed(self.points)

    @property
    def total_out_of(self) -> Ints:
        return summed(self.out_of)

    @property
    def percent(self) -> Ints:
        """Points of those measured, in hundredths of a percent; 0 when nothing is."""
        return portion(np.int64(PERCENT_OF), self.total, self.total_out_of)

    def result(self, unit: int, class_id: str) -> Result | None:
        """Return a unit's result in its class, or None before every item is measured."""
        if not self.standard.complete or not self.total_out_of[unit]:
            return None
        bounds = self.standard.classes[class_id]
        reached = int(self.percent[unit]) * self.standard.out_of
        if self.vetoed[unit] or reached < bounds.qualified_at * PERCENT_OF:
            return Result.BELOW_STANDARD
        advanced = reached >= bounds.advanced_at * PERCENT_OF
        return Result.ADVANCED if advanced else Result.QUALIFIED


def evaluate(standard: Standard, sums: Sums, *, as_of: date, calendar: Calendar) -> Scores:
    """Score every unit against every item, as things stand on a day."""
    year = Year(sums, as_of, calendar)
    found = [outcome_of(item, year) for item in standard.items]
    applicable = np.array([each.applicable for each in found])
    worth = np.array([item.points for item in standard.items])[:, None]
    return Scores(
        standard=standard,
        points=np.array(
            [points_of(item, each) for item, each in zip(standard.items, found, strict=True)]
        ),
        out_of=worth * applicable,
        owed=np.array([each.owed for each in found]),
        done=np.array([each.done for each in found]),
        missed=np.array([each.missed for each in found]),
        due=np.array([each.due for each in found]),
        applicable=applicable,
        measured=np.array([item.measured for item in standard.items]),
        vetoed=_vetoed(standard, year),
    )


def outcome_of(item: Item, year: Year) -> Outcome:
    """Return what an item's rule finds; nothing at all for an item that is not measured yet."""
    if not item.measured:
        nothing = np.zeros(year.sums.units, dtype=np.int64)
        return Outcome(nothing > 0, *(nothing,) * 6)
    return measure(item.rule, Year(year.sums, year.as_of, year.calendar, item.applies))


def points_of(item: Item, outcome: Outcome) -> Ints:
    """Return an item's points, rounded half up to a hundredth, once."""
    kept = np.maximum(outcome.whole - outcome.lost, 0)
    return portion(np.int64(item.points), kept, outcome.whole) * outcome.applicable


def portion(of: np.int64, part: Ints, whole: Ints) -> Ints:
    """Return ``of × part ÷ whole`` rounded half up, in whole numbers; 0 where the whole is 0."""
    return (2 * of * part + whole) // np.maximum(2 * whole, 1)


def _vetoed(standard: Standard, year: Year) -> Flags:
    events = np.zeros(year.sums.units, dtype=np.int64)
    for veto in standard.vetoes:
        if veto.measured:
            events += summed(year.sums.of(all_of(veto.fact))[1 : year.elapsed + 1])
    return events > 0
