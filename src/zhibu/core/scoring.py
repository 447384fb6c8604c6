"""Scores: a pure function of a compiled standard and monthly sums, for one unit or a million."""

from dataclasses import replace
from datetime import date

import numpy as np

from zhibu.core.decided import BONUS, PEERS_AWARDED, PEERS_OFFERED
from zhibu.core.lag import Lag
from zhibu.core.measuring import measure
from zhibu.core.reading import Flags, Outcome, Year, portion, summed
from zhibu.core.rules import all_of
from zhibu.core.scores import PERCENT_OF, Result, Scores
from zhibu.core.standard import Item, Standard, Veto
from zhibu.core.sums import Ints, Sums
from zhibu.core.workdays import Calendar

__all__ = ["Result", "Scores", "evaluate", "outcome_of", "points_of", "portion"]


def evaluate(standard: Standard, sums: Sums, *, as_of: date, calendar: Calendar) -> Scores:
    """Score every unit against every item, as things stand on a day."""
    year = Year(sums, as_of, calendar)
    found = [outcome_of(item, year) for item in standard.items]
    applicable = np.array([each.applicable for each in found])
    worth = np.array([item.points for item in standard.items])[:, None]
    awarded, offered = year.decided(PEERS_AWARDED), year.decided(PEERS_OFFERED)
    return Scores(
        standard=standard,
        points=np.array(
            [points_of(item, each) for item, each in zip(standard.items, found, strict=True)]
        ),
        out_of=worth * applicable,
        owed=np.array([each.owed for each in found]),
        done=np.array([each.done for each in found]),
        missed=np.array([each.missed for each in found]),
        due=np.array([each.due for each in found]),
        applicable=applicable,
        measured=np.array([item.measured for item in standard.items]),
        vetoes=_vetoes(standard, year),
        unrated=np.array([_unrated(each) for each in found]),
        bonus=_bonus(standard, year),
        peer=portion(np.int64(PERCENT_OF), awarded, offered),
        peers=offered > 0,
    )


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
    points = given_by_rule(item, outcome)
    if outcome.adjusted is not None:
        points += outcome.adjusted
    points = np.maximum(points, item.at_least)
    if item.at_most is not None:
        points = np.minimum(points, item.at_most)
    return points * outcome.applicable


def given_by_rule(item: Item, outcome: Outcome) -> Ints:
    """Return what the rule alone leaves of an item's points, before floor and ceiling."""
    return portion(np.int64(item.scale), outcome.whole - outcome.lost, outcome.whole)


def _unrated(outcome: Outcome) -> Flags:
    return np.zeros_like(outcome.applicable) if outcome.waiting is None else outcome.waiting


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
