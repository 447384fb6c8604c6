"""Where the rows of a tally go in the array that an evaluation reads.

``core.sums.fold`` does the same for rows of any order. Here every row is put down once: into the
narrowest column of its fact that admits its lag; adding each column to the next wider one then
gives the sums. A slot is column × 13 + month. Slots beyond the last column are those of rare rows:
历史补录, which counts by whether the unit was live, and what people decide, which is listed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from zhibu.core.lag import Lag
from zhibu.core.rules import Column, all_of
from zhibu.core.standard import LIVE, Standard
from zhibu.core.sums import SLOTS, Ints, Sums, Told, decided, facts, places_of

Slots = NDArray[np.int32]
LAGS = len(Lag)
CELLS = LAGS * SLOTS


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows side by side: in which slot, of the how-manieth unit, how much."""

    slot: Slots
    unit: Ints
    value: Ints

    def only(self, places: NDArray[np.bool_]) -> "Cells":
        """Return some of the rows."""
        return Cells(self.slot[places], self.unit[places], self.value[places])

    def pour(self, x: Ints) -> None:
        """Add the rows to an array of slots and units."""
        at = self.slot * np.int64(x.shape[1])
        at += self.unit
        np.add.at(x.reshape(-1), at, self.value)


class Plan:
    """What becomes of each fact, lag and month under a standard."""

    def __init__(self, standard: Standard) -> None:
        self.asked = frozenset(facts(standard))
        self.places: Mapping[Column, int] = places_of(standard)
        self.slots = len(self.places) * SLOTS
        self._nests = self._nested()
        self._decided = decided(standard)
        late = (fact for fact, nest in self._nests.items() if nest[0].lag is not Lag.HISTORY)
        self._rare = tuple(dict.fromkeys((*self._decided, *late)))
        told = [self._table(fact, before_live=True) for fact in self._rare]
        self._before_live = np.array(told, dtype=np.int32).reshape(-1)
        told = [self._table(fact, before_live=False) for fact in self._rare]
        self._since_live = np.array(told, dtype=np.int32).reshape(-1)
        self._tables = {fact: self._whereabouts(fact) for fact in self.asked}

    def slots_of(self, named: Sequence[str | None]) -> Slots:
        """Return the slot of each fact, lag and month, in this order."""
        nobody = np.full(CELLS, self.slots, dtype=np.int32)
        tables = [self._tables.get(fact or "", nobody) for fact in named]
        return np.array(tables, dtype=np.int32).reshape(-1)

    def sums(self, cells: Cells, x: Ints, year: int, *, units: int) -> Sums:
        """Return the sums of rows, made in an array of one slot more than the plan has.

        The array may be wider than there are units; what it held is lost.
        """
        x[: self.slots, :units] = 0
        rare = cells.slot > self.slots
        told: Mapping[str, Told] = {}
        if rare.any():
            seldom = cells.only(rare)
            Cells(np.where(rare, self.slots, cells.slot), cells.unit, cells.value).pour(x)
            told = self._listed(seldom)
            self._admit(seldom, x)
        else:
            cells.pour(x)
        found = x[: self.slots, :units].reshape(len(self.places), SLOTS, units)
        for nest in self._nests.values():
            for narrow, wide in pairwise(nest):
                found[self.places[wide]] += found[self.places[narrow]]
        return Sums(found, self.places, year, told)

    def _listed(self, rare: Cells) -> dict[str, Told]:
        """Return the cells of what people decided."""
        which, month = np.divmod(rare.slot - self.slots - 1, CELLS)
        month %= SLOTS
        found = {}
        for place in np.unique(which[which < len(self._decided)]).tolist():
            here = which == place
            cells = (rare.unit[here], month[here].astype(np.int64), rare.value[here])
            found[self._decided[place]] = Told(*cells)
        return found

    def _admit(self, rare: Cells, x: Ints) -> None:
        """Count history in every column before the unit was live, else in those that take it."""
        start = self.places[all_of(LIVE)] * SLOTS
        before_live = np.cumsum(x[start : start + SLOTS], axis=0) < 1
        place = rare.slot - self.slots - 1
        early = before_live[place % SLOTS, rare.unit]
        slot = np.where(early, self._before_live[place], self._since_live[place])
        Cells(slot, rare.unit, rare.value).pour(x)

    def _nested(self) -> dict[str, tuple[Column, ...]]:
        """Return the columns of each fact, the narrowest first."""
        found: dict[str, list[Column]] = {}
        for column in self.places:
            found.setdefault(column.fact, []).append(column)
        return {fact: tuple(sorted(nest, key=lambda one: one.lag)) for fact, nest in found.items()}

    def _whereabouts(self, fact: str) -> Slots:
        """Return the slots of a fact by lag and month, those beyond the columns included."""
        found = self._table(fact, before_live=False)
        if fact in self._rare:
            first = self.slots + 1 + self._rare.index(fact) * CELLS
            beyond = np.arange(first, first + CELLS, dtype=np.int32)
            start = 0 if fact in self._decided else Lag.HISTORY * SLOTS
            found[start:] = beyond[start:]
        return found

    def _table(self, fact: str, *, before_live: bool) -> Slots:
        """Return the slots of a fact among the columns, or that of what nobody asks for."""
        found = np.full((LAGS, SLOTS), self.slots, dtype=np.int32)
        for column in reversed(self._nests.get(fact, ())):
            first = self.places[column] * SLOTS
            found[: column.lag + 1] = np.arange(first, first + SLOTS)
            if before_live:
                found[Lag.HISTORY] = found[0]
        return found.reshape(-1)
