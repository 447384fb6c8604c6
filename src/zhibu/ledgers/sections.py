"""Which record is printed in which book, and what the box must hold: read from data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from zhibu import standards
from zhibu.core.bound import CONFIDENCE
from zhibu.core.standard_text import Node, parse
from zhibu.journal import kinds
from zhibu.worklog import declared

FILE = "books.yaml"
SPANS = {"year": 12, "half": 6, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True)
class Need:
    """What a section must hold once in every span of so many months.

    ``work`` is a kind of declared work, or ``kind`` a kind of record entered at ``enter``.
    """

    months: int
    at_begin: bool
    work: str = ""
    kind: str = ""
    title: str = ""
    enter: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the box: what it holds, what it must hold. ``rest`` takes what no other does."""

    key: str
    title: str
    works: frozenset[str]
    kinds: frozenset[str]
    needs: tuple[Need, ...]
    rest: bool


@dataclass(frozen=True, slots=True)
class Books:
    """The rules in force."""

    version: str
    basis: str
    sure: bool
    also_work: frozenset[str]
    learning_headings: frozenset[str]
    box: tuple[Section, ...]

    def section_of(self, kind: str, work: str) -> Section:
        """Return the section of the box in which a record of a kind stands."""
        for one in self.box:
            if kind in one.kinds or (work and work in one.works):
                return one
        return next(one for one in self.box if one.rest)


def load(text: str, *, filename: str = FILE) -> Books:
    """Read the rules. Raises StandardFault for whatever is missing, unknown or said twice."""
    told = parse(text, filename).fields(
        required=("version", "basis", "confidence", "learning", "box")
    )
    learning = told["learning"].fields(required=("also_work", "headings"))
    box = tuple(_section(node) for node in told["box"].listed())
    if sum(one.rest for one in box) != 1:
        raise told["box"].fault("key_missing", value="rest")
    return Books(
        version=told["version"].text(),
        basis=told["basis"].text(),
        sure=told["confidence"].choice(CONFIDENCE) == "A",
        also_work=_words(learning, "also_work"),
        learning_headings=_words(learning, "headings"),
        box=box,
    )


def _words(told: Mapping[str, Node], name: str) -> frozenset[str]:
    return frozenset(one.text() for one in told[name].listed()) if name in told else frozenset()


def _section(node: Node) -> Section:
    told = node.fields(required=("id", "title", "works", "needs"), optional=("kinds", "rest"))
    return Section(
        key=told["id"].text(),
        title=told["title"].text(),
        works=_words(told, "works"),
        kinds=_words(told, "kinds"),
        needs=tuple(_need(one) for one in told["needs"].listed()),
        rest="rest" in told and told["rest"].flag(),
    )


def _need(node: Node) -> Need:
    told = node.fields(required=("every", "due"), optional=("work", "kind", "title", "enter"))
    months = SPANS[told["every"].choice(SPANS)]
    at_begin = told["due"].choice(("begin", "end")) == "begin"
    if "work" in told:
        return Need(months, at_begin, work=told["work"].choice(declared.known().types))
    names = {one.name for one in kinds.all_kinds()}
    for key in ("kind", "title", "enter"):
        if key not in told:
            raise node.fault("key_missing", value=key)
    return Need(
        months, at_begin, kind=told["kind"].choice(names), title=told["title"].text(),
        enter=told["enter"].text(),
    )  # fmt: skip


@cache
def in_force() -> Books:
    """Return the rules in force."""
    return load(standards.text(FILE))
