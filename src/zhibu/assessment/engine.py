"""Keeps live scores true to the sums: one unit after each act, all of them every night.

The same evaluator does both; only the width of the arrays differs.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db import transaction

from zhibu.assessment import in_force, standing
from zhibu.assessment.models import LiveScore, Purpose
from zhibu.assessment.states import states_of
from zhibu.assessment.worded import in_words_of_reader
from zhibu.core import sums
from zhibu.core.reading import Year
from zhibu.core.scoring import Scores, evaluate, evaluate_year
from zhibu.core.standard import Standard
from zhibu.core.sums import Rows, Sums
from zhibu.journal import facts, log
from zhibu.journal.sums import Columns, Row, columns_of_year, rows_of

LATE_ENTRIES_UNTIL = 3  # until March, acts also rescore the year before; the night does it always


@dataclass(frozen=True, slots=True)
class Width:
    """Units side by side, and their year's sums."""

    units: tuple[str, ...]
    sums: Sums


class NoStandard(LookupError):
    """Nobody adopted a standard for the purpose, and none comes with the program."""


def standard_in_force() -> Standard:
    """Return ZB-41 in the language of whoever reads it: what scores whom nothing else does."""
    return in_words_of_reader(in_force.shipped(Purpose.ASSESSMENT))


def standards_for(unit: str, year: int) -> tuple[Standard, ...]:
    """Return what scores a unit in a year, one standard for each purpose, in the reader's language.

    That of the nearest committee above (or itself) which adopted one effective in the year or
    before it; else as shipped. A member (``m_…``) is told of by the members' standard alone.
    """
    pins = in_force.Register().pins_of_units([unit], year)[unit]
    return tuple(in_words_of_reader(pin.standard) for pin in pins)


def standard_for(unit: str, year: int, purpose: str = Purpose.ASSESSMENT) -> Standard:
    """Return what scores a unit in a year for one purpose, in the reader's language.

    Raises NoStandard where there is none.
    """
    return in_words_of_reader(pin_for(unit, year, purpose).standard)


def pin_for(unit: str, year: int, purpose: str = Purpose.ASSESSMENT) -> in_force.Pin:
    """Return which adoption, or which shipped standard, scores a unit. Raises NoStandard."""
    pins = in_force.Register().pins_of_units([unit], year)[unit]
    found = next((pin for pin in pins if pin.purpose == purpose), None)
    if found is None:
        raise NoStandard(purpose)
    return found


def units_by_standard(
    units: Collection[str], year: int, purpose: str = Purpose.ASSESSMENT
) -> dict[Standard, list[str]]:
    """Return units by what scores them in a year for one purpose, in the reader's language."""
    return {
        in_words_of_reader(pin.standard): members
        for pin, members in in_force.grouped(units, year).items()
        if pin.purpose == purpose
    }


def read(standard: Standard, units: Collection[str], year: int) -> Width:
    """Return the sums of a few units, as they stand now."""
    return width_from(standard, list(rows_of(units, year)), units, year=year)


def width_from(
    standard: Standard, told: Sequence[Row], units: Collection[str], *, year: int
) -> Width:
    """Return rows of tallies as sums of units, in the order of their identities."""
    ordered = tuple(sorted(units))
    rows = sums.rows_of(told, standard, ordered)
    return Width(ordered, sums.fold(rows, standard, year=year, units=len(ordered)))


def read_all(standard: Standard, year: int) -> Width:
    """Return the sums of every unit that has any in a year, read as columns."""
    return width_of(standard, columns_of_year(year), year)


def width_of(standard: Standard, found: Columns, year: int) -> Width:
    """Return columns of tallies as sums that a standard reads."""
    named = {name: place for place, name in enumerate(sums.facts(standard))}
    known, which = np.unique(found.fact_no, return_inverse=True)
    asked = [named.get(found.facts[number], -1) for number in known.tolist()]
    fact = np.array(asked, dtype=np.int64)[which]
    kept = fact >= 0
    numbers, place = np.unique(found.unit_no[kept], return_inverse=True)
    rows = Rows(place, fact[kept], found.month[kept], found.lag[kept], found.sum[kept])
    units = tuple(found.units[number] for number in numbers.tolist())
    return Width(units, sums.fold(rows, standard, year=year, units=len(units)))


def judge(standard: Standard, found: Sums, as_of: date) -> Scores:
    """Score every unit of the sums, as things stand on a day."""
    return evaluate(standard, found, as_of=as_of, calendar=facts.calendar())


def refresh(units: frozenset[str], at: datetime) -> None:
    """Bring the live scores of units up to date, inside the transaction of the act."""
    as_of = log.civil(at)
    _refresh(units, as_of.year, as_of)
    if as_of.month <= LATE_ENTRIES_UNTIL:
        _refresh(units, as_of.year - 1, as_of)


@transaction.atomic
def assess_all(*, year: int, as_of: date, units: Sequence[str] | None = None) -> int:
    """Score every unit (or these) for a year as of a day, and return how many there were.

    Silence scores too: what fell due since the last act is missed although nobody wrote anything.
    """
    if units is not None and len(units) <= standing.BATCH:
        return _refresh(units, year, as_of)
    found = columns_of_year(year)
    found = found if units is None else found.of_units(units)
    here = list(found.units.values())
    for pin, members in in_force.grouped(here, year).items():
        alone = found if len(members) == len(here) else found.of_units(members)
        _score(pin.standard, width_of(pin.standard, alone, year), as_of)
    return len(here)


@transaction.atomic
def rescore(units: Sequence[str], *, year: int, as_of: date) -> None:
    """Score units by what is in force now, and drop the rows of what was in force before."""
    assess_all(year=year, as_of=as_of, units=units)
    named = {
        unit: {standing.named(pin.standard) for pin in pins}
        for unit, pins in in_force.Register().pins_of_units(units, year).items()
    }
    standing.drop_others(named, year=year)


def scored(
    standard: Standard, found: Width, as_of: date, *, scores: Scores | None = None
) -> list[LiveScore]:
    """Return the row of each unit as things stand on a day, not stored yet."""
    year = Year(found.sums, as_of, facts.calendar())
    scores = scores or evaluate_year(standard, year)
    states = states_of(standard, year)
    return standing.rows_of(found.units, scores, states, year=found.sums.year, as_of=as_of)


def _refresh(units: Collection[str], year: int, as_of: date) -> int:
    """Score a few units by all their standards, from one reading of their sums."""
    told = list(rows_of(units, year))
    for pin, members in in_force.grouped(units, year).items():
        _score(pin.standard, width_from(pin.standard, told, members, year=year), as_of)
    return len(units)


def _score(standard: Standard, found: Width, as_of: date) -> None:
    if found.units:
        standing.store(scored(standard, found, as_of))
