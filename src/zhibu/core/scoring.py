"""Scores: a pure function of a compiled standard and monthly sums, for one unit or a million."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np

from zhibu.core.decided import BONUS, PEERS_AWARDED, PEERS_OFFERED
from zhibu.core.lag import Lag
from zhibu.core.measuring import measure
from zhibu.core.reading import Flags, Outcome, Year, portion, summed
from zhibu.core.rules import all_of
from zhibu.core.scores import PERCENT_OF, Result, Scores
from zhibu.core.stacks import stacks_of
from zhibu.core.standard import Item, Standard, Veto
from zhibu.core.sums import Ints, Sums
from zhibu.core.workdays import Calendar

_COUNTS = ("lost", "whole", "owed", "done", "missed", "due")
_NO_END = np.iinfo(np.int64).max

__all__ = ["Result", "Scores", "evaluate", "evaluate_year", "outcome_of", "points_of", "portion"]


def evaluate(standard: Standard, sums: Sums, *, as_of: date, calendar: Calendar) -> Scores:
    """Score every unit against every item, as things stand on a day."""
    return evaluate_year(standard, Year(sums, as_of, calendar))


def evaluate_year(standard: Standard, year: Year) -> Scores:
    """Score every unit of a year that is read for more than scores."""
    found, terms = _outcomes(standard, year), _terms_of(standard)
    awarded, offered = year.decided(PEERS_AWARDED), year.decided(PEERS_OFFERED)
    return Scores(
        standard=standard,
        points=_points(terms, found),
        out_of=terms.points * found.applicable,
        owed=found.owed,
        done=found.done,
        missed=found.missed,
        due=found.due,
        applicable=found.applicable,
        measured=terms.measured,
        vetoes=_vetoes(standard, year),
        unrated=found.applicable & False if found.waiting is None else found.waiting,
        bonus=_bonus(standard, year),
        peer=portion(np.int64(PERCENT_OF), awarded, offered),
        peers=offered > 0,
    )


def _outcomes(standard: Standard, year: Year) -> Outcome:
    """Return what the rules of all items find, by item and unit; nothing where not measured."""
    counts = np.zeros((len(_COUNTS), len(standard.items), year.sums.units), dtype=np.int64)
    flags = np.zeros((2, *counts.shape[1:]), dtype=bool)
    for stack in stacks_of(standard, year.sums.units):
        outcome = measure(stack.rule, stack.year(year))
        for table, name in zip(counts, _COUNTS, strict=True):
            table[stack.items] = getattr(outcome, name)
        flags[0, stack.items] = outcome.applicable
        if outcome.waiting is not None:
            flags[1, stack.items] = outcome.waiting
    lost, whole, owed, done, missed, due = counts
    return Outcome(
        applicable=flags[0],
        lost=lost,
        whole=whole,
        owed=owed,
        done=done,
        missed=missed,
        due=due,
        waiting=flags[1],
        adjusted=_adjusted(standard, year),
    )


def _adjusted(standard: Standard, year: Year) -> Ints | None:
    """Return by how much people moved each item; None where they moved nothing at all."""
    moved = [item.measured and item.adjusted in year.sums.decided for item in standard.items]
    if not any(moved):
        return None
    found = np.zeros((len(moved), year.sums.units), dtype=np.int64)
    for place in np.flatnonzero(moved).tolist():
        found[place] = year.decided(standard.items[place].adjusted)
    return found


@dataclass(frozen=True, slots=True)
class _Terms:
    """What an item says of its points, or items one below the other."""

    points: Ints
    scale: Ints
    least: Ints
    most: Ints
    measured: Flags


def _terms(items: Sequence[Item]) -> _Terms:
    table = [
        (item.points, item.scale, item.at_least, _NO_END if item.at_most is None else item.at_most)
        for item in items
    ]
    points, scale, least, most = np.array(table, dtype=np.int64).T[:, :, None]
    measured = np.array([item.measured for item in items], dtype=bool)
    return _Terms(points, scale, least, most, measured)


@lru_cache(maxsize=64)
def _terms_of(standard: Standard) -> _Terms:
    return _terms(standard.items)


def outcome_of(item: Item, year: Year) -> Outcome:
    """Return what an item's rule finds; nothing at all for an item that is not measured yet."""
    if not item.measured:
        nothing = np.zeros(year.sums.units, dtype=np.int64)
        return Outcome(nothing > 0, *(nothing,) * 6)
    outcome = measure(item.rule, year.for_item(item.applies))
    if item.adjusted in year.sums.decided:
        return replace(outcome, adjusted=year.decided(item.adjusted))
    return outcome


def points_of(item: Item, outcome: Outcome) -> Ints:
    """Return an item's points: rounded half up to a hundredth, once, then moved by people.

    They stay between the item's floor and its ceiling, whoever moved them.
    """
    found: Ints = _points(_terms([item]), outcome)[0]
    return found


def given_by_rule(item: Item, outcome: Outcome) -> Ints:
    """Return what the rule alone leaves of an item's points, before floor and ceiling."""
    return portion(np.int64(item.scale), outcome.whole - outcome.lost, outcome.whole)


def _points(terms: _Terms, outcome: Outcome) -> Ints:
    points = portion(terms.scale, outcome.whole - outcome.lost, outcome.whole)
    if outcome.adjusted is not None:
        points += outcome.adjusted
    np.maximum(points, terms.least, out=points)
    np.minimum(points, terms.most, out=points)
    points *= outcome.applicable
    return points


def _vetoes(standard: Standard, year: Year) -> Flags:
    """Tell, by veto and unit, which stand. What an appeal lifted does not."""
    found = np.zeros((len(standard.vetoes), year.sums.units), dtype=np.int64)
    for place, veto in enumerate(standard.vetoes):
        found[place] = _events(veto, year)
    return found > 0


def _events(veto: Veto, year: Year) -> Ints:
    events = year.decided(veto.upheld)
    if veto.fact and veto.measured:
        events += summed(year.sums.of(all_of(veto.fact))[1 : year.elapsed + 1])
    return events


def _bonus(standard: Standard, year: Year) -> Ints:
    """Return what people awarded and the highest rung of each ladder, up to the cap."""
    bonus = year.decided(BONUS)
    for fact in {rung.fact for rung in standard.bonus_ladder if rung.measured}:
        reached = np.maximum(year.so_far(fact, Lag.HISTORY), 0)
        rungs = [rung for rung in standard.bonus_ladder if rung.fact == fact]
        places = np.searchsorted([rung.at for rung in rungs], reached, side="right")
        bonus += np.array([0, *(rung.points for rung in rungs)], dtype=np.int64)[places]
    return np.clip(bonus, 0, standard.bonus_cap)
