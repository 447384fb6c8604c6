"""Scores into a Parquet file: in large row groups, and whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zhibu.bulk import faults
from zhibu.bulk.faults import TallyFault

ROWS_IN_A_GROUP = 250_000


class ScoreFile:
    """Gathers batches until they make a row group."""

    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer
        self._held: list[pa.RecordBatch] = []
        self._rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Take in a batch."""
        self._held.append(batch)
        self._rows += batch.num_rows
        if self._rows >= ROWS_IN_A_GROUP:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        if self._held:
            self._writer.write_table(pa.Table.from_batches(self._held))
        self._held, self._rows = [], 0


@contextmanager
def written(path: Path, schema: pa.Schema) -> Iterator[ScoreFile]:
    """Give a file that takes its place when all was added; half a file is removed.

    Raises TallyFault where it cannot be written.
    """
    half = path.with_name(f"{path.name}.part")
    try:
        with pq.ParquetWriter(half, schema, compression="zstd") as writer:
            file = ScoreFile(writer)
            yield file
            file.flush()
        half.replace(path)
    except OSError as fault:
        raise TallyFault(faults.CANNOT_WRITE, file=path, why=fault.strerror) from fault
    finally:
        half.unlink(missing_ok=True)
