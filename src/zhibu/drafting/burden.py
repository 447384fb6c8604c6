"""What a standard asks of a typical branch in a year, and what others in force ask already."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhibu.core.periods import MONTHS
from zhibu.core.rules import Documented, Parted, Periodic, Rule, Timely
from zhibu.core.standard import Item, Standard

TYPICAL_MATTERS = 4  # things with a due date that reach a branch in a year; a guess, and said so


@dataclass(frozen=True, slots=True)
class Burden:
    """Entries and minutes a year. ``new_`` leaves out what standards in force ask for anyway."""

    entries: int
    minutes: int
    new_entries: int
    new_minutes: int
    sheets: int
    machine: int


@dataclass(frozen=True, slots=True)
class Double:
    """An item that another standard in force asks for as well."""

    item: str
    title: str
    standard: str
    other: str


def burden_of(standard: Standard, others: Iterable[Standard]) -> Burden:
    """Return what a standard asks for. The same fact asked by several items is entered once."""
    mine = _asked(standard)
    theirs: dict[str, tuple[int, int]] = {}
    for other in others:
        theirs.update(_asked(other))
    new = {fact: each for fact, each in mine.items() if fact not in theirs}
    by_machine = sum(item.points for item in standard.items if item.auto == "A")
    return Burden(
        entries=sum(times for times, _ in mine.values()),
        minutes=sum(times * minutes for times, minutes in mine.values()),
        new_entries=sum(times for times, _ in new.values()),
        new_minutes=sum(times * minutes for times, minutes in new.values()),
        sheets=sum(len(item.raters) for item in standard.items),
        machine=100 * by_machine // max(standard.out_of, 1),
    )


def doubles_of(standard: Standard, others: Iterable[Standard]) -> tuple[Double, ...]:
    """Return the items that other standards in force have too, by their facts or their title."""
    return tuple(
        Double(item.id, item.title, other.title, found.id)
        for other in others
        if other.id != standard.id
        for item in standard.items
        for found in other.items
        if _same(item, found)
    )


def _same(item: Item, other: Item) -> bool:
    if item.title == other.title:
        return True
    return bool(item.facts) and set(item.facts) == set(other.facts) and item.code == other.code


def _asked(standard: Standard) -> dict[str, tuple[int, int]]:
    """Return how often each fact is to be entered, and the minutes behind one entry."""
    found: dict[str, tuple[int, int]] = {}
    for item in standard.items:
        for fact, times in _entries(item.rule):
            before = found.get(fact, (0, 0))
            found[fact] = (max(before[0], times), max(before[1], item.hint.minutes))
    return found


def _entries(rule: Rule) -> Iterator[tuple[str, int]]:
    """Yield what is entered for a rule's sake; the others read what is entered anyway."""
    if isinstance(rule, Parted):
        for part in rule.parts:
            yield from _entries(part.rule)
    elif isinstance(rule, Periodic):
        for demand in rule.demands:
            yield demand.fact, MONTHS // demand.months * demand.at_least
    elif isinstance(rule, Documented):
        for document in rule.documents:
            yield document.made, 1
    elif isinstance(rule, Timely):
        yield rule.due, TYPICAL_MATTERS
