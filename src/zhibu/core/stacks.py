"""Like items side by side: what differs only by the facts it reads is measured in one go.

A rule's template is the rule with its facts numbered in the order in which they appear. Items of
one template lie behind one another along a first axis, and the template's rule measures them all
as it would measure one: months are always the last axis but one, units the last. That spares calls
where few units lie side by side; where many do, copying would cost more, and each item stays alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from zhibu.core.decided import Rater
from zhibu.core.reading import Year
from zhibu.core.rules import Column, Part, Rule, all_of
from zhibu.core.standard import Applies, Item, Standard
from zhibu.core.sums import Ints, Sums, places_of

FEW = 100
_FACTS = {"fact", "per", "due", "in_time", "late", "made", "complete", "standing", "breach"}
_FACTS |= {"awarded", "offered"}
_WORDS = {Part: ("title", "code"), Rater: ("name",)}


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Items of one template: their places in the standard, and what they read.

    ``rows`` tells for a column of the template where those of the members stand among the sums. An
    item alone is its own template; its facts have their names.
    """

    rule: Rule
    applies: Applies | None
    items: Ints
    facts: Mapping[str, tuple[str, ...]]
    rows: Mapping[Column, Ints]

    def year(self, year: Year) -> Year:
        """Return a year of which the template's rule reads what all members ask for."""
        if not self.facts:
            return year.for_item(self.applies)
        found: Year = year.once(self, lambda: self._year(year))
        return found

    def _year(self, year: Year) -> Year:
        sums = year.sums
        stacked = StackedSums(sums.x, sums.places, sums.year, sums.decided, stack=self)
        return Year(stacked, year.as_of, year.calendar, self.applies, year.shared())


@dataclass(frozen=True, slots=True)
class StackedSums(Sums):
    """Sums as a template asks for them: those of all members behind one another."""

    stack: Stack = field(kw_only=True)

    def of(self, column: Column) -> Ints:
        """Return the sums of a column by member, month 0..12 and unit."""
        rows = self.stack.rows.get(column)
        found: Ints = self.x[self.places[column] if rows is None else rows]
        return found

    def decided_until(self, fact: str, month: int) -> Ints:
        """Return, by member and unit, the sum of a decided fact until a month of the year."""
        named = self.stack.facts[fact]
        return np.array([super(StackedSums, self).decided_until(one, month) for one in named])


def stacks_of(standard: Standard, units: int) -> tuple[Stack, ...]:
    """Return the measured items of a standard as they are best measured for so many units."""
    return _alone(standard) if units > FEW else _together(standard)


@lru_cache(maxsize=64)
def _alone(standard: Standard) -> tuple[Stack, ...]:
    return tuple(
        Stack(item.rule, item.applies, np.array([place]), {}, {})
        for place, item in enumerate(standard.items)
        if item.measured
    )


@lru_cache(maxsize=64)
def _together(standard: Standard) -> tuple[Stack, ...]:
    alike: dict[tuple[Rule, Applies | None], list[tuple[int, tuple[str, ...]]]] = {}
    for place, item in enumerate(standard.items):
        if item.measured:
            template, facts = _template_of(item)
            alike.setdefault(template, []).append((place, facts))
    return tuple(_stack(standard, template, dict(members)) for template, members in alike.items())


def _stack(
    standard: Standard, template: tuple[Rule, Applies | None], members: dict[int, tuple[str, ...]]
) -> Stack:
    rule, applies = template
    at = places_of(standard)
    named = zip(*members.values(), strict=True)
    facts = {_numbered(number): told for number, told in enumerate(named)}
    asked = (*rule.columns, *((all_of(applies.fact),) if applies else ()))
    rows = {
        column: np.array([at[Column(fact, column.lag)] for fact in facts[column.fact]])
        for column in asked
    }
    return Stack(rule, applies, np.array(list(members)), facts, rows)


def _template_of(item: Item) -> tuple[tuple[Rule, Applies | None], tuple[str, ...]]:
    """Return what is asked without the names of facts, and these in their order."""
    names: dict[str, str] = {}
    rule, applies = _renamed(item.rule, names), _renamed(item.applies, names)
    return (rule, applies), tuple(names)


def _renamed(told: Any, names: dict[str, str]) -> Any:
    """Return a part of a rule with numbers for its facts and no words."""
    if isinstance(told, tuple):
        return tuple(_renamed(each, names) for each in told)
    if not is_dataclass(told) or isinstance(told, type):
        return told
    changed: dict[str, Any] = dict.fromkeys(_WORDS.get(type(told), ()), "")
    for each in fields(told):
        value = getattr(told, each.name)
        if each.name in _FACTS and isinstance(value, str):
            changed[each.name] = names.setdefault(value, _numbered(len(names)))
        elif each.name not in changed:
            changed[each.name] = _renamed(value, names)
    return replace(told, **changed)


def _numbered(place: int) -> str:
    return f"#{place}"
