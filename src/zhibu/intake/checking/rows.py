"""Typed rows: what a line of a list says once it is understood."""

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from zhibu.admission.taking import Newcomer
from zhibu.core.case import Taken
from zhibu.core.periods import Month
from zhibu.intake.reading.tables import Line
from zhibu.party.cards import Card
from zhibu.procedures.taking import CaseKnown


@dataclass(slots=True)
class UnitRow:
    """An organization, its superior by name, and the term it serves."""

    line: Line
    name: str
    level: str
    superior: str
    form: str = "regular"
    branch_class: str = ""
    founded_on: date | None = None
    term_from: date | None = None
    term_until: date | None = None


@dataclass(slots=True)
class MemberRow:
    """A member as the roster has it."""

    line: Line
    unit: str
    name: str
    sex: str = ""
    ethnicity: str = ""
    born_on: date | None = None
    id_number: str = ""
    education: str = ""
    joined_on: date | None = None
    full_on: date | None = None
    probationary: bool = False
    posts: tuple[str, ...] = ()
    phone: str = ""
    address: str = ""
    occupation: str = ""
    native_place: str = ""
    party_group: str = ""
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody named absent, and why."""

    name: str
    reason: str
    excused: bool


@dataclass(slots=True)
class MeetingRow:
    """A meeting as the ledger has it."""

    line: Line
    form: str
    held_on: date | None
    began: time | None = None
    place: str = ""
    chair: str = ""
    speaker: str = ""
    party_group: str = ""
    expected: int | None = None
    present: int | None = None
    away: tuple[Away, ...] = ()
    topics: tuple[str, ...] = ()
    resolution: str = ""
    themes: tuple[str, ...] = ()


@dataclass(slots=True)
class CommendationRow:
    """A commendation as the ledger of honours has it."""

    line: Line
    name: str
    unit: str
    title: str = ""
    form: str = "other"
    level: str = "base"
    given_by: str = ""
    given_on: date | None = None


@dataclass(slots=True)
class AdmissionRow:
    """Somebody on the way into the Party, as a ledger of admission has it.

    ``days`` are by the names of columns. What follows ``remark`` is worked out beside the roll:
    ``card`` is that of a member to be registered, ``who`` and ``told`` are whom to go on with.
    """

    line: Line
    name: str
    unit: str
    sex: str = ""
    born_on: date | None = None
    id_number: str = ""
    education: str = ""
    work: str = ""
    stage: str = ""
    days: dict[str, date] = field(default_factory=dict)
    examined: tuple[date, ...] = ()
    mentors: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    converted_on: date | None = None
    remark: str = ""
    notes: list[str] = field(default_factory=list)
    card: Card | None = None
    who: Newcomer | None = None
    told: tuple[CaseKnown, Taken] | None = None


@dataclass(slots=True)
class PaymentRow:
    """What a member owed and paid, month by month; None is a blank cell."""

    line: Line
    name: str
    unit: str
    base: Decimal | None = None
    owed: Decimal | None = None
    payer: str = ""
    paid: dict[Month, Decimal | None] = field(default_factory=dict)
    collected: frozenset[tuple[str, Month]] = frozenset()
