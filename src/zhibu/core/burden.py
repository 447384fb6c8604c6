"""What a standard asks of a typical branch in a year: entries, minutes, doubles, machine share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhibu.core.periods import MONTHS
from zhibu.core.rules import (
    Demand,
    Documented,
    Judged,
    Parted,
    Periodic,
    Ratio,
    Rule,
    Share,
    Timely,
)
from zhibu.core.standard import Item, Standard

# A branch of the size that most have; a page may ask with a branch's own levels instead.
TYPICAL: Mapping[str, int] = {"party.groups": 2, "party.members": 20}
TIMES = {"month": 12, "quarter": 4, "half": 2}


@dataclass(frozen=True, slots=True)
class Load:
    """What one item asks in a year: how many entries, how many minutes."""

    item: str
    entries: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Double:
    """A fact that is asked for more than once, and by which items of which standards."""

    fact: str
    asked_by: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Burden:
    """What a standard asks of a branch in a year. ``machine_share`` is in percent of its points."""

    loads: tuple[Load, ...]
    doubles: tuple[Double, ...]
    machine_share: int

    @property
    def entries(self) -> int:
        return sum(load.entries for load in self.loads)

    @property
    def minutes(self) -> int:
        return sum(load.minutes for load in self.loads)


def burden_of(
    standard: Standard, *, beside: Sequence[Standard] = (), typical: Mapping[str, int] = TYPICAL
) -> Burden:
    """Return what a standard asks of a typical branch, and what it asks for twice.

    ``beside`` are the other standards in force; ``typical`` tells a branch's levels. What two
    items read of one fact is entered once, and counts once.
    """
    return Burden(
        loads=tuple(_loads(standard, typical)),
        doubles=tuple(_doubles((standard, *(each for each in beside if each is not standard)))),
        machine_share=_machine_share(standard.items),
    )


def _loads(standard: Standard, typical: Mapping[str, int]) -> Iterator[Load]:
    asked: set[str] = set()
    for item in standard.items:
        fresh = [one for one in _entered(item, typical) if one[0] not in asked]
        asked |= {fact for fact, _ in fresh}
        entries = sum(times for _, times in fresh)
        yield Load(item.id, entries, entries * item.hint.minutes)


def _entered(item: Item, typical: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Yield each fact that somebody enters for an item, and how often in a year."""
    if isinstance(item.rule, Judged):
        return  # the raters' work, not the branch's
    for rule in _rules(item.rule):
        yield from _entries(rule, TIMES.get(item.cadence, 1), typical)


def _rules(rule: Rule) -> Iterator[Rule]:
    if isinstance(rule, Parted):
        yield from (part.rule for part in rule.parts)
    else:
        yield rule


def _entries(rule: Rule, times: int, typical: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """States and invalid instances (C, E, V) ask nobody to enter anything."""
    match rule:
        case Periodic(demands):
            yield from ((each.fact, _times(each, typical)) for each in demands)
        case Ratio(shares):
            yield from ((each.numerator.fact, _periods(each)) for each in shares)
        case Documented(documents):
            yield from ((each.made, 1) for each in documents)
        case Timely(in_time=fact):
            yield fact, times


def _times(demand: Demand, typical: Mapping[str, int]) -> int:
    subjects = typical.get(demand.per, 1) if demand.per else 1
    return MONTHS // demand.months * demand.at_least * subjects


def _periods(share: Share) -> int:
    """What stands at a moment is entered once; the rest once in every period."""
    return 1 if share.now else MONTHS // share.months


def _doubles(standards: Sequence[Standard]) -> Iterator[Double]:
    """Yield what more than one item asks somebody to enter."""
    asked: dict[str, list[tuple[str, str]]] = {}
    for standard in standards:
        for item in standard.items:
            for fact in dict.fromkeys(fact for fact, _ in _entered(item, TYPICAL)):
                asked.setdefault(fact, []).append((standard.id, item.id))
    first = standards[0].id
    for fact, by in asked.items():
        if len(by) > 1 and any(standard == first for standard, _ in by):
            yield Double(fact, tuple(by))


def _machine_share(items: Iterable[Item]) -> int:
    kept = list(items)
    counted = sum(item.points for item in kept if item.auto == "A")
    return 100 * counted // max(sum(item.points for item in kept), 1)
