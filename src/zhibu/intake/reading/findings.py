"""What is wrong with a cell, in words a secretary understands."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps a row out; a warning is told and the row goes in."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a cell. ``row`` and ``cell`` are as the spreadsheet shows them."""

    file: str
    sheet: str
    row: int | None
    column: str
    cell: str
    severity: Severity
    message: str

    def told(self) -> dict[str, str | int | None]:
        """Return the finding as the JSON object of the command line."""
        return {**asdict(self), "severity": self.severity.value}


def letters(column: int) -> str:
    """Return the letters of a column counted from 0: A … Z, AA …"""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_name(row: int, column: int) -> str:
    """Return a cell's name from its row counted from 1 and its column counted from 0."""
    return f"{letters(column)}{row}"


def position(cell: str) -> tuple[int, int] | None:
    """Return (row from 1, column from 0) of a cell's name, or None if it names none."""
    name = cell.rstrip("0123456789")
    digits = cell[len(name) :]
    if not name.isalpha() or not name.isascii() or not digits:
        return None
    column = 0
    for sign in name.upper():
        column = column * 26 + ord(sign) - 64
    return int(digits), column - 1
