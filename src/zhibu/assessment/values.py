"""What the pages receive: ready words and numbers, nothing left to decide."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is still to be done, why, by when, and what it is worth."""

    what: str
    why: str
    basis: str
    item: str
    form: str
    by: date
    overdue_days: int
    days_left: int
    points: str
    minutes: int
    tone: str
    at_stake: bool
    url: str


@dataclass(frozen=True, slots=True)
class RaterRow:
    """What one kind of rater gave; ``mean`` is empty where it may not be told."""

    title: str
    weight: int
    sheets: int
    mean: str
    note: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """What one part of an item cost."""

    title: str
    code: str
    deducted: str
    most: str
    applies: bool
    done: str
    tone: str


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of arithmetic: what is worked out, the sum itself, what it comes to.

    ``rounded`` says that the result is rounded half up to its last digit.
    """

    label: str
    sum: str
    result: str
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the standards that score a branch side by side."""

    purpose: str
    title: str
    current: bool


@dataclass(frozen=True, slots=True)
class StarLine:
    """One star of a branch; ``won`` is None while that is not decided."""

    title: str
    points: str
    out_of: str
    won: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one item of the standard came to for one branch."""

    code: str
    title: str
    basis: str
    rule: str
    required: str
    actual: str
    share: int
    tone: str
    points: str
    out_of: str
    why: str
    records: int
    history: int
    state: str
    restore: Due | None
    raters: tuple[RaterRow, ...] = ()
    parts: tuple[PartRow, ...] = ()
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One category of the standard with its lines; ``weight`` in percent where it is not 100."""

    code: str
    title: str
    points: str
    out_of: str
    lines: tuple[Line, ...]
    weight: int | None = None
    share: int = 0


@dataclass(frozen=True, slots=True)
class StandardNote:
    """Which standard this was scored by."""

    id: str
    version: str
    title: str
    items: int


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Thousandths of what was measured, at the end of a month or on the day itself."""

    month: int
    per_mille: int


@dataclass(frozen=True, slots=True)
class SealedNote:
    """What was sealed of a year, and how far the live score has moved from it since."""

    rec: str
    on: date
    standard: str
    points: str
    out_of: str
    percent: str
    result: str
    moved: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A branch's year, item by item."""

    branch: str
    name: str
    year: int
    as_of: date
    standard: StandardNote
    sections: tuple[Section, ...]
    unmeasured: tuple[Section, ...]
    points: str
    out_of: str
    out_of_total: str
    measured_items: int
    items: int
    percent: str
    per_mille: int | None
    complete: bool
    class_title: str
    qualified_at: str
    advanced_at: str
    qualified_mark: int
    advanced_mark: int
    result: str
    winnable: tuple[Due, ...]
    won_back: str
    trend: tuple[TrendPoint, ...]
    sealed: SealedNote | None = None
    sums: tuple[Sum, ...] = ()
    waiting: str = ""
    vetoes: tuple[str, ...] = ()
    stars: tuple[StarLine, ...] = ()
    tabs: tuple[Tab, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One record behind an item: what it tells, when it happened, when it was entered."""

    rec: str
    title: str
    on: date
    at: datetime
    history: bool
    late: bool
    lag: str
    value: int


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """One period of an item: what was owed, done, how it stands, until when it may be entered."""

    title: str
    state: str
    words: str
    owed: int
    done: int
    by: date


@dataclass(frozen=True, slots=True)
class Account:
    """Everything about one item of one branch: rule, sum, records, what would restore it."""

    branch: str
    name: str
    year: int
    as_of: date
    as_of_note: str
    standard: StandardNote
    line: Line
    deduction: str
    evidence_words: str
    hint: str
    worked: str
    periods: tuple[PeriodLine, ...]
    evidence: tuple[EvidenceLine, ...]
    records_note: str
    restores: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """The sums of a fact in one lag, or as a rule reads it: opening balance, twelve months."""

    title: str
    months: tuple[int, ...]
    total: int
    read: bool


@dataclass(frozen=True, slots=True)
class FactRecord:
    """A record that states a fact, and what it states."""

    rec: str
    title: str
    on: date
    at: datetime
    lag: str
    value: int


@dataclass(frozen=True, slots=True)
class FactTable:
    """A fact an item reads: its sums by month and lag, and the records behind them."""

    name: str
    title: str
    nature: str
    rows: tuple[FactRow, ...]
    records: tuple[FactRecord, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Trace:
    """An item's points, from the records up, so that an auditor can follow them by hand."""

    branch: str
    name: str
    year: int
    as_of: date
    standard: StandardNote
    line: Line
    months: tuple[int, ...]
    numbers: tuple[tuple[str, str], ...]
    facts: tuple[FactTable, ...]
    sums: tuple[Sum, ...]
    total: tuple[Sum, ...]
