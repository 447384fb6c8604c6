"""The catalogue of fact names: what each counts, in which unit, and who states it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhibu.core.periods import DIVISORS
from zhibu.core.standard_text import Node, parse

UNITS = ("time", "person", "fen", "minute", "item", "group", "state")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}")


class Nature(StrEnum):
    """Whether a fact is summed in a period or is the running total of deltas."""

    FLOW = "flow"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Measure:
    """One fact name."""

    name: str
    title: str
    unit: str
    nature: Nature
    emitted_by: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """A fact that moves by one when a subject's sum of another crosses a threshold in a period."""

    fact: str
    counts: str
    at_least: int
    months: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every fact name there is."""

    measures: Mapping[str, Measure]
    coverages: tuple[Coverage, ...] = ()

    def __contains__(self, name: object) -> bool:
        return name in self.measures

    def __getitem__(self, name: str) -> Measure:
        return self.measures[name]

    def known_from(self, emitted: Iterable[str]) -> frozenset[str]:
        """Return the facts that are stated somewhere, coverage of stated facts included."""
        stated = frozenset(emitted)
        return stated | {each.fact for each in self.coverages if each.counts in stated}


def load(text: str, *, filename: str = "facts.yaml") -> Catalogue:
    """Read a catalogue. Raises StandardFault for a strange name, or coverage of unknown facts."""
    told = parse(text, filename).fields(required=("measures",), optional=("coverage",))
    measures = {name: _measure(name, node) for name, node in told["measures"].entries().items()}
    covered = told["coverage"].entries() if "coverage" in told else {}
    return Catalogue(
        measures, tuple(_coverage(fact, node, measures) for fact, node in covered.items())
    )


def _measure(name: str, node: Node) -> Measure:
    if not _NAME.fullmatch(name):
        raise node.fault("not_a_name", value=name)
    parts = node.fields(required=("title", "unit", "nature", "emitted_by"))
    return Measure(
        name=name,
        title=parts["title"].text(most=60),
        unit=parts["unit"].choice(UNITS),
        nature=Nature(parts["nature"].choice(Nature)),
        emitted_by=parts["emitted_by"].text(most=40),
    )


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
