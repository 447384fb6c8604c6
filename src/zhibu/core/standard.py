"""A standard: sections, items, classes and what stands beside them. Points are in hundredths."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhibu.core import decided
from zhibu.core.decided import Rater
from zhibu.core.lag import Lag
from zhibu.core.rules import Column, Judged, Part, Parted, Rule, all_of
from zhibu.core.standard_fault import StandardFault

COUNTED = "party.counted"
LIVE = "party.live"
rated, adjusted, vetoed = decided.rated, decided.adjusted, decided.vetoed
AUTOMATION = ("A", "S", "J")
KINDS = ("branch", "member")
PURPOSES = ("assessment", "stars", "members")
TIES = ("lower_threshold", "smaller_unit")


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
    weight: int = 100
    open: bool = False


@dataclass(frozen=True, slots=True)
class Grade:
    """A choice of those who judge: so much of an item's points, in 1/10,000."""

    title: str
    share: int


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked for. ``measured`` says whether anything states the facts it needs.

    Points lie between ``at_least`` and ``at_most``; in an open section there may be no ceiling
    (None). ``adjusted`` names the fact by which people move the points of a machine, or is empty
    where nobody can. J, X and B are rated by ``raters``, by ``grades`` or in the words of
    ``rubric``.
    """

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
    at_most: int | None
    at_least: int = 0
    grades: tuple[Grade, ...] = ()
    rubric: str = ""
    adjusted: str = ""

    @property
    def scale(self) -> int:
        """What a full share gives: the points, or for a bonus all that it may give."""
        return self.points or self.at_most or 0

    @property
    def judged(self) -> bool:
        """Whether people give the points."""
        return isinstance(self.rule, Judged)

    @property
    def raters(self) -> tuple[Rater, ...]:
        return self.rule.raters if isinstance(self.rule, Judged) else ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.rule.parts if isinstance(self.rule, Parted) else ()

    @property
    def decided(self) -> tuple[str, ...]:
        """The facts by which people decide on the item: ratings first, then adjustments."""
        rated = self.rule.decided if isinstance(self.rule, Judged) else ()
        return rated + ((self.adjusted,) if self.adjusted else ())

    @property
    def columns(self) -> tuple[Column, ...]:
        applies = (all_of(self.applies.fact),) if self.applies else ()
        return self.rule.columns + applies

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts behind the item, for looking up its records.

        What people decided stands in ``decided``.
        """
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
    fact: str | None
    measured: bool
    upheld: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """A line of the bonus table: what is given for an honour of that level."""

    id: str
    title: str
    points: int


@dataclass(frozen=True, slots=True)
class Rung:
    """From so many of a fact on, so many points; of one fact only the highest rung counts."""

    fact: str
    at: int
    points: int
    measured: bool


@dataclass(frozen=True, slots=True)
class StarRule:
    """When a star is won: so many percent of its section, and no result item of it failed."""

    won_at: int
    sections: tuple[str, ...]
    result_items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """At most so many percent may be advanced, of each class or of all classes together."""

    percent: int
    of_each_class: bool


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Standard:
    """A version of a standard, compiled. Two are the same only if they are one object.

    ``ties`` names, the most favoured first, classes or rules of ``TIES``.
    """

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
    kind: str = "branch"
    purpose: str = "assessment"
    stars: StarRule | None = None
    ties: tuple[str, ...] = ()
    advanced_most: Quota | None = None
    bonus_table: tuple[Award, ...] = ()
    bonus_ladder: tuple[Rung, ...] = ()
    bonus_stated: bool = False
    peers_stated: bool = False

    @property
    def weights(self) -> dict[str, int]:
        """The weight of each section, in percent."""
        return {section.id: section.weight for section in self.sections}

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
