"""What becomes of the scores of many units: results with reasons, quotas, ties.

Within a quota units compare by how far they reach above their own class's advanced line. Who
stands equal at the quota's edge is told apart by the standard's ``ties``; whoever is still equal
then stays advanced. No rank leaves this module.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Protocol, SupportsInt

from zhibu.core.rules import WHOLE
from zhibu.core.scores import Result
from zhibu.core.standard import Quota, Standard


class Why(StrEnum):
    """Why a unit has the result it has, or none yet."""

    NO_CLASS = "no_class"
    NOT_MEASURED = "not_measured"
    NOTHING_APPLIES = "nothing_applies"
    WAITING = "waiting"
    VETOED = "vetoed"
    BELOW = "below"
    QUALIFIED = "qualified"
    ADVANCED = "advanced"
    OUTSIDE_QUOTA = "outside_quota"


class Column(Protocol):
    """A number for each unit: an array, or a sequence of what was stored."""

    def __getitem__(self, unit: int, /) -> SupportsInt: ...


class Scored(Protocol):
    """What results are made of: scores just computed, or as they were stored or sealed."""

    @property
    def standard(self) -> Standard: ...
    @property
    def final(self) -> Column: ...
    @property
    def waiting(self) -> Column: ...
    @property
    def total_out_of(self) -> Column: ...
    @property
    def vetoed(self) -> Column: ...
    def result(self, unit: int, class_id: str) -> Result | None: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """A unit's result and why. ``tie`` is the rule that settled a tie at the quota's edge."""

    result: Result | None
    why: Why
    tie: str = ""


@dataclass(frozen=True, slots=True)
class _Entrant:
    """A unit that reached its class's advanced line. ``above`` is by how many hundredths."""

    unit: int
    key: str
    above: int
    size: int


def results_of(
    scores: Scored, classes: Sequence[str | None], sizes: Sequence[int] = ()
) -> tuple[Verdict, ...]:
    """Return a verdict for each unit, in the order of the scores.

    ``classes`` are the units' classes, ``sizes`` their members, by which ``smaller_unit`` settles
    ties.
    """
    found = [_verdict(scores, unit, key) for unit, key in enumerate(classes)]
    quota = scores.standard.advanced_most
    if quota is None:
        return tuple(found)
    for pool, most in _pools(scores, classes, quota):
        inside = (unit for unit in pool if found[unit].why is Why.ADVANCED)
        entrants = list(_entrants(scores, inside, classes=classes, sizes=sizes))
        for unit, verdict in _within(entrants, most, scores.standard):
            found[unit] = verdict
    return tuple(found)


def _verdict(scores: Scored, unit: int, key: str | None) -> Verdict:
    why = _hindrance(scores, unit, key)
    if why is not None or key is None:
        return Verdict(None, why or Why.NO_CLASS)
    result = scores.result(unit, key)
    if scores.vetoed[unit]:
        return Verdict(result, Why.VETOED)
    return Verdict(result, _WHY[result])


_WHY = {
    Result.ADVANCED: Why.ADVANCED,
    Result.QUALIFIED: Why.QUALIFIED,
    Result.BELOW_STANDARD: Why.BELOW,
    None: Why.WAITING,
}


def _hindrance(scores: Scored, unit: int, key: str | None) -> Why | None:
    """Return why a unit has no result yet, or None where it has one."""
    if key is None:
        return Why.NO_CLASS
    if not scores.standard.complete:
        return Why.NOT_MEASURED
    if scores.waiting[unit]:
        return Why.WAITING
    return None if scores.total_out_of[unit] else Why.NOTHING_APPLIES


def _pools(
    scores: Scored, classes: Sequence[str | None], quota: Quota
) -> Iterator[tuple[list[int], int]]:
    """Yield the units that share a quota, and how many of them may be advanced: at least one."""
    keys = [(key,) for key in scores.standard.classes]
    for pool in keys if quota.of_each_class else [tuple(scores.standard.classes)]:
        units = [unit for unit, key in enumerate(classes) if key in pool]
        yield units, max(len(units) * quota.percent // WHOLE, 1)


def _entrants(
    scores: Scored,
    units: Iterable[int],
    *,
    classes: Sequence[str | None],
    sizes: Sequence[int],
) -> Iterator[_Entrant]:
    for unit in units:
        key = classes[unit] or ""
        line = scores.standard.classes[key].advanced_at
        size = sizes[unit] if sizes else 0
        yield _Entrant(unit, key, int(scores.final[unit]) - line, size)


def _within(
    entrants: Sequence[_Entrant], most: int, standard: Standard
) -> Iterator[tuple[int, Verdict]]:
    """Yield what the quota makes of those who reached the line: only whoever it shuts out or in."""
    room = most
    ordered = sorted(entrants, key=lambda each: -each.above)
    for _, equal in groupby(ordered, key=lambda each: each.above):
        tied = list(equal)
        if len(tied) > room > 0:
            yield from _broken(tied, room, standard)
        elif room <= 0:
            yield from ((each.unit, _OUTSIDE) for each in tied)
        room -= len(tied)


_INSIDE = Verdict(Result.ADVANCED, Why.ADVANCED)
_OUTSIDE = Verdict(Result.QUALIFIED, Why.OUTSIDE_QUOTA)


def _broken(
    tied: Sequence[_Entrant], room: int, standard: Standard
) -> Iterator[tuple[int, Verdict]]:
    """Let the rules of the standard settle a tie one after another, in favour of who has less.

    Those that a rule cannot tell apart go on to the next one; those no rule can, all stay in.
    """
    left = list(tied)
    for rule in standard.ties:
        favour = _favour(rule, standard)
        left.sort(key=favour)
        last, next_one = favour(left[room - 1]), favour(left[room])
        settled = next_one > last
        inside = [each for each in left if favour(each) < last + settled]
        yield from ((each.unit, replace(_INSIDE, tie=rule)) for each in inside)
        yield from (
            (each.unit, replace(_OUTSIDE, tie=rule)) for each in left if favour(each) > last
        )
        if settled:
            return
        left = [each for each in left if favour(each) == last]
        room -= len(inside)


def _favour(rule: str, standard: Standard) -> Callable[[_Entrant], int]:
    """Return how far down a rule puts a unit: the lower, the more it is favoured."""
    if rule == "lower_threshold":
        return lambda each: standard.classes[each.key].advanced_at
    if rule == "smaller_unit":
        return lambda each: each.size
    return lambda each: each.key != rule
