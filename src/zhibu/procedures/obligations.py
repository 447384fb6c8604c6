"""Which facts a change of a case states: duties that arise or are settled, and what steps state."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from zhibu.core import case as machine
from zhibu.core.facts import Fact
from zhibu.journal import facts
from zhibu.procedures.records import Told


def told_by(before: machine.Case, after: machine.Case) -> tuple[Told, ...]:
    """Return what is to be stated for a case to have become another."""
    return summed(_between(before, after))


def told_at_first(begun: machine.Case) -> tuple[Told, ...]:
    """Return what the opening of a case states: before it, nothing was owed."""
    return told_by(replace(begun, closed_as="-", closed_on=date.min), begun)


def told_anew(
    told: Iterable[Told], before: machine.Case, after: machine.Case, *, place: int
) -> tuple[Told, ...]:
    """Return what a step's corrected record states, where the old one stated ``told``.

    Later steps are settled anew as well, and their records stay as they are: the difference is
    put on the corrected one.
    """
    start = replace(before, done=before.done[:place], closed_as="", closed_on=None)
    taken = (-one for one in _between(start, before))
    kept = (Fact(one.fact, one.on, one.value) for one in told)
    return summed((*kept, *taken, *_between(start, after)))


def summed(stated: Iterable[Fact]) -> tuple[Told, ...]:
    """Return facts as numbers, without what adds up to nothing."""
    sums: Counter[tuple[str, date]] = Counter()
    for one in stated:
        sums[one.name, one.on] += one.value
    return tuple(Told(name, on, value) for (name, on), value in sorted(sums.items()) if value)


def _between(before: machine.Case, after: machine.Case) -> Iterator[Fact]:
    yield from machine.due_facts(before, after, facts.calendar())
    yield from machine.stated_facts(before, after)
