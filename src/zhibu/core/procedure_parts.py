"""What a procedure is made of: bodies, stages, steps, what they ask, their outcomes and exits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from zhibu.core.procedure_rules import Condition, Ref, Rule, Span

Value = date | int | str | bool | tuple[str, ...]


class Kind(StrEnum):
    """What sort of answer is asked for. Amounts are whole fen; members and persons are lists."""

    DATE = "date"
    TEXT = "text"
    NUMBER = "number"
    COUNT = "count"
    AMOUNT = "amount"
    YES = "yes"
    CHOICE = "choice"
    MEMBER = "member"
    MEMBERS = "members"
    PERSON = "person"
    PERSONS = "persons"
    MEETING = "meeting"


NUMBERS = (Kind.NUMBER, Kind.COUNT, Kind.AMOUNT)
LISTS = (Kind.MEMBERS, Kind.PERSONS)


@dataclass(frozen=True, slots=True)
class Body:
    """Who acts: the ability an account needs, and at which organization."""

    id: str
    title: str
    ability: str
    at: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the way, for pages and pictures."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that is recorded with a step, or with the case as a whole."""

    id: str
    title: str
    kind: Kind
    options: Mapping[str, str]
    optional: bool
    sealed: bool
    hint: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """A paper that belongs to a step; ``template`` names the document it can be made from."""

    id: str
    title: str
    required: bool
    template: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step can turn out: on, back to an earlier step (perhaps once), or the case's end.

    ``leads_to`` keeps only these of the steps that follow; the others are left out.
    """

    id: str
    title: str
    ends: bool
    back_to: str
    once: bool
    leads_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exit:
    """An exception that a body may sign: it waives rules of its step, or the step itself."""

    id: str
    title: str
    by: str
    waives: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Repeats:
    """That a step is done again and again, due each so often, until another is done."""

    every: Span
    until: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who, after what, on which ground, and all that must hold."""

    id: str
    line: int
    stage: str
    title: str
    body: str
    after: tuple[str, ...]
    basis: str
    confidence: str
    requirement: str
    guide: str
    tells: tuple[str, ...]
    duties: tuple[str, ...]
    states: tuple[str, ...]
    optional: bool
    when: tuple[Condition, ...]
    asks: Mapping[str, Ask]
    materials: Mapping[str, Material]
    rules: tuple[Rule, ...]
    repeats: Repeats | None
    outcomes: Mapping[str, Outcome]
    exceptions: Mapping[str, Exit]
    leads_to: tuple[str, ...]

    def named(self, outcome: str) -> Outcome | None:
        """Return an outcome by its name; a step without outcomes has none."""
        return self.outcomes.get(outcome)


@dataclass(frozen=True)
class Procedure:
    """One version of one variant of a procedure."""

    file: str
    family: str
    version: str
    variant: str
    title: str
    subject: str
    valid_from: date
    source: str
    confidence: str
    bodies: Mapping[str, Body]
    stages: Mapping[str, Stage]
    context: Mapping[str, Ask]
    steps: Mapping[str, Step]

    @property
    def key(self) -> str:
        """The name of this very version, for example ``admission/25/2026-05``."""
        return "/".join((self.family, self.variant or "-", self.version))

    @cached_property
    def before(self) -> Mapping[str, frozenset[str]]:
        """All steps that come before each step, near and far."""
        return {one: frozenset(self._walk(one)) for one in self.steps}

    @cached_property
    def beyond(self) -> Mapping[str, frozenset[str]]:
        """All steps that come after each step, near and far."""
        found: dict[str, set[str]] = {one: set() for one in self.steps}
        for later, earlier in self.before.items():
            for one in earlier:
                found[one].add(later)
        return {one: frozenset(later) for one, later in found.items()}

    def ask_of(self, ref: Ref) -> Ask | None:
        """Return what a reference asks for, or nothing where it means a day."""
        if ref.case:
            return self.context.get(ref.field)
        step = self.steps.get(ref.step)
        return step.asks.get(ref.field) if step else None

    def _walk(self, start: str) -> set[str]:
        seen: set[str] = set()
        left = list(self.steps[start].after)
        while left:
            one = left.pop()
            if one in self.steps and one not in seen:
                seen.add(one)
                left.extend(self.steps[one].after)
        return seen
