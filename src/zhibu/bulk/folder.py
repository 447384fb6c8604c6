"""Folders of tallies: written for a superior, verified and received there."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhibu.bulk import faults
from zhibu.bulk.faults import TallyFault
from zhibu.bulk.manifest import (
    CHECKPOINT,
    MANIFEST,
    Listed,
    Manifest,
    head_in,
    signed_manifest,
)
from zhibu.bulk.partition import UNITS, opened
from zhibu.bulk.rows import COLUMNS, check_schema
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Verifier
from zhibu.core.sums import Ints

IN_A_FILE = 8_000_000
UNIT_COLUMNS = ("unit", "class", "uid")
SCHEMA = pa.schema(
    [
        pa.field("unit", pa.int64(), nullable=False),
        pa.field("fact", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("month", pa.int8(), nullable=False),
        pa.field("lag", pa.int8(), nullable=False),
        pa.field("value", pa.float64(), nullable=False),
    ]
)
_ORIGIN = re.compile(r"[A-Za-z0-9-][A-Za-z0-9.-]*(/[A-Za-z0-9-][A-Za-z0-9.-]*)*")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of tallies as arrays of one length; ``fact`` is a place in ``facts``."""

    unit: Ints
    fact: Ints
    month: Ints
    lag: Ints
    value: Ints
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit by its number, its class and its random identity."""

    unit: int
    kind: str
    uid: str


def write_tables(folder: Path, sheet: Sheet, branches: Sequence[Branch]) -> tuple[Listed, ...]:
    """Write tallies and units into an empty folder; return what was written.

    Raises TallyFault for a folder with something in it, or one that cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise TallyFault(faults.NOT_EMPTY, file=folder)
        _write_units(folder / UNITS, branches)
        names = list(_write_partitions(folder, sheet))
    except OSError as fault:
        raise TallyFault(faults.CANNOT_WRITE, file=folder, why=fault.strerror) from fault
    return tuple(listed(folder / name, rows) for name, rows in ((UNITS, len(branches)), *names))


def _write_units(path: Path, branches: Sequence[Branch]) -> None:
    ordered = sorted(branches, key=lambda one: one.unit)
    columns = {
        "unit": pa.array([one.unit for one in ordered], pa.int64()),
        "class": pa.array([one.kind for one in ordered], pa.string()),
        "uid": pa.array([one.uid for one in ordered], pa.string()),
    }
    pq.write_table(pa.table(columns), path)


def _write_partitions(folder: Path, sheet: Sheet) -> Iterator[tuple[str, int]]:
    """Write rows by unit, fact, month and lag, cutting files between units."""
    order = np.lexsort((sheet.lag, sheet.month, sheet.fact, sheet.unit))
    unit = sheet.unit[order]
    start = number = 0
    while start < len(unit) or not number:
        end = min(start + IN_A_FILE, len(unit))
        if end < len(unit):
            end = int(np.searchsorted(unit, unit[end - 1], side="right"))
        name = f"part-{number:04d}.parquet"
        table = _table(sheet, order[start:end])
        pq.write_table(table, folder / name, row_group_size=1 << 20, compression="lz4")
        yield name, end - start
        start, number = end, number + 1


def _table(sheet: Sheet, rows: Ints) -> pa.Table:
    fact = pa.DictionaryArray.from_arrays(sheet.fact[rows].astype(np.int32), list(sheet.facts))
    columns = [
        pa.array(sheet.unit[rows]),
        fact,
        pa.array(sheet.month[rows].astype(np.int8)),
        pa.array(sheet.lag[rows].astype(np.int8)),
        pa.array(sheet.value[rows].astype(np.float64)),
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def listed(path: Path, rows: int = 0) -> Listed:
    """Return a file as a manifest lists it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Listed(path.name, digest, path.stat().st_size, rows)


def verify(folder: Path, verifier: Verifier) -> tuple[Manifest, Checkpoint]:
    """Return a folder's manifest and head, having read every byte of it.

    Raises TallyFault naming the file that was changed, is missing or is not listed; for a manifest
    that this key did not sign; for columns that tallies do not have.
    """
    manifest = signed_manifest(folder, verifier)
    there = {path.name for path in folder.iterdir()} - {MANIFEST}
    named = {one.name: one for one in manifest.files}
    if strange := sorted(there - named.keys()):
        raise TallyFault(faults.FILE_STRANGE, file=strange[0])
    if missing := sorted({*named, UNITS, CHECKPOINT} - there):
        raise TallyFault(faults.FILE_MISSING, file=missing[0])
    for one in manifest.files:
        path = folder / one.name
        if path.is_symlink() or not path.is_file() or listed(path, one.rows) != one:
            raise TallyFault(faults.FILE_CHANGED, file=one.name)
    for one in manifest.files:
        if one.name != CHECKPOINT:
            _insist_on_table(folder / one.name, one)
    return manifest, head_in(folder, manifest, verifier)


def _insist_on_table(path: Path, told: Listed) -> None:
    """Refuse a table with other columns, or other rows, than a manifest may list."""
    with opened(path) as file:
        found, rows = file.schema_arrow, file.metadata.num_rows
    wanted: Iterable[str] = UNIT_COLUMNS
    if path.name != UNITS:
        check_schema(found, path.name)
        wanted = COLUMNS
    if more := sorted(set(found.names) - set(wanted)):
        raise TallyFault(faults.MORE_COLUMNS, file=path.name, column=more[0][:40])
    if rows != told.rows:
        raise TallyFault(faults.WRONG_COUNT, file=path.name, found=rows, wanted=told.rows)


def receive(folder: Path, store: Path, verifier: Verifier) -> Path:
    """Verify a folder and keep a copy of it under its origin and period; return where.

    Raises TallyFault as ``verify``, where that period was received before, and where the journal
    behind it is older than one received, or another of the same size.
    """
    manifest, head = verify(folder, verifier)
    home = store / folder_of(manifest.origin)
    place = home / manifest.period
    if place.exists():
        told = {"origin": manifest.origin, "period": manifest.period, "file": place}
        raise TallyFault(faults.RECEIVED_BEFORE, **told)
    _insist_on_growth(home, head)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = Path(tempfile.mkdtemp(prefix=".receiving-", dir=home))
    try:
        for name in (MANIFEST, *(one.name for one in manifest.files)):
            shutil.copyfile(folder / name, copy / name)
        verify(copy, verifier)
        copy.rename(place)
    finally:
        shutil.rmtree(copy, ignore_errors=True)
    return place


def folder_of(origin: str) -> str:
    """Return the name of the folder of an origin; no two have the same."""
    if not _ORIGIN.fullmatch(origin):
        raise TallyFault(faults.BAD_ORIGIN, value=origin[:80])
    return origin.replace("/", "_")


def _insist_on_growth(home: Path, head: Checkpoint) -> None:
    for path in sorted(home.glob(f"[0-9]*/{CHECKPOINT}")):
        kept = Checkpoint.parse(path.read_bytes().decode().partition("\n\n")[0] + "\n")
        if kept.size > head.size:
            raise TallyFault(faults.OLDER, size=head.size, kept=kept.size)
        if kept.size == head.size and kept.root != head.root:
            raise TallyFault(faults.FORKED, size=head.size)
