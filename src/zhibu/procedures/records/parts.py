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


def facts_in(told: Iterable[Told]) -> Iterator[Fact]:
    """Yield what a record tells as facts."""
    for one in told:
        yield Fact(one.fact, one.on, one.value)


def stated_here() -> frozenset[str]:
    """Return every fact that a definition's ``duty`` or ``states`` may name."""
    measures = facts.known().measures
    return frozenset(name for name, one in measures.items() if ROOM in one.emitted_by.split())
