"""What one unit's item looked like period by period, and what may still change its points."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from zhibu.core.lag import Lag
from zhibu.core.measuring import breaches_of, deduction_of, document_of, measure, timely
from zhibu.core.periodic import counts_of
from zhibu.core.periods import Month, Period
from zhibu.core.ratio import parts_of, stake_of
from zhibu.core.reading import Year
from zhibu.core.rules import WHOLE, Documented, Parted, Periodic, Ratio, Rule, Sound, Timely


class State(StrEnum):
    """How a period stands. Upcoming has not begun; due has, and may still be met in time."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSED = "missed"
    DUE = "due"
    UPCOMING = "upcoming"
    NOT_OWED = "not_owed"


@dataclass(frozen=True, slots=True)
class Occasion:
    """A period of a fact: required, done in time, entered too late.

    ``change`` is what the item's loss would become more (at stake) or less (to be won back) by
    what is open here alone; ``until`` is the last day on which a record still counts.
    """

    fact: str
    period: Period
    state: State
    required: int
    done: int
    late: int
    change: int
    until: date

    @property
    def open(self) -> int:
        """How much is still wanted."""
        return max(self.required - self.done, 0)


def occasions_of(rule: Rule, year: Year) -> tuple[Occasion, ...]:
    """Return the occasions of the first unit's item.

    E and V are events and not duties, J, X and B are people's to give: they have none.
    """
    tell = _TELLERS.get(type(rule))
    return tuple(tell(rule, year)) if tell else ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What was required and found in a period, before it has a state."""

    fact: str
    period: Period
    grace: Lag
    required: int
    done: int
    late: int = 0

    def occasion(self, year: Year, *, change: int, closed: bool) -> Occasion:
        begun = self.period.first.first_day <= year.as_of
        state = self._state(closed=closed, begun=begun)
        return Occasion(
            fact=self.fact,
            period=self.period,
            state=state,
            required=self.required,
            done=self.done,
            late=self.late,
            change=0 if state in _SETTLED else change,
            until=year.calendar.last_day_within(self.period.last_day, self.grace.days),
        )

    def _state(self, *, closed: bool, begun: bool) -> State:
        if self.required == 0:
            return State.NOT_OWED
        if self.done >= self.required:
            return State.ON_TIME
        if closed:
            return State.LATE if self.done + self.late >= self.required else State.MISSED
        return State.DUE if begun else State.UPCOMING


_SETTLED = (State.NOT_OWED, State.ON_TIME, State.UPCOMING)


def _periodic(rule: Periodic, year: Year) -> Iterator[Occasion]:
    for demand in rule.demands:
        counts = counts_of(demand, year)
        for place, period in enumerate(counts.periods):
            done = int(counts.done[place, 0])
            found = _Found(
                fact=demand.fact,
                period=period,
                grace=demand.grace,
                required=int(counts.required[place, 0]),
                done=done,
                late=int(counts.entered[place, 0]) - done,
            )
            change = int(counts.due[place, 0]) * (rule.miss_costs or 1)
            yield found.occasion(year, change=change, closed=bool(counts.closed[place]))


def _ratio(rule: Ratio, year: Year) -> Iterator[Occasion]:
    for share in rule.shares:
        parts = parts_of(share, year)
        stake = stake_of(parts, share, rule)
        for place, period in enumerate(parts.periods):
            counts = int(parts.counts[place, 0])
            whole = int(parts.denominator[place, 0]) * counts
            found = _Found(
                fact=share.numerator.fact,
                period=period,
                grace=share.grace,
                required=-(-whole * share.target // WHOLE),
                done=int(parts.numerator[place, 0]) * counts,
            )
            closed = bool(parts.closed[place])
            yield found.occasion(year, change=int(stake[place, 0]), closed=closed)


def _timely(rule: Timely, year: Year) -> Iterator[Occasion]:
    """Doing late what was never done turns the greater loss into the smaller."""
    outcome = timely(rule, year)
    undone, done = int(outcome.missed[0]), int(outcome.done[0])
    if year.elapsed:
        found = _Found(
            fact=rule.due,
            period=Period(Month(year.sums.year, 1), Month(year.sums.year, year.elapsed)),
            grace=Lag.LATER,
            required=int(outcome.owed[0]),
            done=done,
            late=int(outcome.owed[0]) - done - undone,
        )
        gain = undone * (rule.late_costs - rule.undone_costs)
        yield found.occasion(year, change=gain, closed=True)


def _documented(rule: Documented, year: Year) -> Iterator[Occasion]:
    for document in rule.documents:
        outcome = document_of(document, rule.incomplete_costs, year)
        lost = int(outcome.lost[0])
        last = Month(year.sums.year, document.until)
        found = _Found(
            fact=document.made,
            period=Period(Month(year.sums.year, document.start), last),
            grace=document.grace,
            required=int(outcome.owed[0]),
            done=int(outcome.done[0]),
        )
        closed = year.closed(last.last_day, document.grace)
        yield found.occasion(year, change=-lost if closed else WHOLE, closed=closed)


def _sound(rule: Sound, year: Year) -> Iterator[Occasion]:
    """A month begun is met when nothing was in breach in it; what stands costs next month too."""
    broken = breaches_of(rule, year)
    for place, month in enumerate(Month(year.sums.year, 1).until(Month(year.sums.year, 12))):
        begun = place < year.elapsed
        found = _Found(
            fact=rule.standing or rule.breach or "",
            period=Period(month, month),
            grace=Lag.LATER,
            required=int(year.owing[place, 0]),
            done=int(begun and not broken[place, 0]),
        )
        now = place + 1 == year.elapsed and not year.over
        change = rule.month_costs if now and broken[place, 0] else 0
        yield found.occasion(year, change=change, closed=begun)


def _parted(rule: Parted, year: Year) -> Iterator[Occasion]:
    """Turn what a part's rule would lose into the points it would cost."""
    for part in rule.parts:
        outcome = measure(part.rule, year)
        now = int(deduction_of(part, outcome)[0])
        for each in occasions_of(part.rule, year) if outcome.applicable[0] else ():
            then = replace(outcome, lost=outcome.lost + each.change)
            yield replace(each, change=int(deduction_of(part, then)[0]) - now)


_TELLERS: dict[type[Rule], Callable[[Any, Year], Iterator[Occasion]]] = {
    Periodic: _periodic,
    Ratio: _ratio,
    Timely: _timely,
    Documented: _documented,
    Sound: _sound,
    Parted: _parted,
}
