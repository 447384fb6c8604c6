"""A sheet as read: plain values in a grid, counted as the spreadsheet counts."""

from dataclasses import dataclass, field

from zhibu.core.refusal import Refusal
from zhibu.intake.reading import limits
from zhibu.intake.reading.dates import Value

Span = tuple[tuple[int, int], tuple[int, int]]


class CannotReadFile(Refusal):
    """A file that is not read at all, and why."""


@dataclass(slots=True)
class Sheet:
    """One sheet. ``rows[r][c]`` counts both from 0; merged spans and formulas likewise."""

    file: str
    name: str
    rows: list[list[Value]]
    merged: tuple[Span, ...] = ()
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    def at(self, row: int, column: int) -> Value:
        """Return a cell's value, None beyond the edge."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def put(self, row: int, column: int, value: str) -> None:
        """Write a value the user typed over a cell; over one the sheet does not reach, nothing."""
        if row >= len(self.rows) or column >= limits.COLUMNS:
            return
        line = self.rows[row]
        line.extend([None] * (column + 1 - len(line)))
        line[column] = value
