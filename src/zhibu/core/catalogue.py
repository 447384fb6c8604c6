"""The catalogue of fact names: what each counts, in which unit, and who states it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from zhibu.core.periods import DIVISORS
from zhibu.core.standard_text import Node, parse

UNITS = ("time", "person", "fen", "minute", "item", "group", "state", "point")
LONGEST = 80
_SLUG = re.compile(r"[a-z0-9][a-z0-9_]*")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,5}")
_MEASURE = ("title", "unit", "nature", "emitted_by")


class Nature(StrEnum):
    """Whether a fact is summed in a period or is the running total of deltas."""

    FLOW = "flow"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Measure:
    """One fact name. ``emitted_by`` names the rooms that state it, with a space between."""

    name: str
    title: str
    unit: str
    nature: Nature
    emitted_by: str

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms that state it."""
        return tuple(self.emitted_by.split())


@dataclass(frozen=True, slots=True)
class Coverage:
    """A fact that moves by one when a subject's sum of another crosses a threshold in a period."""

    fact: str
    counts: str
    at_least: int
    months: int


@dataclass(frozen=True, slots=True)
class Family:
    """Facts of one pattern, which no list names: ``parts`` slugs after its name, then an ending."""

    name: str
    measure: Measure
    parts: int
    ends: tuple[str, ...]

    def has(self, name: str) -> bool:
        """Tell whether a name is one of the family's."""
        head, *slugs = name.split(".")
        if self.ends and (not slugs or slugs.pop() not in self.ends):
            return False
        fits = head == self.name and len(slugs) == self.parts and len(name) <= LONGEST
        return fits and all(_SLUG.fullmatch(slug) for slug in slugs)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every fact name there is: those listed, and those of the families."""

    measures: Mapping[str, Measure]
    coverages: tuple[Coverage, ...] = ()
    families: Mapping[str, Family] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return name in self.measures or self._family(name) is not None

    def __getitem__(self, name: str) -> Measure:
        family = self._family(name)
        return replace(family.measure, name=name) if family else self.measures[name]

    def _family(self, name: object) -> Family | None:
        if not isinstance(name, str) or len(name) > LONGEST:
            return None
        family = self.families.get(name.partition(".")[0])
        return family if family and family.has(name) else None

    def known_from(self, emitted: Iterable[str]) -> frozenset[str]:
        """Return the facts that are stated somewhere, coverage of stated facts included.

        A family that is stated stands as ``rated.*``: ``is_stated`` knows what that means.
        """
        stated = frozenset(emitted)
        return stated | {each.fact for each in self.coverages if each.counts in stated}


def load(text: str, *, filename: str = "facts.yaml") -> Catalogue:
    """Read a catalogue. Raises StandardFault for a strange name, or coverage of unknown facts."""
    told = parse(text, filename).fields(required=("measures",), optional=("coverage", "families"))
    measures = {name: _measure(name, node) for name, node in told["measures"].entries().items()}
    covered = told["coverage"].entries() if "coverage" in told else {}
    families = told["families"].entries() if "families" in told else {}
    return Catalogue(
        measures,
        tuple(_coverage(fact, node, measures) for fact, node in covered.items()),
        {name: _family(name, node) for name, node in families.items()},
    )


def is_stated(name: str, known: Collection[str]) -> bool:
    """Tell whether a fact is among those stated, by its own name or by its family's."""
    return name in known or f"{name.partition('.')[0]}.*" in known


def _measure(name: str, node: Node) -> Measure:
    if not _NAME.fullmatch(name):
        raise node.fault("not_a_name", value=name)
    parts = node.fields(required=_MEASURE)
    return _measured(name, parts)


def _family(name: str, node: Node) -> Family:
    if not _WORD.fullmatch(name):
        raise node.fault("not_a_name", value=name)
    parts = node.fields(required=(*_MEASURE, "parts"), optional=("ends",))
    ends = parts["ends"].listed() if "ends" in parts else []
    return Family(
        name=name,
        measure=_measured(f"{name}.*", parts),
        parts=parts["parts"].whole(least=1, most=3),
        ends=tuple(each.text(most=20) for each in ends),
    )


def _measured(name: str, parts: Mapping[str, Node]) -> Measure:
    return Measure(
        name=name,
        title=parts["title"].text(most=60),
        unit=parts["unit"].choice(UNITS),
        nature=Nature(parts["nature"].choice(Nature)),
        emitted_by=_rooms(parts["emitted_by"]),
    )


def _rooms(node: Node) -> str:
    """Return the names of rooms, one space between; each is named once."""
    told = node.text(most=LONGEST)
    rooms = told.split()
    if not all(_WORD.fullmatch(room) for room in rooms) or told != " ".join(dict.fromkeys(rooms)):
        raise node.fault("not_a_name", value=told)
    return told


def _coverage(fact: str, node: Node, measures: Mapping[str, Measure]) -> Coverage:
    parts = node.fields(required=("counts", "at_least", "months"))
    counts = parts["counts"].text()
    for name in (fact, counts):
        if name not in measures:
            raise node.fault("fact_unknown", among=measures, value=name)
    months = parts["months"].whole(least=1, most=12)
    if months not in DIVISORS:
        raise parts["months"].fault("cadence_unknown", value=months)
    return Coverage(fact, counts, parts["at_least"].whole(least=1), months)
