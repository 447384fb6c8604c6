"""Monthly sums of facts, folded into one array ``x[column, month 0..12, unit]`` of int64.

What people decide (ratings, adjustments, vetoes, bonus, peers) is rare and stands beside it, as
the few cells that were told.

A flow column takes every lag up to its own, and 历史补录 only in months in which the unit was not
yet live; a column of lag HISTORY takes everything. Month 0 is the opening balance of a level.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from zhibu.core.decided import BONUS, PEERS_AWARDED, PEERS_OFFERED
from zhibu.core.lag import Lag
from zhibu.core.rules import Column, all_of
from zhibu.core.standard import COUNTED, LIVE, Standard

Ints = NDArray[np.int64]
SLOTS = 13


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of the tally as five arrays of one length.

    ``unit`` counts from 0, ``fact`` is a place in ``facts(standard)``, ``month`` is yyyymm, with
    yyyy00 for an opening balance.
    """

    unit: Ints
    fact: Ints
    month: Ints
    lag: Ints
    sum: Ints


@dataclass(frozen=True, slots=True)
class Sums:
    """A year of sums of any number of units."""

    x: Ints
    places: Mapping[Column, int]
    year: int
    decided: Mapping[str, "Told"] = field(default_factory=dict)

    @property
    def units(self) -> int:
        return int(self.x.shape[2])

    def of(self, column: Column) -> Ints:
        """Return the sums of a column by month 0..12 and unit."""
        found: Ints = self.x[self.places[column]]
        return found

    def decided_until(self, fact: str, month: int) -> Ints:
        """Return, by unit, the sum of a decided fact from January until a month of the year."""
        found = np.zeros(self.units, dtype=np.int64)
        told = self.decided.get(fact)
        if told is not None:
            counts = (told.month >= 1) & (told.month <= month)
            np.add.at(found, told.unit[counts], told.sum[counts])
        return found

    def only(self, unit: int) -> "Sums":
        """Return the sums of one unit alone."""
        return self.of_units([unit])

    def of_units(self, units: Sequence[int]) -> "Sums":
        """Return the sums of some units, in the order in which they are named."""
        at = np.full(self.units, -1, dtype=np.int64)
        at[list(units)] = np.arange(len(units))
        decided = {fact: told.moved(at) for fact, told in self.decided.items()}
        return replace(self, x=self.x[:, :, list(units)], decided=decided)


@dataclass(frozen=True, slots=True)
class Told:
    """Cells of one decided fact: three arrays of one length; ``month`` is 0..12."""

    unit: Ints
    month: Ints
    sum: Ints

    def moved(self, at: Ints) -> "Told":
        """Return the cells with each unit in its new place; -1 leaves a unit out."""
        unit = at[self.unit]
        kept = unit >= 0
        return Told(unit[kept], self.month[kept], self.sum[kept])


@lru_cache(maxsize=64)
def columns(standard: Standard) -> tuple[Column, ...]:
    """Return what a loader must sum for a standard's measured items."""
    base = (all_of(COUNTED), all_of(LIVE))
    items = (column for item in standard.items if item.measured for column in item.columns)
    vetoes = (all_of(veto.fact) for veto in standard.vetoes if veto.fact and veto.measured)
    ladder = (all_of(rung.fact) for rung in standard.bonus_ladder if rung.measured)
    return tuple(dict.fromkeys((*base, *items, *vetoes, *ladder)))


@lru_cache(maxsize=64)
def facts(standard: Standard) -> tuple[str, ...]:
    """Return the facts whose tallies a loader must read, those that people decide at the end."""
    return tuple(dict.fromkeys((*(each.fact for each in columns(standard)), *decided(standard))))


@lru_cache(maxsize=64)
def decided(standard: Standard) -> tuple[str, ...]:
    """Return the facts by which people decide on a standard's items and results."""
    items = (fact for item in standard.items if item.measured for fact in item.decided)
    vetoes = (veto.upheld for veto in standard.vetoes if veto.upheld)
    bonus = (BONUS,) if standard.bonus_stated else ()
    peers = (PEERS_AWARDED, PEERS_OFFERED) if standard.peers_stated else ()
    return tuple(dict.fromkeys((*items, *vetoes, *bonus, *peers)))


