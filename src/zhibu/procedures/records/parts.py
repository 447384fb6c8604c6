"""What the records of this room are made of, and which facts they may state."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from zhibu.core.facts import Fact
from zhibu.journal import facts

ROOM = "procedures"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was entered in one field of a step or of a case's context, as it is spelled."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Told:
    """A number that the machine reckoned from the case: an obligation arose or was settled."""

    fact: str
    on: date
    value: int


@dataclass(frozen=True, slots=True)
class Paper:
    """How a material of a step is kept: as files listed here, made from facts, on paper; or more
    than one of these. None of them means a tick of earlier days, which said nothing.
    """

    material: str
    files: tuple[str, ...] = ()
    made: bool = False
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class KeptAt:
    """Where a material lies on paper: in whose box, in which cabinet."""

    material: str
    where: str


def facts_in(told: Iterable[Told]) -> Iterator[Fact]:
    """Yield what a record tells as facts."""
    for one in told:
        yield Fact(one.fact, one.on, one.value)


def stated_here() -> frozenset[str]:
    """Return every fact that a definition's ``duty`` or ``states`` may name."""
    measures = facts.known().measures
    return frozenset(name for name, one in measures.items() if ROOM in one.emitted_by.split())
