"""The rules of a step, as they are written: what is compared with what, on which ground."""

from dataclasses import dataclass
from enum import StrEnum

from zhibu.core.majority import Threshold


class RuleKind(StrEnum):
    """What a rule demands."""

    EARLIEST = "earliest"
    LATEST = "latest"
    LEAST = "least"
    MOST = "most"
    ANY = "any"
    IS = "is"
    DISTINCT = "distinct"
    NO_MORE = "no_more"
    SUMS = "sums"
    QUORUM = "quorum"
    MAJORITY = "majority"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time; negative is before. Working days and calendar days are never mixed."""

    days: int = 0
    working_days: int = 0
    months: int = 0

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """The unit and number in which it was written."""
        told = (("days", self.days), ("working_days", self.working_days), ("months", self.months))
        return tuple((unit, number) for unit, number in told if number) or (("days", 0),)

    @property
    def negative(self) -> "Span":
        """The same length the other way."""
        return Span(-self.days, -self.working_days, -self.months)


@dataclass(frozen=True, slots=True)
class Ref:
    """Where a value stands.

    ``step`` empty means the step being recorded; ``field`` empty means a day; ``case`` the case's
    own context; ``count`` how many a list holds.
    """

    step: str = ""
    field: str = ""
    case: bool = False
    count: bool = False

    @property
    def own(self) -> bool:
        """Whether it is something of the step being recorded."""
        return not self.step and not self.case


@dataclass(frozen=True, slots=True)
class Condition:
    """That a value is one of some; what depends on it counts only then."""

    ref: Ref
    values: tuple[str, ...]
    outcome: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold. Which of the fields count depends on the kind."""

    id: str
    kind: RuleKind
    basis: str
    confidence: str
    words: str
    line: int
    when: tuple[Condition, ...] = ()
    of: tuple[Ref, ...] = ()
    than: Ref | None = None
    span: Span | None = None
    mark: bool = False
    number: int = 0
    values: tuple[str, ...] = ()
    threshold: Threshold | None = None
    step: str = ""
    rules: "tuple[Rule, ...]" = ()