def rows_of(
    told: Iterable[tuple[str, str, int, int, int]], standard: Standard, units: Sequence[str]
) -> Rows:
    """Return tally rows (unit, fact, month, lag, sum) as arrays, without facts nobody asks for."""
    unit_at = {unit: place for place, unit in enumerate(units)}
    fact_at = {fact: place for place, fact in enumerate(facts(standard))}
    kept = [
        (unit_at[unit], fact_at[fact], month, lag, value)
        for unit, fact, month, lag, value in told
        if fact in fact_at and unit in unit_at
    ]
    table = np.array(kept, dtype=np.int64).reshape(len(kept), 5)
    return Rows(*(np.ascontiguousarray(column) for column in table.T))


def fold(rows: Rows, standard: Standard, *, year: int, units: int) -> Sums:
    """Sum tally rows into the array an evaluation reads; rows of other years are left out."""
    wanted, told = columns(standard), _by_fact(_of_year(rows, year))
    x = np.zeros((len(wanted), SLOTS, units), dtype=np.int64)
    before_live = _not_live(told, standard, units)
    cell = told.month * units + told.unit
    for places, lags in _columns_by_fact(standard):
        place = places[told.fact]
        widest = lags[told.fact]
        old = (told.lag == Lag.HISTORY) & before_live[cell]
        kept = (place >= 0) & ((told.lag <= widest) | old)
        np.add.at(x.reshape(-1), place[kept] * (SLOTS * units) + cell[kept], told.sum[kept])
    return Sums(x, places_of(standard), year, _decided_of(told, standard))


@lru_cache(maxsize=64)
def places_of(standard: Standard) -> Mapping[Column, int]:
    """Return where each column stands in the array."""
    return {column: place for place, column in enumerate(columns(standard))}


@lru_cache(maxsize=64)
def _columns_by_fact(standard: Standard) -> tuple[tuple[Ints, Ints], ...]:
    """Return, for the first column of each fact, the second and so on: its place and its lag.

    The place is -1 for facts that have no further column.
    """
    named: dict[str, list[Column]] = {name: [] for name in facts(standard)}
    for column in columns(standard):
        named[column.fact].append(column)
    at = places_of(standard)
    return tuple(
        (
            np.array([at[each[n]] if n < len(each) else -1 for each in named.values()]),
            np.array([each[n].lag if n < len(each) else -1 for each in named.values()]),
        )
        for n in range(max(map(len, named.values())))
    )


def _of_year(rows: Rows, year: int) -> Rows:
    """Return the rows of a year alone, the month counted from 0."""
    month = rows.month - year * 100
    kept = (month >= 0) & (month < SLOTS)
    if kept.all():
        return replace(rows, month=month)
    return Rows(rows.unit[kept], rows.fact[kept], month[kept], rows.lag[kept], rows.sum[kept])


def _by_fact(rows: Rows) -> Rows:
    """Return the rows in the order of their facts: what lies side by side is added side by side."""
    order = np.argsort(rows.fact.astype(np.int16), kind="stable")
    told = (rows.unit, rows.fact, rows.month, rows.lag, rows.sum)
    return Rows(*(column[order] for column in told))


def _decided_of(told: Rows, standard: Standard) -> dict[str, Told]:
    """Return the cells of what people decided, whatever their lag."""
    which = _decided_places(standard)[told.fact]
    found = {}
    for place in np.unique(which[which >= 0]).tolist():
        here = which == place
        found[decided(standard)[place]] = Told(told.unit[here], told.month[here], told.sum[here])
    return found


@lru_cache(maxsize=64)
def _decided_places(standard: Standard) -> Ints:
    """Return for each fact its place among those that people decide, or -1."""
    at = {name: place for place, name in enumerate(decided(standard))}
    return np.array([at.get(name, -1) for name in facts(standard)], dtype=np.int64)


def _not_live(told: Rows, standard: Standard, units: int) -> NDArray[np.bool_]:
    """Tell, for every cell, whether the unit was not yet live in that month."""
    level = np.zeros((SLOTS, units), dtype=np.int64)
    here = told.fact == facts(standard).index(LIVE)
    np.add.at(level, (told.month[here], told.unit[here]), told.sum[here])
    return (np.cumsum(level, axis=0) < 1).reshape(-1)
