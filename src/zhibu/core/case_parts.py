"""What a running case holds, and what can be said of it."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhibu.core.case_words import WORDS
from zhibu.core.procedure_parts import Procedure, Step, Value

ARTICLE = "《"  # how a rule that was published is named


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was done: on which day, entered when, under which version, with what.

    ``taken_over`` marks one that only an older ledger tells of: its day is believed, nothing else.
    """

    step: str
    on: date
    entered_on: date
    version: str
    values: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    materials: tuple[str, ...] = ()
    outcome: str = ""
    waived: tuple[str, ...] = ()
    taken_over: bool = False


@dataclass(frozen=True, slots=True)
class Granted:
    """An exception of a step that a body (its id in the definition) signed on a day."""

    step: str
    exception: str
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Case:
    """A procedure being walked. ``done`` stands in the order in which it was recorded."""

    procedure: Procedure
    opened_on: date
    context: Mapping[str, date | int | str] = dataclasses.field(default_factory=dict)
    done: tuple[Done, ...] = ()
    granted: tuple[Granted, ...] = ()
    closed_as: str = ""
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a step may not be recorded: the rule, in words, on which ground, and the way out.

    ``rule`` is the rule's id within its step, or one of the machine's own: ``WORDS`` lists them.
    ``template`` and ``told`` are what ``words`` and ``way_out`` were made of, for a face that
    speaks another language; the words are empty where the definition says its own.
    """

    rule: str
    words: str
    basis: str
    field: str
    way_out: str
    confidence: str
    provisional: bool = False
    template: tuple[str, str] = ("", "")
    told: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a case's file lacks or a step done against the version it was done under."""

    step: str
    words: str
    basis: str
    rule: str = ""
    confidence: str = ""
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class StepState:
    """Where a step stands: done, open, overdue, ahead or left_out.

    ``again`` tells that it may be recorded once more; ``latest`` is then its next due day.
    ``obstacles`` say what an open step or one ahead waits for, apart from its own fields.
    """

    step: str
    state: str
    done: tuple[Done, ...]
    earliest: date | None
    latest: date | None
    provisional: bool
    obstacles: tuple[Obstacle, ...]
    again: bool = False


@dataclass(frozen=True, slots=True)
class StageState:
    """How many of a stage's steps are done, of those that count."""

    stage: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands. ``ended`` is empty while it runs, else how: completed, an outcome's id,
    or what it was closed as.
    """

    stages: tuple[StageState, ...]
    steps: tuple[StepState, ...]
    open: tuple[StepState, ...]
    ended: str

    def of(self, step: str) -> StepState:
        """Return one step's state."""
        return next(one for one in self.steps if one.step == step)


def out_of_order(procedure: Procedure, step: Step, missing: Sequence[Step]) -> Obstacle:
    """Return what stands in the way of a step that comes before its turn, with the article.

    A step that rests on a default alone names none: the order is then the definition's own, and
    its source is named beside the default.
    """
    basis = step.basis if ARTICLE in step.basis else f"{procedure.source}；{step.basis}"
    named = "、".join(f"“{one.title}”" for one in missing)
    return machine_obstacle("order", basis=basis, title=step.title, missing=named)


def machine_obstacle(rule: str, *, basis: str, field: str = "", **told: object) -> Obstacle:
    """Return an obstacle of the machine's own, in its own words."""
    words, way_out = WORDS[rule]
    return Obstacle(
        rule=rule,
        words=words % told,
        basis=basis,
        field=field,
        way_out=way_out % told,
        confidence="A",
        template=(words, way_out),
        told=told,
    )
