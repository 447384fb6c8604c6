"""What a committee's overview shows, ready for its page."""

from dataclasses import dataclass
from datetime import date

from zhibu.assessment.values import StandardNote

SHOWN_AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    value: str
    unit: str
    note: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one branch in the matrix."""

    month: int
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    uid: str
    name: str
    class_title: str
    cells: tuple[Cell, ...]
    percent: str
    gaps: int


@dataclass(frozen=True, slots=True)
class Group:
    superior: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """One gap that somebody must see to."""

    uid: str
    branch: str
    item: str
    what: str
    basis: str
    by: date
    overdue_days: int


@dataclass(frozen=True, slots=True)
class Cause:
    """Gaps of one kind, over all branches."""

    item: str
    title: str
    tone: str
    branches: int
    lines: tuple[Need, ...]
    hint: str = ""
    minutes: int = 0

    @property
    def first_lines(self) -> tuple[Need, ...]:
        """Return the lines that a page shows at once."""
        return self.lines[:SHOWN_AT_ONCE]

    @property
    def more(self) -> int:
        """Return how many lines come after those."""
        return max(len(self.lines) - SHOWN_AT_ONCE, 0)


@dataclass(frozen=True, slots=True)
class Mark:
    x: int
    tone: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The branches of one class on a line from 0 to 1,000, without names."""

    key: str
    title: str
    branches: int
    marks: tuple[Mark, ...]
    qualified_at: str
    advanced_at: str
    qualified_x: int
    advanced_x: int
    words: str


@dataclass(frozen=True, slots=True)
class MonthDone:
    """What fell due in a month over all branches: done in time, done late, missing."""

    month: int
    done: int
    late: int
    missing: int


@dataclass(frozen=True, slots=True)
class ClassChoice:
    """A class that an overview may be narrowed to."""

    key: str
    title: str
    branches: int
    current: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """A committee's branches at a glance."""

    scope: str
    name: str
    year: int
    as_of: date
    standard: StandardNote
    cards: tuple[Card, ...]
    months: tuple[int, ...]
    groups: tuple[Group, ...]
    needs: tuple[Cause, ...]
    needs_total: int
    strips: tuple[Strip, ...]
    by_month: tuple[MonthDone, ...] = ()
    classes: tuple[ClassChoice, ...] = ()
    burden: str = ""
    waiting: int = 0
    vetoed: tuple[Row, ...] = ()
