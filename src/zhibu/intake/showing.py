"""What the pages of the import show, ready to print."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhibu.intake.checking.proposing import Lot, Proposal
from zhibu.intake.reading.findings import Finding, Severity, position
from zhibu.intake.reading.tables import as_text
from zhibu.intake.reading.words import words

MOST_SHOWN = 400
WAS = "was\t"  # before a field's name: what the cell said when the page was made


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with what the cell says, whose row it is, and the names of its two form fields."""

    finding: Finding
    error: bool
    value: str
    fix: str
    skip: str
    who: str

    @property
    def was(self) -> str:
        """Return the field that tells what the cell said when the page was made."""
        return WAS + self.fix


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that the user left out, and its form fields."""

    row: int
    name: str
    was: str


@dataclass(frozen=True, slots=True)
class ListShown:
    """One list: whose it is, how many of its rows go in, what was found."""

    file: str
    kind: str
    unit: str
    rows: int
    entering: int
    skipped: tuple[Skipped, ...]
    findings: tuple[Shown, ...]
    more: int

    @property
    def errors(self) -> tuple[Shown, ...]:
        return tuple(shown for shown in self.findings if shown.error)

    @property
    def warnings(self) -> tuple[Shown, ...]:
        return tuple(shown for shown in self.findings if not shown.error)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page of a draft shows."""

    counts: dict[str, int]
    lists: tuple[ListShown, ...]
    missing: tuple[str, ...]


def page_of(proposal: Proposal) -> Page:
    """Return what the page of a draft shows: first the lists in which something must be put right.

    Beyond a few hundred findings it says how many more.
    """
    lists = sorted((_list(lot) for lot in proposal.lots), key=lambda shown: not shown.errors)
    return Page(proposal.counts, tuple(lists), proposal.missing)


def field_name(file: str, sheet: str, cell: str) -> str:
    """Return a cell's form field; read back by ``cell_of``."""
    return f"cell\t{file}\t{sheet}\t{cell}"


def cell_of(name: str) -> tuple[str, str, str] | None:
    """Return file, sheet and cell of a form field, or None where it names none."""
    parts = name.split("\t")
    return (parts[1], parts[2], parts[3]) if len(parts) == 4 and parts[0] == "cell" else None  # noqa: PLR2004


def _list(lot: Lot) -> ListShown:
    table = lot.table
    ordered = sorted(table.findings, key=lambda f: (f.severity is Severity.WARNING, f.row or 0))
    names = sorted({unit.name for unit in lot.unit_of.values()})
    return ListShown(
        file=table.sheet.file,
        kind=words("columns")[table.kind]["label"],
        unit=names[0] if len(names) == 1 else "",
        rows=len(table.data),
        entering=len(lot.entering),
        skipped=tuple(_skipped(lot, row + 1) for row in sorted(table.skipped)),
        findings=tuple(_shown(lot, ordered[:MOST_SHOWN])),
        more=max(0, len(ordered) - MOST_SHOWN),
    )


def _skipped(lot: Lot, row: int) -> Skipped:
    sheet = lot.table.sheet
    name = field_name(sheet.file, sheet.name, f"#{row}")
    return Skipped(row, name, WAS + name)


def _shown(lot: Lot, findings: list[Finding]) -> Iterator[Shown]:
    told: set[int] = set()
    for finding in findings:
        at = position(finding.cell)
        value = as_text(lot.table.sheet.at(at[0] - 1, at[1])) if at else ""
        error = finding.severity is Severity.ERROR
        fix = field_name(finding.file, finding.sheet, finding.cell) if at and error else ""
        skip = ""
        if error and finding.row and finding.row not in told:
            told.add(finding.row)
            skip = field_name(finding.file, finding.sheet, f"#{finding.row}")
        yield Shown(finding, error, value, fix, skip, _whose(lot, finding, at))


def _whose(lot: Lot, finding: Finding, at: tuple[int, int] | None) -> str:
    """Return the name in a finding's row, unless the finding is about the name itself."""
    column = lot.table.header.columns.get("name")
    if finding.row is None or column is None or (at and at[1] == column):
        return ""
    return as_text(lot.table.sheet.at(finding.row - 1, column))[:20]
