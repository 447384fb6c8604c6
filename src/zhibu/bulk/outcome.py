"""What a scoring writes: a row for each unit. Points and percent are whole hundredths."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from zhibu.bulk.evaluating import Scored
from zhibu.bulk.roster import Roster
from zhibu.core.scores import NO_RESULT, Result, Scores
from zhibu.core.standard import Standard
from zhibu.core.sums import Ints

ITEM = "item_"
WHOLE = ("points", "out_of", "percent", "final")
_CLASS = pa.dictionary(pa.int32(), pa.string())
RESULTS = (*(each.value for each in Result),)


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
        told = scores.results(self.roster.classes, kinds.astype(np.int64))
        columns = [
            pa.array(scored.units),
            pa.DictionaryArray.from_arrays(kinds.astype(np.int32), list(self.roster.classes)),
            *map(pa.array, (scores.total, scores.total_out_of, scores.percent, scores.final)),
            pa.DictionaryArray.from_arrays(
                pa.array(told.astype(np.int32), mask=told == NO_RESULT), list(RESULTS)
            ),
            *self._items(scores),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=schema_of(self.standard))

    def _items(self, scores: Scores) -> Iterator[pa.Array]:
        points, applicable = scores.points.astype(np.int32), scores.applicable
        for place in range(len(points)):
            yield pa.array(points[place], mask=~applicable[place])
