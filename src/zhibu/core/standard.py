"""A standard: sections, items, classes and what stands beside them. Points are in hundredths."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhibu.core.lag import Lag
from zhibu.core.rules import Column, Rule, all_of
from zhibu.core.standard_fault import StandardFault

COUNTED = "party.counted"
LIVE = "party.live"
AUTOMATION = ("A", "S", "J")


@dataclass(frozen=True, slots=True)
class Basis:
    """The article behind an item, where it was read, and how sure we are."""

    text: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Applies:
    """An item concerns only units whose level is at least so much."""

    fact: str
    at_least: int


@dataclass(frozen=True, slots=True)
class Hint:
    """What a secretary can do about a shortfall, and how many minutes it takes."""

    words: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Given:
    """A sum that a worked case starts from. Month 0 is the opening of a level."""

    fact: str
    month: int
    value: int
    lag: Lag


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case: from these sums, on this day, so many points. None means not applicable."""

    say: str
    given: tuple[Given, ...]
    year: int
    as_of: date
    points: int | None
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A category of items."""

    id: str
    title: str
    points: int


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked for. ``measured`` says whether anything states the facts it needs."""

    id: str
    section: str
    title: str
    evidence: str
    points: int
    cadence: str
    basis: Basis
    code: str
    rule: Rule
    auto: str
    hint: Hint
    applies: Applies | None
    cases: tuple[Case, ...]
    measured: bool
    line: int

    @property
    def columns(self) -> tuple[Column, ...]:
        applies = (all_of(self.applies.fact),) if self.applies else ()
        return self.rule.columns + applies

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts behind the item, for looking up its records."""
        return tuple(dict.fromkeys(column.fact for column in self.columns))


@dataclass(frozen=True, slots=True)
class AssessmentClass:
    """A class of units with its own thresholds."""

    id: str
    title: str
    qualified_at: int
    advanced_at: int


@dataclass(frozen=True, slots=True)
class Veto:
    """An event that makes a unit fall below standard whatever its points."""

    id: str
    title: str
    fact: str
    measured: bool


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Standard:
    """A version of a standard, compiled. Two are the same only if they are one object."""

    id: str
    version: str
    title: str
    out_of: int
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    classes: Mapping[str, AssessmentClass]
    peer_weight: int
    bonus_each: int
    bonus_cap: int
    vetoes: tuple[Veto, ...]
    warnings: tuple[StandardFault, ...] = ()

    def item(self, item_id: str) -> Item:
        """Return an item by its id. Raises KeyError when there is none."""
        found = next((item for item in self.items if item.id == item_id), None)
        if found is None:
            raise KeyError(item_id)
        return found

    @property
    def complete(self) -> bool:
        """Whether every item is measured, so that a result may be told."""
        return all(item.measured for item in self.items)
