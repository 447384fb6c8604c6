"""P: something must happen in every period; each miss costs its share of the points."""

from dataclasses import dataclass

import numpy as np

from zhibu.core.lag import Lag
from zhibu.core.periods import Period, periods_of
from zhibu.core.reading import Flags, Outcome, Year, by_period, summed, throughout, totals
from zhibu.core.rules import Demand, Periodic
from zhibu.core.sums import Ints


@dataclass(frozen=True, slots=True)
class Counts:
    """What a demand found, by period and unit. ``entered`` includes what came too late."""

    periods: tuple[Period, ...]
    closed: Flags
    required: Ints
    done: Ints
    entered: Ints

    @property
    def missed(self) -> Ints:
        return (self.required - self.done) * self.closed[:, None]

    @property
    def due(self) -> Ints:
        return (self.required - self.done) * ~self.closed[:, None]


def measure(rule: Periodic, year: Year) -> Outcome:
    """Return what was owed by the first demand and missed of all, at most what was owed."""
    counts = [counts_of(demand, year) for demand in rule.demands]
    owed = summed(counts[0].required)
    missed = np.minimum(summed(np.concatenate([each.missed for each in counts])), owed)
    return Outcome(
        applicable=owed > 0,
        lost=missed,
        whole=owed,
        owed=owed,
        done=summed(counts[0].done),
        missed=missed,
        due=summed(np.concatenate([each.due for each in counts])),
    )


def counts_of(demand: Demand, year: Year) -> Counts:
    """Return what a demand required and found in each period."""
    periods = periods_of(year.sums.year, demand.months)
    required = _required(demand, year)
    return Counts(
        periods=periods,
        closed=year.closings(demand.months, demand.grace),
        required=required,
        done=np.clip(_happened(demand, demand.grace, year), 0, required),
        entered=np.clip(_happened(demand, Lag.HISTORY, year), 0, required),
    )


def _required(demand: Demand, year: Year) -> Ints:
    owing = throughout(year.owing, demand.months).astype(np.int64)
    if demand.per is None:
        return owing
    subjects: Ints = by_period(year.level(demand.per), demand.months).min(axis=1)
    required: Ints = np.maximum(owing * subjects, 0)
    return required


def _happened(demand: Demand, lag: Lag, year: Year) -> Ints:
    """Count occurrences that were entered with at most that lag."""
    return totals(year.flow(demand.fact, lag), demand.months) // demand.at_least
