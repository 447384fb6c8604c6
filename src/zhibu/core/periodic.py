"""P: something must happen in every period; each miss costs its share of the points."""

from dataclasses import dataclass

import numpy as np

from zhibu.core.lag import Lag
from zhibu.core.periods import Period, periods_of
from zhibu.core.reading import Flags, Outcome, Year, by_period, over_time, throughout, totals
from zhibu.core.rules import Demand, Periodic
from zhibu.core.sums import Ints


@dataclass(frozen=True, slots=True)
class Counts:
    """What a demand found, by period and unit."""

    demand: Demand
    year: Year
    periods: tuple[Period, ...]
    closed: Flags
    required: Ints
    done: Ints

    @property
    def entered(self) -> Ints:
        """What was entered at all, too late too: scoring never asks for it."""
        return _at_most(_happened(self.demand, Lag.HISTORY, self.year), self.required)

    @property
    def missed(self) -> Ints:
        return (self.required - self.done) * self.closed[:, None]

    @property
    def due(self) -> Ints:
        return (self.required - self.done) * ~self.closed[:, None]


def measure(rule: Periodic, year: Year) -> Outcome:
    """Return what was owed by the first demand and missed of all, at most what was owed."""
    counts = [counts_of(demand, year) for demand in rule.demands]
    owed = over_time(counts[0].required)
    missed = np.minimum(_in_all([each.missed for each in counts]), owed)
    return Outcome(
        applicable=owed > 0,
        lost=missed * rule.miss_costs if rule.miss_costs else missed,
        whole=np.full_like(owed, rule.whole) if rule.miss_costs else owed,
        owed=owed,
        done=over_time(counts[0].done),
        missed=missed,
        due=_in_all([each.due for each in counts]),
    )


def _in_all(tables: list[Ints]) -> Ints:
    return over_time(tables[0] if len(tables) == 1 else np.concatenate(tables, axis=-2))


def _at_most(found: Ints, most: Ints) -> Ints:
    """Keep what was found between nothing and what was required."""
    kept: Ints = np.minimum(np.maximum(found, 0), most)
    return kept


def counts_of(demand: Demand, year: Year) -> Counts:
    """Return what a demand required and found in each period, worked out once in a year."""
    found: Counts = year.once(("demand", demand, year.applies), lambda: _counts(demand, year))
    return found


def _counts(demand: Demand, year: Year) -> Counts:
    periods = periods_of(year.sums.year, demand.months)
    required = _required(demand, year)
    return Counts(
        demand=demand,
        year=year,
        periods=periods,
        closed=year.closings(demand.months, demand.grace),
        required=required,
        done=_at_most(_happened(demand, demand.grace, year), required),
    )


def _required(demand: Demand, year: Year) -> Ints:
    owing = throughout(year.owing, demand.months).astype(np.int64)
    if demand.per is None:
        return owing
    subjects: Ints = by_period(year.level(demand.per), demand.months).min(axis=-2)
    required: Ints = np.maximum(owing * subjects, 0)
    return required


def _happened(demand: Demand, lag: Lag, year: Year) -> Ints:
    """Count occurrences that were entered with at most that lag."""
    found = totals(year.flow(demand.fact, lag), demand.months)
    return found if demand.at_least == 1 else found // demand.at_least
