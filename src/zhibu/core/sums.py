"""Monthly sums of facts, folded into one array ``x[column, month 0..12, unit]`` of int64.

What people decide (ratings, adjustments, vetoes, bonus, peers) is rare and stands beside it, as
the few cells that were told.

A flow column takes every lag up to its own, and 历史补录 only in months in which the unit was not
yet live; a column of lag HISTORY takes everything. Month 0 is the opening balance of a level.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

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
        decided = {fact: told.only(unit) for fact, told in self.decided.items()}
        return replace(self, x=self.x[:, :, unit : unit + 1], decided=decided)


@dataclass(frozen=True, slots=True)
class Told:
    """Cells of one decided fact: three arrays of one length; ``month`` is 0..12."""

    unit: Ints
    month: Ints
    sum: Ints

    def only(self, unit: int) -> "Told":
        """Return the cells of one unit alone, as unit 0."""
        kept = self.unit == unit
        return Told(np.zeros_like(self.unit[kept]), self.month[kept], self.sum[kept])


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
    wanted = columns(standard)
    x = np.zeros((len(wanted), SLOTS, units), dtype=np.int64)
    names = facts(standard)
    sheaf = _Sheaf(rows, year, units=units, facts=len(names))
    before_live = _not_live(sheaf.slices.get(names.index(LIVE)), units)
    by_fact = {name: sheaf.slices.get(place) for place, name in enumerate(names)}
    for place, column in enumerate(wanted):
        part = by_fact[column.fact]
        if part is not None:
            part.admitted(column.lag, before_live).pour(x[place])
    told = {name: by_fact[name] for name in decided(standard)}
    found = {name: part.told(units) for name, part in told.items() if part is not None}
    return Sums(x, {column: place for place, column in enumerate(wanted)}, year, found)


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of one fact: where they go, how late they came, how much they say."""

    cell: Ints
    lag: Ints
    sum: Ints

    def admitted(self, widest: Lag, before_live: NDArray[np.bool_]) -> "_Part":
        """Return the rows that a lag admits."""
        if widest is Lag.HISTORY:
            return self
        old = (self.lag == Lag.HISTORY) & before_live[self.cell]
        kept = (self.lag <= widest) | old
        return _Part(self.cell[kept], self.lag[kept], self.sum[kept])

    def told(self, units: int) -> Told:
        """Return the rows as cells of a decided fact, whatever their lag."""
        month, unit = np.divmod(self.cell, units)
        return Told(unit, month, self.sum)

    def pour(self, into: Ints) -> None:
        """Add the rows to an array of months and units."""
        np.add.at(into.reshape(-1), self.cell, self.sum)


class _Sheaf:
    """Rows of one year, bundled by fact with one sort."""

    def __init__(self, rows: Rows, year: int, *, units: int, facts: int) -> None:
        slot = rows.month - year * 100
        kept = (slot >= 0) & (slot < SLOTS)
        cell, fact = slot * units + rows.unit, rows.fact.astype(np.int16)
        lag, value = rows.lag, rows.sum
        if not kept.all():
            cell, fact, lag, value = cell[kept], fact[kept], lag[kept], value[kept]
        order = np.argsort(fact, kind="stable")
        bounds = [0, *np.cumsum(np.bincount(fact, minlength=facts)).tolist()]
        cell, lag, value = cell[order], lag[order], value[order]
        self.slices = {
            place: _Part(cell[start:end], lag[start:end], value[start:end])
            for place, (start, end) in enumerate(pairwise(bounds))
            if start < end
        }


def _not_live(part: _Part | None, units: int) -> NDArray[np.bool_]:
    """Tell, for every cell, whether the unit was not yet live in that month."""
    level = np.zeros((SLOTS, units), dtype=np.int64)
    if part is not None:
        part.pour(level)
    return (np.cumsum(level, axis=0) < 1).reshape(-1)
