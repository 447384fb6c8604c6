"""Which units there are and in which class each is: ``units.parquet`` beside the partitions."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from zhibu.bulk import faults
from zhibu.bulk.faults import TallyFault
from zhibu.bulk.partition import UNITS, brief
from zhibu.core.standard import Standard
from zhibu.core.sums import Ints


@dataclass(frozen=True, slots=True)
class Roster:
    """Units in order of their numbers, and the place of each one's class in ``classes``."""

    units: Ints
    class_of: NDArray[np.int32]
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.units)

    def places_of(self, units: Ints, file: str) -> Ints:
        """Return where units stand. Raises TallyFault for one that is not listed."""
        places = np.searchsorted(self.units, units)
        known = np.zeros(len(units), dtype=bool)
        if len(self):
            known = self.units.take(places, mode="clip") == units
        if not known.all():
            value = int(units[int(known.argmin())])
            raise TallyFault(faults.UNIT_UNKNOWN, file=file, value=value)
        return places.astype(np.int64)


def read_roster(folder: Path, standard: Standard) -> Roster:
    """Return the units of a folder of tallies.

    Raises TallyFault where the file is missing or damaged, and as ``roster_of``.
    """
    path = folder / UNITS
    if not path.is_file():
        raise TallyFault(faults.NO_UNITS, file=folder)
    try:
        found = pq.read_table(path)
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise TallyFault(faults.DAMAGED, file=UNITS, why=brief(fault)) from fault
    return roster_of(found, standard)


def roster_of(table: pa.Table, standard: Standard) -> Roster:
    """Return the units that a table lists.

    Raises TallyFault for a missing or empty cell, a unit listed twice, or a class that is none of
    the standard's.
    """
    told = _column(table, "unit", pa.int64()).to_numpy()
    kinds = _column(table, "class", pa.string()).dictionary_encode()
    classes = tuple(str(name) for name in kinds.dictionary.to_pylist())
    _insist_on_classes(classes, standard)
    order = np.argsort(told, kind="stable")
    units = told[order]
    twice = units[1:] == units[:-1]
    if twice.any():
        value = int(units[int(twice.argmax())])
        raise TallyFault(faults.UNIT_DOUBLED, file=UNITS, value=value)
    return Roster(units, kinds.indices.to_numpy()[order], classes)


def _column(table: pa.Table, column: str, kind: pa.DataType) -> pa.Array:
    if column not in table.column_names:
        raise TallyFault(faults.NO_COLUMN, file=UNITS, column=column, wanted="unit, class")
    found = table[column].combine_chunks()
    if found.null_count:
        raise TallyFault(faults.EMPTY_CELL, file=UNITS, column=column)
    try:
        cast = found.cast(kind)
    except pa.ArrowException as fault:
        told = {"column": column, "found": str(found.type), "wanted": str(kind)}
        raise TallyFault(faults.WRONG_TYPE, file=UNITS, **told) from fault
    return cast.combine_chunks() if isinstance(cast, pa.ChunkedArray) else cast


def _insist_on_classes(found: tuple[str, ...], standard: Standard) -> None:
    strange = [name for name in found if name not in standard.classes]
    if strange:
        wanted = "、".join(standard.classes)
        raise TallyFault(faults.CLASS_UNKNOWN, value=strange[0][:40], wanted=wanted)
