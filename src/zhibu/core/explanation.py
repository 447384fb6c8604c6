"""Explains a score: for every item what was asked, what happened, and what would restore it.

Plain data, no prose.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from zhibu.core.decided import SHEET, Rater
from zhibu.core.judging import mean_of
from zhibu.core.measuring import deduction_of, measure
from zhibu.core.occasions import Occasion, State, occasions_of
from zhibu.core.reading import Outcome, Year
from zhibu.core.rules import Part, Ratio
from zhibu.core.scoring import given_by_rule, outcome_of, points_of
from zhibu.core.standard import Item, Standard
from zhibu.core.sums import Sums
from zhibu.core.workdays import Calendar


class Standing(StrEnum):
    """Whether an item has points at all. Waiting is what people have not rated yet."""

    MEASURED = "measured"
    WAITING = "waiting"
    NOT_YET = "not_yet"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Restore:
    """Points, in hundredths, that ``count`` more of a fact would save or win back.

    ``at_stake`` points are not lost yet and will be when ``until`` has passed; lost ones can be
    won back as long as the year is not closed, and have no ``until``.
    """

    fact: str
    count: int
    points: int
    at_stake: bool
    until: date | None
    occasion: Occasion


@dataclass(frozen=True, slots=True)
class Rating:
    """What one kind of rater gave: how many sheets, and their mean in 1/10,000 of the points."""

    rater: str
    weight: int
    sheets: int
    mean: int


@dataclass(frozen=True, slots=True)
class PartLine:
    """What one part of an item cost, of the points it may cost."""

    part: Part
    applicable: bool
    deducted: int
    owed: int
    done: int
    missed: int


@dataclass(frozen=True, slots=True)
class Line:
    """One item of one unit's scorecard; points in hundredths.

    ``fraction`` is the part of the points that the rule takes away, and of how many; what it left
    is ``by_rule``. With ``adjusted`` added and cut to floor and ceiling, that is ``points``.
    """

    item: Item
    standing: Standing
    points: int
    out_of: int
    lost: int
    owed: int
    done: int
    missed: int
    due: int
    occasions: tuple[Occasion, ...]
    restores: tuple[Restore, ...]
    by_rule: int
    fraction: tuple[int, int]
    adjusted: int
    ratings: tuple[Rating, ...]
    parts: tuple[PartLine, ...]


def explain(
    standard: Standard, sums: Sums, *, unit: int, as_of: date, calendar: Calendar
) -> tuple[Line, ...]:
    """Return a line for every item, in the order of the standard, of the unit in that place."""
    alone = sums.only(unit)
    return tuple(_line(item, Year(alone, as_of, calendar, item.applies)) for item in standard.items)


def _line(item: Item, year: Year) -> Line:
    outcome = outcome_of(item, year)
    points, applicable = int(points_of(item, outcome)[0]), bool(outcome.applicable[0])
    occasions = occasions_of(item.rule, year) if applicable else ()
    return Line(
        item=item,
        standing=_standing(item, outcome),
        points=points,
        out_of=item.points * applicable,
        lost=max(item.points * applicable - points, 0),
        owed=int(outcome.owed[0]),
        done=int(outcome.done[0]),
        missed=int(outcome.missed[0]),
        due=int(outcome.due[0]),
        occasions=occasions,
        restores=_restores(occasions, item, outcome),
        by_rule=int(given_by_rule(item, outcome)[0]) * applicable,
        fraction=(int(outcome.lost[0]), int(outcome.whole[0])),
        adjusted=0 if outcome.adjusted is None else int(outcome.adjusted[0]),
        ratings=tuple(_rating(each, year) for each in item.raters) if item.measured else (),
        parts=tuple(_part(each, year) for each in item.parts) if item.measured else (),
    )


def _rating(rater: Rater, year: Year) -> Rating:
    mean, offered = mean_of(rater, year)
    return Rating(rater.name, rater.weight, int(offered[0]) // SHEET, int(mean[0]))


def _part(part: Part, year: Year) -> PartLine:
    outcome = measure(part.rule, year)
    return PartLine(
        part=part,
        applicable=bool(outcome.applicable[0]),
        deducted=int(deduction_of(part, outcome)[0]),
        owed=int(outcome.owed[0]),
        done=int(outcome.done[0]),
        missed=int(outcome.missed[0]),
    )


def _standing(item: Item, outcome: Outcome) -> Standing:
    if not item.measured:
        return Standing.NOT_YET
    if outcome.applicable[0]:
        return Standing.MEASURED
    waits = outcome.waiting is not None and bool(outcome.waiting[0])
    return Standing.WAITING if waits else Standing.NOT_APPLICABLE


def _restores(occasions: tuple[Occasion, ...], item: Item, outcome: Outcome) -> tuple[Restore, ...]:
    """Tell what is open, the most urgent first; what would move no point is left out."""
    found = [_restore(each, item, outcome) for each in occasions if each.change]
    found += _made_up(occasions, item, outcome)
    return tuple(sorted((each for each in found if each.points), key=order_of))


def _made_up(occasions: tuple[Occasion, ...], item: Item, outcome: Outcome) -> Iterator[Restore]:
    """Making up one period may move no step; so it is told what making up all is worth."""
    short = [each for each in occasions if each.state is State.MISSED]
    if short and isinstance(item.rule, Ratio) and item.rule.shares[0].can_be_made_up:
        yield Restore(
            fact=short[0].fact,
            count=int(outcome.missed[0]),
            points=max(item.points - int(points_of(item, outcome)[0]), 0),
            at_stake=False,
            until=None,
            occasion=short[0],
        )


def _restore(occasion: Occasion, item: Item, outcome: Outcome) -> Restore:
    """Work the points out once more, with the loss changed: never a second formula."""
    then = points_of(item, replace(outcome, lost=outcome.lost + occasion.change))[0]
    at_stake = occasion.change > 0
    return Restore(
        fact=occasion.fact,
        count=occasion.open,
        points=abs(int(then) - int(points_of(item, outcome)[0])),
        at_stake=at_stake,
        until=occasion.until if at_stake else None,
        occasion=occasion,
    )


def order_of(restore: Restore) -> tuple[date, int]:
    """Sort restores by what is due earliest, then by what is worth most."""
    return (restore.until or date.max, -restore.points)
