"""Keeps live scores true to the sums: one unit after each act, all of them every night.

The same evaluator does both; only the width of the arrays differs.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import numpy as np
from django.db import transaction

from zhibu import standards
from zhibu.assessment import standing
from zhibu.assessment.models import LiveScore
from zhibu.assessment.states import states_of
from zhibu.assessment.worded import in_words_of_reader
from zhibu.core import sums
from zhibu.core.compiler import compile_standard
from zhibu.core.scoring import Scores, evaluate
from zhibu.core.standard import Standard
from zhibu.core.sums import Rows, Sums
from zhibu.journal import facts, kinds, log
from zhibu.journal.sums import columns_of_year, rows_of

STANDARD = "zb41.yaml"
LATE_ENTRIES_UNTIL = 3  # until March, acts also rescore the year before; the night does it always


@dataclass(frozen=True, slots=True)
class Width:
    """Units side by side, and their year's sums."""

    units: tuple[str, ...]
    sums: Sums


def standard_in_force() -> Standard:
    """Return ZB-41 in the language of whoever reads it."""
    return in_words_of_reader(_compiled())


@cache
def _compiled() -> Standard:
    """Return ZB-41, compiled against the facts that registered kinds state."""
    catalogue = facts.known()
    return compile_standard(
        standards.text(STANDARD),
        catalogue=catalogue,
        known_facts=catalogue.known_from(kinds.fact_names()),
        filename=STANDARD,
    )


def read(standard: Standard, units: Collection[str], year: int) -> Width:
    """Return the sums of a few units, as they stand now."""
    ordered = tuple(sorted(units))
    rows = sums.rows_of(rows_of(ordered, year), standard, ordered)
    return Width(ordered, sums.fold(rows, standard, year=year, units=len(ordered)))


def read_all(standard: Standard, year: int) -> Width:
    """Return the sums of every unit that has any in a year, read as columns."""
    found = columns_of_year(year)
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
    _score(read(standard_in_force(), units, as_of.year), as_of)
    if as_of.month <= LATE_ENTRIES_UNTIL:
        _score(read(standard_in_force(), units, as_of.year - 1), as_of)


@transaction.atomic
def assess_all(*, year: int, as_of: date, units: Sequence[str] | None = None) -> int:
    """Score every unit (or these) for a year as of a day, and return how many there were.

    Silence scores too: what fell due since the last act is missed although nobody wrote anything.
    """
    standard = standard_in_force()
    found = read_all(standard, year) if units is None else read(standard, units, year)
    return _score(found, as_of)


def scored(found: Width, as_of: date) -> list[LiveScore]:
    """Return the row of each unit as things stand on a day, not stored yet."""
    standard = standard_in_force()
    scores = judge(standard, found.sums, as_of)
    states = states_of(standard, found.sums, as_of=as_of, calendar=facts.calendar())
    return standing.rows_of(found.units, scores, states, year=found.sums.year, as_of=as_of)


def _score(found: Width, as_of: date) -> int:
    if found.units:
        standing.store(scored(found, as_of))
    return len(found.units)
