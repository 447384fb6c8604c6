"""Kinds of declared work, read from data: what each is called, of which shape, what it states."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhibu.core.catalogue import Catalogue, Nature
from zhibu.core.periods import DIVISORS
from zhibu.core.standard_text import Node, parse

DUE, IN_TIME, LATE = "due", "done_in_time", "done_late"
MOST_DAYS = 366
MOST_COUNTED = 100_000


class Shape(StrEnum):
    """How a kind of work happens, which decides what is asked and when its facts are dated."""

    ACTIVITY = "activity"
    DOCUMENT = "document"
    TASK = "task"
    COUNT = "count"
    STATE = "state"
    INCIDENT = "incident"
    PER_MEMBER = "per_member"


class Teller(StrEnum):
    """Who enters it: the branch, a superior's officer, or either."""

    BRANCH = "branch"
    SUPERIOR = "superior"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a count asks for; at most the one before it, and at most ``most``."""

    fact: str
    title: str
    most: int


@dataclass(frozen=True, slots=True)
class WorkType:
    """One kind of declared work.

    ``states`` are stated once (per member: of all who took part), ``each`` of every member who
    took part, ``complete`` once every one of the ``parts`` is there, ``breach`` on the last day of
    a state. ``of`` names what a task is: its due, done_in_time and done_late. ``until`` is the
    room that will keep this work later, or nothing.
    """

    key: str
    title: str
    heading: str
    shape: Shape
    states: tuple[str, ...] = ()
    each: tuple[str, ...] = ()
    complete: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    breach: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    days: int = 0
    months: int = 0
    numbered: bool = False
    minutes: bool = False
    told_by: Teller = Teller.BRANCH
    until: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that this kind of work may state."""
        tasks = tuple(f"{base}.{end}" for base in self.of for end in (DUE, IN_TIME, LATE))
        counted = tuple(number.fact for number in self.numbers)
        return (*self.states, *self.each, *self.complete, *self.breach, *tasks, *counted)


@dataclass(frozen=True, slots=True)
class Works:
    """Every kind of declared work, under its headings."""

    headings: Mapping[str, str]
    types: Mapping[str, WorkType]

    def stating(self, fact: str) -> Iterator[WorkType]:
        """Yield the kinds of work by which a fact can be stated."""
        return (one for one in self.types.values() if fact in one.facts)


def load(text: str, catalogue: Catalogue, *, filename: str = "worklog.yaml") -> Works:
    """Read the kinds of work.

    Raises StandardFault for whatever is missing, unknown, or of a nature its shape cannot state.
    """
    told = parse(text, filename).fields(required=("version", "headings", "types"))
    headings = {key: node.text(most=20) for key, node in told["headings"].entries().items()}
    reader = _Reader(catalogue, tuple(headings))
    return Works(headings, {k: reader.read(k, n) for k, n in told["types"].entries().items()})


_KEYS: dict[Shape, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Shape.ACTIVITY: (("states",), ()),
    Shape.DOCUMENT: ((), ("states", "complete", "parts")),
    Shape.TASK: (("of", "days"), ()),
    Shape.COUNT: (("months", "numbers"), ("states",)),
    Shape.STATE: (("states",), ("breach", "numbered")),
    Shape.INCIDENT: (("states",), ()),
    Shape.PER_MEMBER: ((), ("states", "each", "minutes")),
}
_ALWAYS = ("title", "heading", "shape")


@dataclass(frozen=True, slots=True)
class _Reader:
    catalogue: Catalogue
    headings: Sequence[str]

    def read(self, key: str, node: Node) -> WorkType:
        if "shape" not in node.entries():
            raise node.fault("key_missing", value="shape")
        shape = Shape(node.entries()["shape"].choice(Shape))
        required, optional = _KEYS[shape]
        told = node.fields(required=(*_ALWAYS, *required), optional=(*optional, "told_by", "until"))
        nature = Nature.LEVEL if shape is Shape.STATE else Nature.FLOW
        found = WorkType(
            key=key,
            title=told["title"].text(most=40),
            heading=told["heading"].choice(self.headings),
            shape=shape,
            states=self._facts(told.get("states"), nature),
            each=self._facts(told.get("each")),
            complete=self._facts(told.get("complete")),
            parts=_words(told.get("parts")),
            breach=self._facts(told.get("breach")),
            of=_words(told.get("of")),
            numbers=self._numbers(told.get("numbers")),
            days=told["days"].whole(least=1, most=MOST_DAYS) if "days" in told else 0,
            months=_months(told["months"]) if "months" in told else 0,
            numbered="numbered" in told and told["numbered"].flag(),
            minutes="minutes" in told and told["minutes"].flag(),
            told_by=Teller(told["told_by"].choice(Teller)) if "told_by" in told else Teller.BRANCH,
            until=told["until"].text(most=20) if "until" in told else "",
        )
        self._insist(found, node)
        return found

    def _facts(self, node: Node | None, nature: Nature = Nature.FLOW) -> tuple[str, ...]:
        return tuple(self._fact(each, nature) for each in node.listed()) if node else ()

    def _fact(self, node: Node, nature: Nature) -> str:
        name = node.text()
        if name not in self.catalogue:
            raise node.fault("fact_unknown", among=self.catalogue.measures, value=name)
        if self.catalogue[name].nature is not nature:
            raise node.fault(f"fact_not_{nature}", value=name)
        return name

    def _numbers(self, node: Node | None) -> tuple[Number, ...]:
        return tuple(self._number(each) for each in node.listed()) if node else ()

    def _number(self, node: Node) -> Number:
        told = node.fields(required=("fact", "title"), optional=("most",))
        most = told["most"].whole(least=1) if "most" in told else MOST_COUNTED
        return Number(self._fact(told["fact"], Nature.FLOW), told["title"].text(most=30), most)

    def _insist(self, found: WorkType, node: Node) -> None:
        if not found.facts:
            raise node.fault("key_missing", value="states")
        for name in found.facts:
            if name not in self.catalogue:
                raise node.fault("fact_unknown", among=self.catalogue.measures, value=name)


def _words(node: Node | None) -> tuple[str, ...]:
    return tuple(each.text(most=60) for each in node.listed()) if node else ()


def _months(node: Node) -> int:
    months = node.whole(least=1, most=12)
    if months not in DIVISORS:
        raise node.fault("cadence_unknown", value=months)
    return months
