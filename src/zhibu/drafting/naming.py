"""Facts by their Chinese titles: what an officer searches by, and what the text holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from zhibu.core.catalogue import Nature
from zhibu.drafting.workbench import known
from zhibu.journal import facts

MATTER = (".due", ".done_in_time", ".done_late")


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact to choose: its title, and whether something states it already."""

    title: str
    stated: bool


@cache
def titles() -> Mapping[str, str]:
    """Return name → title; two facts of one title are told apart by their names."""
    measures = facts.known().measures
    said = [measure.title for measure in measures.values()]
    return {
        name: measure.title if said.count(measure.title) == 1 else f"{measure.title}（{name}）"
        for name, measure in measures.items()
    }


@cache
def _names() -> Mapping[str, str]:
    return {title: name for name, title in titles().items()}


def title_of(name: str) -> str:
    """Return how a fact is shown; what is no fact stays as typed."""
    return titles().get(name, name)


def name_of(typed: str) -> str:
    """Return the fact that a title means; anything else stays as typed, to be told as a fault."""
    return _names().get(typed.strip(), typed.strip())


@cache
def choices(nature: str) -> tuple[Choice, ...]:
    """Return the facts of a nature, those that something states first."""
    measures = facts.known().measures.values()
    found = [
        Choice(titles()[measure.name], measure.name in known())
        for measure in measures
        if measure.nature is Nature(nature)
    ]
    return tuple(sorted(found, key=lambda each: (not each.stated, each.title)))


@cache
def matters() -> tuple[tuple[str, str], ...]:
    """Return what has due dates: the stem of its three facts, and its title."""
    measures = facts.known().measures
    return tuple(
        (name.removesuffix(MATTER[0]), measure.title.removesuffix("到期"))
        for name, measure in measures.items()
        if name.endswith(MATTER[0])
        and all(name.removesuffix(MATTER[0]) + end in measures for end in MATTER)
    )
