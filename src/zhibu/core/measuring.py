"""How each rule is measured, in whole numbers: from a year's sums to what was lost.

Points are rounded once for each item, by ``scoring``. Here stand T, D, C, E and V, and items of
several parts; P, R and what people judge have files of their own.
"""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from zhibu.core import judging, periodic, ratio
from zhibu.core.lag import Lag
from zhibu.core.periods import MONTHS, Month
from zhibu.core.reading import Flags, Outcome, Year, over_time, portion
from zhibu.core.rules import (
    WHOLE,
    Document,
    Documented,
    Judged,
    Part,
    Parted,
    Periodic,
    Ratio,
    Rule,
    Sound,
    Timely,
    Valid,
)
from zhibu.core.sums import Ints


def measure(rule: Rule, year: Year) -> Outcome:
    """Return what a rule finds in a year's sums."""
    return _MEASURES[type(rule)](rule, year)


def timely(rule: Timely, year: Year) -> Outcome:
    """T. What history told after the unit went live was never on time."""
    due = year.so_far(rule.due, Lag.HISTORY)
    in_time = year.so_far(rule.in_time, Lag.LATER)
    told = year.so_far(rule.in_time, Lag.HISTORY)
    late = np.maximum(year.so_far(rule.late, Lag.HISTORY) + told - in_time, 0)
    undone = np.maximum(due - in_time - late, 0)
    return Outcome(
        applicable=year.owing_ever,
        lost=late * rule.late_costs + undone * rule.undone_costs,
        whole=np.full_like(due, rule.whole),
        owed=due,
        done=in_time,
        missed=undone,
        due=np.zeros_like(due),
    )


def documented(rule: Documented, year: Year) -> Outcome:
    """D. Every document has an equal share of the points."""
    found = [document_of(document, rule.incomplete_costs, year) for document in rule.documents]
    owed = _total(found, "owed")
    return Outcome(
        applicable=owed > 0,
        lost=_total(found, "lost"),
        whole=_total(found, "whole"),
        owed=owed,
        done=_total(found, "done"),
        missed=_total(found, "missed"),
        due=_total(found, "due"),
    )


def document_of(document: Document, incomplete_costs: int, year: Year) -> Outcome:
    """Return what one document is worth: lost whole when missing, in part when incomplete."""
    owed = over_time(~year.owing[..., document.start - 1 : document.until, :]) == 0
    made = _exists(document.made, document.start, year)
    complete = made & _exists(document.complete, document.start, year)
    closed = year.closed(Month(year.sums.year, document.until).last_day, document.grace)
    missing, part = owed & ~made & closed, owed & made & ~complete & closed
    return Outcome(
        applicable=owed,
        lost=_ints(missing) * WHOLE + _ints(part) * incomplete_costs,
        whole=_ints(owed) * WHOLE,
        owed=_ints(owed),
        done=_ints(owed & complete),
        missed=_ints(missing),
        due=_ints(owed & ~complete & (not closed)),
    )


def sound(rule: Sound, year: Year) -> Outcome:
    """C. A breach that stands when the year is over costs everything."""
    broken = breaches_of(rule, year)
    months = over_time(broken)
    at_end = (
        broken[..., -1, :] if rule.standing is None else year.level(rule.standing)[..., -1, :] >= 1
    )
    owing = over_time(year.owing[..., : year.elapsed, :])
    return Outcome(
        applicable=year.owing_ever,
        lost=np.where(
            at_end & year.owing[..., -1, :] & year.over, rule.whole, months * rule.month_costs
        ),
        whole=np.full_like(months, rule.whole),
        owed=owing,
        done=owing - months,
        missed=months,
        due=np.zeros_like(months),
    )


def breaches_of(rule: Sound, year: Year) -> Flags:
    """Tell the months begun in which the state was in breach, even for a day."""
    states = [year.level(rule.standing) >= 1] if rule.standing else []
    events = [year.flow(rule.breach, Lag.HISTORY) >= 1] if rule.breach else []
    begun = np.arange(MONTHS)[:, None] < year.elapsed
    return reduce(np.logical_or, states + events) & year.owing & begun


def valid(rule: Valid, year: Year) -> Outcome:
    """E and V."""
    events = np.maximum(year.so_far(rule.fact, Lag.HISTORY), 0)
    nothing = np.zeros_like(events)
    return Outcome(
        applicable=year.owing_ever,
        lost=events * rule.each_costs,
        whole=np.full_like(events, rule.whole),
        owed=nothing,
        done=nothing,
        missed=events,
        due=nothing,
    )


def parted(rule: Parted, year: Year) -> Outcome:
    """Deduct for each part, each rounded once; a part that does not apply costs nothing."""
    found = [measure(part.rule, year) for part in rule.parts]
    lost = [deduction_of(part, each) for part, each in zip(rule.parts, found, strict=True)]
    return Outcome(
        applicable=reduce(np.logical_or, (each.applicable for each in found)),
        lost=reduce(np.add, lost),
        whole=np.full_like(lost[0], rule.worth),
        owed=_total(found, "owed"),
        done=_total(found, "done"),
        missed=_total(found, "missed"),
        due=_total(found, "due"),
    )


def deduction_of(part: Part, outcome: Outcome) -> Ints:
    """Return, in hundredths of a point, what a part of an item costs."""
    kept = portion(np.int64(part.points), outcome.whole - outcome.lost, outcome.whole)
    cost: Ints = (part.points - np.clip(kept, 0, part.points)) * outcome.applicable
    return cost


_MEASURES: dict[type[Rule], Callable[[Any, Year], Outcome]] = {
    Periodic: periodic.measure,
    Ratio: ratio.measure,
    Timely: timely,
    Documented: documented,
    Sound: sound,
    Valid: valid,
    Judged: judging.measure,
    Parted: parted,
}


def _exists(fact: str, start: int, year: Year) -> Flags:
    return over_time(year.flow(fact, Lag.LATER)[..., start - 1 :, :]) > 0


def _ints(flags: Flags) -> Ints:
    return flags.astype(np.int64)


def _total(found: list[Outcome], name: str) -> Ints:
    total: Ints = reduce(np.add, (getattr(each, name) for each in found))
    return total
