"""The kinds of declared work, in the reader's words. What they are is data, never code."""

from dataclasses import replace
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhibu import standards
from zhibu.core import works
from zhibu.core.works import Number, Shape, Teller, Works, WorkType
from zhibu.journal import facts

__all__ = [
    "Number",
    "Shape",
    "Teller",
    "WorkType",
    "Works",
    "facts_of",
    "headings",
    "known",
    "types",
]


@cache
def known() -> Works:
    """Return every kind of work as the data file tells it."""
    return works.load(standards.text("worklog.yaml"), facts.known())


def facts_of(*shapes: Shape) -> frozenset[str]:
    """Return every fact that work of some shapes may state."""
    return frozenset(
        fact for one in known().types.values() if one.shape in shapes for fact in one.facts
    )


def types() -> dict[str, WorkType]:
    """Return every kind of work by its key, in the reader's words."""
    return dict(_types(get_language()))


def headings() -> dict[str, str]:
    """Return the headings under which kinds of work stand, in the reader's words."""
    return {key: _(title) for key, title in known().headings.items()}


@cache
def _types(_language: str | None) -> dict[str, WorkType]:
    return {key: _translated(one) for key, one in known().types.items()}


def _translated(one: WorkType) -> WorkType:
    return replace(
        one,
        title=_(one.title),
        numbers=tuple(replace(number, title=_(number.title)) for number in one.numbers),
    )
