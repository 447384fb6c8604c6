"""A return as a page and a workbook show it: tables of lines, each with its formula and source."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhibu.core.indicators import Book, Breakdown, Indicator
from zhibu.returns.counted import Counted


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number, unless it is shown for several branches together only.

    ``key`` leads to the rows it counts, where they may be listed; ``share`` is the percentage
    of the breakdown's whole; ``was`` is the number of an earlier return.
    """

    title: str
    number: int | None
    key: str
    depth: int
    formula: str
    basis: str
    sure: bool
    share: str = ""
    was: int | None = None

    @property
    def differs(self) -> bool:
        return self.was is not None and self.was != self.number


@dataclass(frozen=True, slots=True)
class Shown:
    """One table of the return; ``cannot`` says why nothing fills it."""

    id: str
    title: str
    cannot: str
    lines: tuple[Line, ...]


def tables_of(
    counted: Counted, *, single: bool, was: Mapping[str, int] | None = None
) -> tuple[Shown, ...]:
    """Return the tables of a return. ``single`` hides what only several branches together show."""
    told = _Telling(counted.book, counted.numbers, single, was or {})
    return tuple(
        Shown(table.id, table.title, table.cannot, told.lines(table.shows))
        for table in counted.book.tables
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    book: Book
    numbers: Mapping[str, int]
    single: bool
    was: Mapping[str, int]

    def lines(self, keys: tuple[str, ...]) -> tuple[Line, ...]:
        found: list[Line] = []
        for key in keys:
            number, breakdown = self.book.indicator(key), self.book.breakdown(key)
            if number:
                found.append(self._whole(number))
            if breakdown:
                found += self._parts(breakdown)
        return tuple(found)

    def _whole(self, one: Indicator) -> Line:
        hidden = one.pooled and self.single
        return Line(
            title=one.title,
            number=None if hidden else self.numbers[one.id],
            key=one.id if one.listed else "",
            depth=1 if one.where else 0,
            formula=one.formula,
            basis=one.source.basis,
            sure=one.source.sure,
            was=None if hidden else self.was.get(one.id),
        )

    def _parts(self, one: Breakdown) -> list[Line]:
        total = self.numbers[one.id]
        return [
            Line(
                title=part.title,
                number=self.numbers[key],
                key=key if one.whole.listed else "",
                depth=2,
                formula="",
                basis="",
                sure=True,
                share=_share(self.numbers[key], total),
                was=self.was.get(key),
            )
            for part in one.parts
            for key in [f"{one.id}.{part.id}"]
        ]


def _share(number: int, total: int) -> str:
    return f"{number * 100 / total:.1f}%" if total and number else ""
