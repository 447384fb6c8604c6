"""Indicators as data: what is counted of which rows, how it is broken down, and what must close.

A book of indicators (``standards/returns.yaml``) names populations (members on the day, those who
came, left, were admitted), numbers counted of them, breakdowns whose parts must add up, and sums
that must agree. Whoever has the rows counts them here; a number and the rows behind it come from
the same conditions.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TypeAlias

Value: TypeAlias = str | int | date | None
Row: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Condition:
    """What one attribute of a row must be. Every bound that is set must hold; None is unknown."""

    attribute: str
    among: frozenset[str] = frozenset()
    holds: tuple[str, ...] = ()
    least: int | date | None = None
    most: int | date | None = None
    unknown: bool = False

    def takes(self, value: Value) -> bool:
        """Say whether a value meets the condition; an unknown one only where that is asked for."""
        if value is None or value == "":
            return self.unknown
        if self.unknown:
            return False
        if self.among:
            return value in self.among
        if self.holds:
            return any(word in str(value) for word in self.holds)
        least, most = self.least, self.most
        return (least is None or value >= least) and (most is None or value <= most)  # type: ignore[operator]


Where: TypeAlias = tuple[Condition, ...]


def meets(row: Row, where: Where) -> bool:
    """Say whether a row meets all conditions."""
    return all(one.takes(row.get(one.attribute)) for one in where)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a definition comes from and how sure it is (A, B, K, P)."""

    basis: str
    confidence: str

    @property
    def sure(self) -> bool:
        return self.confidence == "A"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number: how many rows of a population meet the conditions.

    ``listed`` says whether its rows may be shown to who may see cards; ``pooled`` that the number
    is shown for several branches together only.
    """

    id: str
    title: str
    of: str
    formula: str
    where: Where
    source: Source
    listed: bool = True
    pooled: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a breakdown; ``rest`` takes what no other part takes."""

    id: str
    title: str
    where: Where
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A number split into parts that must add up to it.

    ``first``: a row belongs to the first part that takes it; else parts have to be disjoint, and
    the closing check shows where they are not.
    """

    whole: Indicator
    parts: tuple[Part, ...]
    first: bool = False

    @property
    def id(self) -> str:
        return self.whole.id

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes on which the parts depend, each once."""
        told = (one.attribute for part in self.parts for one in part.where)
        return tuple(dict.fromkeys(told))

    def parts_of(self, row: Row) -> tuple[str, ...]:
        """Return the parts that a row falls into: one, where the breakdown is sound."""
        found = [part.id for part in self.parts if not part.rest and meets(row, part.where)]
        if self.first:
            found = found[:1]
        if not found:
            found = [part.id for part in self.parts if part.rest]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Balance:
    """Numbers that must agree: the sum of some is the sum of others."""

    id: str
    title: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the official return: what of ours fills it, or why nothing does."""

    id: str
    title: str
    shows: tuple[str, ...]
    cannot: str


@dataclass(frozen=True, slots=True)
class Book:
    """All definitions of one version."""

    version: str
    source: str
    indicators: tuple[Indicator, ...]
    breakdowns: tuple[Breakdown, ...]
    balances: tuple[Balance, ...]
    tables: tuple[Table, ...]

    @property
    def populations(self) -> frozenset[str]:
        return frozenset(one.of for one in self.numbers())

    def numbers(self) -> tuple[Indicator, ...]:
        """Return every number that is counted for itself, wholes of breakdowns among them."""
        return (*self.indicators, *(one.whole for one in self.breakdowns))

    def indicator(self, key: str) -> Indicator | None:
        """Return a number by its id."""
        return next((one for one in self.numbers() if one.id == key), None)

    def breakdown(self, key: str) -> Breakdown | None:
        """Return a breakdown by its id."""
        return next((one for one in self.breakdowns if one.id == key), None)

    def rows_of(self, line: str, rows: Iterable[Row]) -> list[Row]:
        """Return the rows that a line counts: ``members`` or, of a breakdown, ``age.31_35``.

        Raises KeyError for a line that is not in the book.
        """
        key, _dot, part = line.partition(".")
        number, breakdown = self.indicator(key), self.breakdown(key)
        if number is None or (part and not (breakdown and part in _ids(breakdown))):
            raise KeyError(line)
        found = (row for row in rows if meets(row, number.where))
        if breakdown is None or not part:
            return list(found)
        return [row for row in found if part in breakdown.parts_of(row)]


@dataclass(frozen=True, slots=True)
class Check:
    """Whether numbers that must agree do."""

    id: str
    title: str
    left: int
    right: int

    @property
    def holds(self) -> bool:
        return self.left == self.right


def count(book: Book, populations: Mapping[str, Sequence[Row]]) -> dict[str, int]:
    """Return line → number, for every indicator, breakdown and part of the book.

    Rows that look alike to a definition are judged once. Raises KeyError for a missing population.
    """
    counted: dict[str, int] = {}
    for one in book.indicators:
        names = tuple(dict.fromkeys(each.attribute for each in one.where))
        alike = _alike(populations[one.of], names)
        counted[one.id] = sum(many for row, many in alike if meets(row, one.where))
    for breakdown in book.breakdowns:
        counted |= _broken_down(breakdown, populations[breakdown.whole.of])
    return counted


def check(book: Book, counted: Mapping[str, int]) -> tuple[Check, ...]:
    """Return the closing checks: every breakdown against its whole, every balance."""
    closing = [
        Check(
            one.id,
            one.whole.title,
            sum(counted[f"{one.id}.{part.id}"] for part in one.parts),
            counted[one.id],
        )
        for one in book.breakdowns
    ]
    balances = [
        Check(one.id, one.title, _sum(counted, one.left), _sum(counted, one.right))
        for one in book.balances
    ]
    return (*closing, *balances)


def _sum(counted: Mapping[str, int], lines: Iterable[str]) -> int:
    return sum(counted[line] for line in lines)


def _broken_down(one: Breakdown, rows: Sequence[Row]) -> dict[str, int]:
    counted = dict.fromkeys([one.id, *(f"{one.id}.{part.id}" for part in one.parts)], 0)
    names = (*one.attributes, *(each.attribute for each in one.whole.where))
    for row, many in _alike(rows, tuple(dict.fromkeys(names))):
        if meets(row, one.whole.where):
            counted[one.id] += many
            for part in one.parts_of(row):
                counted[f"{one.id}.{part}"] += many
    return counted


def _alike(rows: Sequence[Row], names: tuple[str, ...]) -> Iterable[tuple[Row, int]]:
    """Return rows reduced to some attributes, and how many are alike."""
    if not names:
        return [({}, len(rows))]
    if len(names) == 1:
        single = Counter(map(itemgetter(names[0]), rows))
        return [({names[0]: value}, many) for value, many in single.items()]
    several = Counter(map(itemgetter(*names), rows))
    return [(dict(zip(names, told, strict=True)), many) for told, many in several.items()]


def _ids(breakdown: Breakdown) -> frozenset[str]:
    return frozenset(part.id for part in breakdown.parts)
