"""Rows of a tally, checked: from Arrow batches to places in the array of an evaluation."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhibu.bulk import faults
from zhibu.bulk.faults import TallyFault
from zhibu.bulk.plan import CELLS, LAGS, Plan, Slots
from zhibu.core.sums import SLOTS, Ints

MOST_OF_A_UNIT = 1_000_000
GREATEST = 10**12


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows by unit: in which slot (see ``Plan``) each belongs, and how much it says."""

    unit: Ints
    slot: NDArray[np.int32]
    value: Ints

    def __len__(self) -> int:
        return len(self.unit)

    def part(self, start: int, end: int | None) -> "Rows":
        """Return the rows from one place to another."""
        return Rows(self.unit[start:end], self.slot[start:end], self.value[start:end])

    def after(self, others: "Rows") -> "Rows":
        """Return the rows with others before them."""
        if not len(others):
            return self
        return Rows(
            np.concatenate((others.unit, self.unit)),
            np.concatenate((others.slot, self.slot)),
            np.concatenate((others.value, self.value)),
        )


NO_ROWS = Rows(np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int64))


def _is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))


_KINDS: dict[str, tuple[Callable[[pa.DataType], bool], str]] = {
    "unit": (pa.types.is_int64, "int64"),
    "fact": (_is_text, "dictionary<string>"),
    "month": (pa.types.is_int8, "int8"),
    "lag": (pa.types.is_int8, "int8"),
    "value": (pa.types.is_float64, "float64"),
}
COLUMNS = tuple(_KINDS)
_BEYOND = {"month": faults.WRONG_MONTH, "lag": faults.WRONG_LAG}


def check_schema(found: pa.Schema, name: str) -> None:
    """Refuse a table that lacks a column of a tally, or has it in another type."""
    for column, (fits, wanted) in _KINDS.items():
        if column not in found.names:
            told = {"column": column, "wanted": ", ".join(COLUMNS)}
            raise TallyFault(faults.NO_COLUMN, file=name, **told)
        kind = found.field(column).type
        if not fits(kind):
            told = {"column": column, "found": str(kind), "wanted": wanted}
            raise TallyFault(faults.WRONG_TYPE, file=name, **told)


class Reader:
    """Turns batches of one file into rows, counting those of facts that nobody asks for.

    ``row`` is the number of rows before the next batch.
    """

    def __init__(self, plan: Plan, name: str) -> None:
        self.ignored: Counter[str] = Counter()
        self.row = 0
        self._plan = plan
        self._name = name
        self._known: tuple[tuple[str | None, ...], Slots, Ints] | None = None

    def whole_units(self, batches: Iterable[pa.RecordBatch]) -> Iterator[Rows]:
        """Yield rows, never parting a unit's. Raises TallyFault for whatever is wrong with them."""
        rest = NO_ROWS
        for batch in batches:
            if not batch.num_rows:
                continue
            rows = self._rows(batch).after(rest)
            self._insist_on_order(rows, first=self.row - len(rest))
            self.row += batch.num_rows
            cut = int(np.searchsorted(rows.unit, rows.unit[-1]))
            if cut:
                yield rows.part(0, cut)
            rest = rows.part(cut, None)
            if len(rest) > MOST_OF_A_UNIT:
                told = {"value": int(rest.unit[0]), "most": MOST_OF_A_UNIT}
                raise TallyFault(faults.TOO_MANY, file=self._name, **told)
        if len(rest):
            yield rest

    def _rows(self, batch: pa.RecordBatch) -> Rows:
        for column in COLUMNS:
            if batch.column(column).null_count:
                raise TallyFault(faults.EMPTY_CELL, file=self._name, column=column)
        month = self._within(batch, "month", SLOTS)
        lag = self._within(batch, "lag", LAGS)
        fact = _as_dictionary(batch.column("fact"))
        places, slots = self._slots(fact)
        cell = places * np.int32(CELLS)
        cell += np.multiply(lag, SLOTS, dtype=np.int8)
        cell += month
        return Rows(batch.column("unit").to_numpy(), slots.take(cell), self._whole(batch))

    def _within(self, batch: pa.RecordBatch, column: str, end: int) -> NDArray[np.int8]:
        found: NDArray[np.int8] = batch.column(column).to_numpy()
        if found.min() < 0 or found.max() >= end:
            self._refuse((found < 0) | (found >= end), found, _BEYOND[column])
        return found

    def _whole(self, batch: pa.RecordBatch) -> Ints:
        told = batch.column("value").to_numpy()
        with np.errstate(invalid="ignore"):
            value: Ints = told.astype(np.int64)
        strange = value != told
        if strange.any():
            self._refuse(strange, told, faults.NOT_WHOLE)
        if value.max() > GREATEST or value.min() < -GREATEST:
            self._refuse(np.abs(told) > GREATEST, told, faults.TOO_GREAT)
        return value

    def _slots(self, fact: pa.DictionaryArray) -> tuple[NDArray[np.int32], Slots]:
        """Return each row's place in the batch's own list of facts, and the slots by that list."""
        names = tuple(fact.dictionary.to_pylist())
        places = fact.indices.to_numpy()
        if self._known is None or self._known[0] != names:
            strange = [place for place, name in enumerate(names) if name not in self._plan.asked]
            self._known = names, self._plan.slots_of(names), np.array(strange, dtype=np.int64)
        _, slots, strange_places = self._known
        if len(strange_places):
            counts = np.bincount(places, minlength=len(names))[strange_places].tolist()
            told = zip(strange_places.tolist(), counts, strict=True)
            self.ignored.update({str(names[place]): count for place, count in told if count})
        return places, slots

    def _insist_on_order(self, rows: Rows, *, first: int) -> None:
        falls = rows.unit[1:] < rows.unit[:-1]
        if falls.any():
            place = int(falls.argmax()) + 1
            told = {"row": first + place + 1, "value": int(rows.unit[place])}
            raise TallyFault(faults.NOT_SORTED, file=self._name, **told)

    def _refuse(self, wrong: NDArray[np.bool_], found: NDArray[np.generic], words: str) -> None:
        place = int(wrong.argmax())
        told = {"row": self.row + place + 1, "value": str(found[place])}
        raise TallyFault(words, file=self._name, **told)


def _as_dictionary(column: pa.Array) -> pa.DictionaryArray:
    if pa.types.is_dictionary(column.type):
        return column
    return column.dictionary_encode()
