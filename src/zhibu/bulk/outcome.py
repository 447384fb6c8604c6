"""What a scoring writes: a row for each unit. Points and percent are whole hundredths."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from zhibu.bulk.evaluating import Scored
from zhibu.bulk.roster import Roster
from zhibu.core.scores import Result, Scores
from zhibu.core.standard import Standard
from zhibu.core.sums import Ints

ITEM = "item_"
WHOLE = ("points", "out_of", "percent", "final")
_CLASS = pa.dictionary(pa.int32(), pa.string())
RESULTS = (*(each.value for each in Result),)
_NONE = -1


@lru_cache(maxsize=8)
def schema_of(standard: Standard) -> pa.Schema:
    """Return the columns: unit, class, points, out_of, percent, final, result, ``item_A1``, ….

    ``final`` includes weights, peers and bonus. An item is null where it does not apply, the
    result where none may be told yet.
    """
    whole = [pa.field(name, pa.int64(), nullable=False) for name in WHOLE]
    items = [pa.field(f"{ITEM}{item.id}", pa.int32()) for item in standard.items]
    unit = pa.field("unit", pa.int64(), nullable=False)
    kind = pa.field("class", _CLASS, nullable=False)
    return pa.schema([unit, kind, *whole, pa.field("result", _CLASS), *items])


@dataclass(frozen=True, slots=True)
class Writer:
    """Puts scores beside their units' classes."""

    standard: Standard
    roster: Roster

    def table(self, scored: Scored, places: Ints) -> pa.RecordBatch:
        """Return the rows of units that stand at these places of the roster."""
        scores = scored.scores
        kinds = self.roster.class_of[places]
        told = results_of(scores, kinds.astype(np.int64), self.roster.classes)
        columns = [
            pa.array(scored.units),
            pa.DictionaryArray.from_arrays(kinds.astype(np.int32), list(self.roster.classes)),
            *map(pa.array, (scores.total, scores.total_out_of, scores.percent, scores.final)),
            pa.DictionaryArray.from_arrays(
                pa.array(told.astype(np.int32), mask=told == _NONE), list(RESULTS)
            ),
            *self._items(scores),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=schema_of(self.standard))

    def _items(self, scores: Scores) -> Iterator[pa.Array]:
        points, applicable = scores.points.astype(np.int32), scores.applicable
        for place in range(len(points)):
            yield pa.array(points[place], mask=~applicable[place])


def results_of(scores: Scores, kinds: Ints, classes: tuple[str, ...]) -> Ints:
    """Return each unit's result as a place in ``RESULTS``, or -1: ``Scores.result`` for many."""
    bounds = [scores.standard.classes[name] for name in classes]
    qualified = np.array([each.qualified_at for each in bounds], dtype=np.int64)[kinds]
    advanced = np.array([each.advanced_at for each in bounds], dtype=np.int64)[kinds]
    found = np.where(scores.final >= advanced, _at(Result.ADVANCED), _at(Result.QUALIFIED))
    below = scores.vetoed | (scores.final < qualified)
    found = np.where(below, _at(Result.BELOW_STANDARD), found)
    told: Ints = np.where(scores.ready, found, _NONE)
    return told


def _at(result: Result) -> int:
    return RESULTS.index(result.value)
