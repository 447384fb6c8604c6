"""A year of sums as a rule reads it: levels, flows, what is owed and which periods are closed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhibu.core.lag import Lag
from zhibu.core.periods import MONTHS, periods_of
from zhibu.core.rules import Column, all_of
from zhibu.core.standard import COUNTED, Applies
from zhibu.core.sums import Ints, Sums
from zhibu.core.workdays import Calendar

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule found for every unit.

    ``lost`` and ``whole`` are the fraction of the item's points that is lost; less than nothing
    is lost by whoever wins more than the points. ``waiting`` tells whom nobody has rated yet,
    ``adjusted`` by how many hundredths of a point people moved what the rule gave.
    """

    applicable: Flags
    lost: Ints
    whole: Ints
    owed: Ints
    done: Ints
    missed: Ints
    due: Ints
    waiting: Flags | None = None
    adjusted: Ints | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """A year's sums as one item sees them on a day.

    What many items read is worked out once: ``shelf`` goes from one item's year to the next. Who
    reads must not write into what is handed out.
    """

    sums: Sums
    as_of: date
    calendar: Calendar
    applies: Applies | None = None
    shelf: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    def for_item(self, applies: Applies | None) -> "Year":
        """Return the same year as an item sees it that concerns these units only."""
        return Year(self.sums, self.as_of, self.calendar, applies, self.shelf)

    def shared(self) -> dict[object, Any]:
        """Return the start of a shelf for who reads other facts of the same units."""
        _ = self._always_counted
        return {key: self.shelf[key] for key in ("counted", "always", COUNTED)}

    @property
    def elapsed(self) -> int:
        """The months begun by that day, at most twelve."""
        return min(max((self.as_of.year - self.sums.year) * MONTHS + self.as_of.month, 0), MONTHS)

    def _kept(self, key: object, work_out: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        found = self.shelf.get(key)
        if found is None:
            found = self.shelf[key] = work_out()
            found.setflags(write=False)
        return found

    def once(self, key: object, work_out: Callable[[], Any]) -> Any:
        """Return what was worked out under a name, for every reader but the first."""
        if key not in self.shelf:
            self.shelf[key] = work_out()
        return self.shelf[key]

    @property
    def over(self) -> bool:
        return self.as_of.year > self.sums.year

    def level(self, fact: str) -> Ints:
        """Return a level at the end of each month."""
        return self._kept(fact, lambda: running(self.sums.of(all_of(fact)))[..., 1:, :])

    def flow(self, fact: str, lag: Lag) -> Ints:
        """Return a flow in each month the unit is counted."""
        told = self.sums.of(Column(fact, lag))[..., 1:, :]
        return told if self._always_counted else told * self._counted

    @property
    def _counted(self) -> Flags:
        return self._kept("counted", lambda: self.level(COUNTED) >= 1)

    @property
    def _always_counted(self) -> bool:
        return bool(self._kept("always", lambda: np.array(self._counted.all())))

    def so_far(self, fact: str, lag: Lag) -> Ints:
        """Return a flow summed over the months begun."""
        return over_time(self.flow(fact, lag)[..., : self.elapsed, :])

    def decided(self, fact: str) -> Ints:
        """Return what people decided in the months begun."""
        return self.sums.decided_until(fact, self.elapsed)

    @property
    def owing(self) -> Flags:
        """Tell the months in which the unit owes the item."""
        applies = self.applies
        if applies is None:
            return self._counted
        return self._kept(
            applies, lambda: self._counted & (self.level(applies.fact) >= applies.at_least)
        )

    @property
    def owing_ever(self) -> Flags:
        """Tell the units that owe the item in any month."""
        return self._kept(("ever", self.applies), lambda: over_time(self.owing) > 0)

    def closed(self, last_day: date, grace: Lag) -> bool:
        """Tell whether a period's grace has run out."""
        return self.calendar.working_days_between(last_day, self.as_of) > grace.days

    def closings(self, months: int, grace: Lag) -> Flags:
        """Tell which of the year's periods of so many months are closed."""
        return _closings(self.calendar, self.sums.year, months, grace=grace, as_of=self.as_of)


@lru_cache(maxsize=512)
def _closings(calendar: Calendar, year: int, months: int, *, grace: Lag, as_of: date) -> Flags:
    """Count each day's closings once: every item of every unit asks the same."""
    ends = (period.last_day for period in periods_of(year, months))
    past = [calendar.working_days_between(end, as_of) > grace.days for end in ends]
    found = np.array(past, dtype=bool)
    found.setflags(write=False)
    return found


def by_period(months: NDArray[Any], length: int) -> NDArray[Any]:
    """Return a year's months bundled into periods: [period, month within it, unit]."""
    return months.reshape(*months.shape[:-2], MONTHS // length, length, months.shape[-1])


def throughout(flags: Flags, length: int) -> Flags:
    """Tell the periods of which every month is flagged."""
    if length == 1:
        return flags
    found: Flags = np.logical_and.reduce(by_period(flags, length), axis=-2)
    return found


def totals(flow: Ints, length: int) -> Ints:
    """Return a flow summed by period."""
    if length == 1:
        return flow
    found: Ints = by_period(flow, length).sum(axis=-2, dtype=np.int64)
    return found


def summed(table: NDArray[Any]) -> Ints:
    """Return the sums over the first axis as whole numbers, of flags too."""
    found: Ints = table.sum(axis=0, dtype=np.int64)
    return found


def over_time(table: NDArray[Any]) -> Ints:
    """Return the sums over months or periods, the last axis but one, as whole numbers."""
    found: Ints = table.sum(axis=-2, dtype=np.int64)
    return found


def running(told: Ints) -> Ints:
    """Return sums by month added up from the year's opening on."""
    found: Ints = np.cumsum(told, axis=-2)
    return found


def portion(of: np.int64 | Ints, part: Ints, whole: Ints) -> Ints:
    """Return ``of × part ÷ whole`` rounded half up, in whole numbers; 0 where the whole is 0."""
    doubled = 2 * whole
    found: Ints = (2 * of * part + whole) // np.maximum(doubled, 1, out=doubled)
    return found


def whole_hundred(like: Ints) -> Ints:
    """Return a hundred for every unit: what losses in percent are a part of."""
    return np.full_like(like, 100)
