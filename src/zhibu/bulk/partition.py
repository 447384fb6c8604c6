"""Reading tallies from Parquet, a few row groups at a time: checked, and cut between units."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhibu.bulk import faults
from zhibu.bulk.faults import TallyFault
from zhibu.bulk.rows import COLUMNS, Reader, Rows, check_schema
from zhibu.core.sums import Ints

UNITS = "units.parquet"
AT_ONCE = 1 << 19
BEYOND = 1 << 13


@dataclass(frozen=True, slots=True)
class Span:
    """Row groups of a file that one worker reads: from ``first`` up to but without ``last``."""

    path: str
    first: int
    last: int
    rows: int

    @property
    def name(self) -> str:
        return Path(self.path).name


def partitions_in(folder: Path) -> list[Path]:
    """Return a folder's partitions in order of their names.

    Raises TallyFault where there is no folder, or nothing in it.
    """
    if not folder.is_dir():
        raise TallyFault(faults.NO_FOLDER, file=folder)
    found = sorted(path for path in folder.glob("*.parquet") if path.name != UNITS)
    if not found:
        raise TallyFault(faults.NO_PARTITIONS, file=folder)
    return found


def spans_of(path: Path, rows: int) -> Iterator[Span]:
    """Cut a partition into spans of at least so many rows.

    Raises TallyFault for a file that is no Parquet, or has other columns.
    """
    with opened(path) as file:
        check_schema(file.schema_arrow, path.name)
        told = file.metadata
        sizes = [told.row_group(place).num_rows for place in range(told.num_row_groups)]
    first = held = 0
    for place, size in enumerate(sizes, start=1):
        held += size
        if held >= rows or place == len(sizes):
            yield Span(str(path), first, place, held)
            first, held = place, 0


def opened(path: Path | str) -> pq.ParquetFile:
    """Open a Parquet file, facts as they are listed in it. Raises TallyFault where it is none."""
    try:
        listed = [name for name in pq.read_schema(path).names if name == "fact"]
        return pq.ParquetFile(path, read_dictionary=listed)
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise TallyFault(faults.DAMAGED, file=Path(path).name, why=brief(fault)) from fault


def brief(fault: Exception) -> str:
    """Return a library's reason in one line."""
    return str(fault).strip().partition("\n")[0].rstrip(".。")[:120]


def read(span: Span, reader: Reader) -> Iterator[Rows]:
    """Yield the rows of every unit that begins in a span, whole units at a time.

    The unit that the row groups before end with is theirs; the last is read to its end. Raises
    TallyFault, naming file and row.
    """
    with opened(span.path) as file:
        told = file.metadata
        reader.row = sum(told.row_group(place).num_rows for place in range(span.first))
        theirs = _last_unit(file, span.first - 1)
        ours = _last_unit(file, span.last - 1)
        for rows in reader.whole_units(_batches(file, span)):
            if theirs is not None and rows.unit[0] < theirs:
                told = {"row": reader.row, "value": rows.unit[0]}
                raise TallyFault(faults.NOT_SORTED, file=span.name, **told)
            start, end = _between(rows.unit, theirs, ours)
            if start < end:
                yield rows.part(start, end)
            if end < len(rows):
                return


def _between(unit: Ints, after: int | None, until: int | None) -> tuple[int, int]:
    """Return where the units after one and up to another stand."""
    start = 0 if after is None else int(np.searchsorted(unit, after, side="right"))
    if until is None or unit[-1] <= until:
        return start, len(unit)
    return start, int(np.searchsorted(unit, until, side="right"))


def _batches(file: pq.ParquetFile, span: Span) -> Iterator[pa.RecordBatch]:
    """Read on beyond the span in small steps, until whoever iterates has the last unit whole."""
    try:
        for group in range(span.first, file.metadata.num_row_groups):
            size = AT_ONCE if group < span.last else BEYOND
            yield from file.iter_batches(
                size, row_groups=[group], columns=list(COLUMNS), use_threads=False
            )
    except (pa.ArrowException, OSError) as fault:
        raise TallyFault(faults.DAMAGED, file=span.name, why=brief(fault)) from fault


def _last_unit(file: pq.ParquetFile, group: int) -> int | None:
    """Return the unit that a row group ends with; None before the first and for an empty one."""
    if group < 0:
        return None
    told = file.metadata.row_group(group)
    if not told.num_rows:
        return _last_unit(file, group - 1)
    place = file.schema_arrow.get_field_index("unit")
    statistics = told.column(place).statistics
    if statistics is not None and statistics.has_min_max:
        return int(statistics.max)
    return int(file.read_row_group(group, columns=["unit"])["unit"][-1].as_py())
