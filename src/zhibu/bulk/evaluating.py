"""From rows to scores: a few thousand units side by side, by the evaluator of the live score."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np

from zhibu.bulk.plan import Cells, Plan
from zhibu.bulk.rows import Rows
from zhibu.core.scoring import Scores, evaluate
from zhibu.core.standard import Standard
from zhibu.core.sums import Ints
from zhibu.core.workdays import Calendar

SIDE_BY_SIDE = 2_000
_STRIDE = SIDE_BY_SIDE + 8  # rows of a power of two would fall on the same lines of the cache


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to score by: a standard, a year, and the day and calendar as of which."""

    standard: Standard
    year: int
    as_of: date
    calendar: Calendar

    @property
    def portable(self) -> "Recipe":
        """The recipe as it travels to another process: without the compiler's warnings."""
        return replace(self, standard=replace(self.standard, warnings=()))


@dataclass(frozen=True, slots=True)
class Scored:
    """Units and their scores, side by side."""

    units: Ints
    scores: Scores


class Evaluator:
    """Scores rows by a recipe, in an array that is used again and again."""

    def __init__(self, recipe: Recipe) -> None:
        self.plan = Plan(recipe.standard)
        self._recipe = recipe
        self._x = np.zeros((self.plan.slots + 1, _STRIDE), dtype=np.int64)

    def score(self, told: Iterable[Rows]) -> Iterator[Scored]:
        """Yield the scores of rows that come as whole units, in order of unit."""
        for rows in told:
            begins = np.flatnonzero(rows.unit[1:] != rows.unit[:-1]) + 1
            starts = np.concatenate(([0], begins, [len(rows)]))
            for first, last in _evenly(len(starts) - 1, SIDE_BY_SIDE):
                yield self._score(rows, starts[first : last + 1])

    def nothing_told(self, units: Ints) -> Iterator[Scored]:
        """Yield the scores of units of which no row tells."""
        none = Cells(np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int64))
        for first, last in _evenly(len(units), SIDE_BY_SIDE):
            yield Scored(units[first:last], self._evaluate(none, last - first))

    def _score(self, rows: Rows, starts: Ints) -> Scored:
        count = len(starts) - 1
        part = rows.part(int(starts[0]), int(starts[-1]))
        unit = np.repeat(np.arange(count), np.diff(starts))
        scores = self._evaluate(Cells(part.slot, unit, part.value), count)
        return Scored(rows.unit[starts[:-1]], scores)

    def _evaluate(self, cells: Cells, units: int) -> Scores:
        asked = self._recipe
        sums = self.plan.sums(cells, self._x, asked.year, units=units)
        return evaluate(asked.standard, sums, as_of=asked.as_of, calendar=asked.calendar)


def _evenly(count: int, most: int) -> Iterator[tuple[int, int]]:
    """Cut a number into parts of about the same size, none above ``most``."""
    parts = -(-count // most)
    edges = [count * place // parts for place in range(parts + 1)] if parts else [0]
    yield from pairwise(edges)
