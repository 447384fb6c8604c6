"""A recognised list: which kind, where its header, which rows are data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from zhibu.core.periods import Month
from zhibu.intake.reading.dates import Value
from zhibu.intake.reading.findings import Finding, Severity, cell_name
from zhibu.intake.reading.sheets import Sheet
from zhibu.intake.reading.texts import plain
from zhibu.intake.reading.words import label_of


class Kind(StrEnum):
    """The kinds of lists that are imported, in the order in which they go in."""

    ORGANIZATIONS = "organizations"
    ROSTER = "roster"
    ADMISSIONS = "admissions"
    LEDGER = "ledger"
    PAYMENTS = "payments"
    COMMENDATIONS = "commendations"


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and which column is which; ``labels`` as written, spaceless."""

    kind: Kind
    row: int
    depth: int
    columns: dict[str, int]
    labels: dict[int, str]
    months: dict[int, Month]


@dataclass(slots=True)
class Table:
    """A recognised list with what stands around it, and the findings made on it."""

    sheet: Sheet
    header: Header
    title: str = ""
    year: int | None = None
    units: tuple[str, ...] = ()
    reported_on: date | None = None
    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    faulty: set[int] = field(default_factory=set)
    blamed: set[tuple[int, str | int]] = field(default_factory=set)
    settled: set[int] = field(default_factory=set)
    skipped: frozenset[int] = frozenset()

    @property
    def kind(self) -> Kind:
        return self.header.kind

    def has(self, name: str) -> bool:
        """Say whether the list has a column of this meaning."""
        return name in self.header.columns

    def lines(self) -> Iterator["Line"]:
        """Return the rows of data in order."""
        return (Line(self, row) for row in self.data)

    def note(self, severity: Severity, message: str) -> None:
        """Tell something about the list as a whole."""
        at = (self.sheet.file, self.sheet.name, None, "", "")
        self.findings.append(Finding(*at, severity, message))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list, asked by the meaning of its columns."""

    table: Table
    index: int

    @property
    def number(self) -> int:
        """Return the row's number as the spreadsheet shows it."""
        return self.index + 1

    @property
    def faulty(self) -> bool:
        return self.index in self.table.faulty

    def value(self, name: str) -> Value:
        """Return the cell of a column, None where the list has no such column."""
        column = self.table.header.columns.get(name)
        return None if column is None else self.table.sheet.at(self.index, column)

    def text(self, name: str) -> str:
        """Return a cell as running text; whole numbers without their “.0”."""
        return as_text(self.value(name))

    def blames(self, *columns: str | int) -> bool:
        """Say whether an error was told at one of some columns: what follows from it is not."""
        return any((self.index, column) in self.table.blamed for column in columns)

    def fault(self, name: str, message: str) -> None:
        """Tell an error: the row does not go in."""
        self.table.faulty.add(self.index)
        self.table.blamed.add((self.index, name))
        self._tell(name, Severity.ERROR, message)

    def warn(self, name: str, message: str) -> None:
        """Tell a warning: the row goes in all the same."""
        self._tell(name, Severity.WARNING, message)

    def fault_at(self, column: int, message: str) -> None:
        """Tell an error about a column by its place (a month's column has no other name)."""
        self.table.faulty.add(self.index)
        self.table.blamed.add((self.index, column))
        self._tell_at(column, Severity.ERROR, message)

    def warn_at(self, column: int, message: str) -> None:
        """Tell a warning about a column by its place."""
        self._tell_at(column, Severity.WARNING, message)

    def _tell(self, name: str, severity: Severity, message: str) -> None:
        column = self.table.header.columns.get(name)
        if self.index in self.table.skipped:
            return
        if column is None:
            label = label_of(self.table.kind, name)
            sheet = self.table.sheet
            told = Finding(sheet.file, sheet.name, self.number, label, "", severity, message)
            self.table.findings.append(told)
        else:
            self._tell_at(column, severity, message)

    def _tell_at(self, column: int, severity: Severity, message: str) -> None:
        if self.index in self.table.skipped:
            return
        sheet, label = self.table.sheet, self.table.header.labels.get(column, "")
        cell = cell_name(self.number, column)
        told = Finding(sheet.file, sheet.name, self.number, label, cell, severity, message)
        self.table.findings.append(told)


def as_text(value: Value) -> str:
    """Return a cell's value as running text."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return plain(str(value))
