"""Somebody who holds the whole database: edits any row of any table, past triggers and keys.

Every edit knows which row it spoiled, and finds itself again among the faults that are named.
"""

# ruff: noqa: S608 - every name in these queries is one of our own tables or columns

import json
import random
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import psycopg
from django.conf import settings
from django.db import connections, models
from psycopg.types.json import Jsonb

from zhibu.journal.models import (
    Entry,
    LeafRow,
    Measure,
    Node,
    OpenYear,
    Payload,
    StatedFact,
    SubjectSum,
    Tally,
    Unit,
    Unripe,
)
from zhibu.notary.models import Checkpoint
from zhibu.notary.verify import Fault, What
from zhibu.notary.verify.shadow import projections

Model = type[models.Model]
Row = dict[str, Any]

ENTRIES: tuple[Model, ...] = (Entry, Node)
DERIVED: tuple[Model, ...] = (
    LeafRow, StatedFact, Unripe, Tally, SubjectSum, Unit, Measure, OpenYear,
)  # fmt: skip
# Columns that say nothing which could be true or false: mere labels, or not told by any record.
LABELS = {
    ("journal_fact", "id"), ("journal_leaf", "id"), ("notary_checkpoint", "at"),
    ("notary_checkpoint", "why"), ("notary_checkpoint", "second"),
    ("journal_payload", "salts"), ("journal_payload", "erased"), ("journal_payload", "withheld"),
}  # fmt: skip
# A number that hardly anything goes by: whoever spoils that too leaves nothing that tells of it.
USED = {
    "journal_measure": "SELECT fact_no FROM (SELECT fact_no FROM journal_fact UNION ALL"
    " SELECT fact_no FROM journal_tally WHERE sum <> 0) AS u GROUP BY fact_no HAVING COUNT(*) > 9",
    "journal_unit": "SELECT unit_no FROM journal_fact GROUP BY unit_no HAVING COUNT(*) > 9",
}
# Whose columns hold together: of a number and its name, or a secret and its parts, nobody can say
# which of the two was changed.
AS_ONE = {"journal_payload", "journal_unit", "journal_measure"}
# By what a fault names the rows of a table, where that is not the primary key.
NAMED_BY = {"journal_leaf": ("lh",), "journal_fact": ("lh",)}


class Raw(Protocol):
    """A connection that nothing holds back."""

    def ask(self, order: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run SQL with ``?`` for each value."""


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def ask(self, order: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(order, values).fetchall()


class _Postgresql:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def ask(self, order: str, *values: Any) -> list[tuple[Any, ...]]:
        told = [Jsonb(value) if isinstance(value, dict | list) else value for value in values]
        with self._connection.transaction():
            cursor = self._connection.execute(order.replace("?", "%s"), told)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def superuser() -> Iterator[Raw]:
    """Give a connection with full rights, triggers and foreign keys out of the way."""
    if settings.CLUSTER:
        name = connections.settings["default"]["NAME"]
        with psycopg.connect(settings.CLUSTER, dbname=name, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            yield _Postgresql(connection)
        return
    path = connections.settings["default"]["NAME"]
    with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        yield _Sqlite(connection)


@dataclass(frozen=True)
class Edit:
    """One row spoiled: how, in which column, and by what it was and is known."""

    verb: str
    table: str
    column: str
    keys: tuple[Row, ...]

    def is_named_in(self, faults: Iterable[Fault]) -> bool:
        """Say whether some fault names this row, and this column where the row still stands."""
        return any(self._names(fault) for fault in faults)

    def _names(self, fault: Fault) -> bool:
        if fault.table != self.table or not self._row_in(fault):
            return False
        whole = fault.what in {What.MISSING, What.SURPLUS} or self.verb != "update"
        return whole or fault.column == self.column or self.table in AS_ONE

    def _row_in(self, fault: Fault) -> bool:
        told = set(fault.key.split())
        numbers = {one for word in told for one in _spread(word)}
        return any(
            all(f"{name}={spell(value)}" in numbers for name, value in key.items())
            for key in self.keys
        )


def _spread(word: str) -> Iterator[str]:
    """Yield each key that ``seq=3..5`` or ``id=3/5`` names."""
    name, _, value = word.partition("=")
    first, gap, last = value.partition("..")
    if gap and first.isdigit() and last.isdigit():
        yield from (f"{name}={one}" for one in range(int(first), int(last) + 1))
    for one in value.split("/"):
        yield f"{name}={one}"


def spell(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def tables() -> list[Model]:
    """Return every table that a verification can hold to the journal."""
    return [*ENTRIES, Payload, *DERIVED, Checkpoint, *projections()]


def columns(model: Model) -> list[models.Field]:
    """Return the columns that can be spoiled."""
    table = model._meta.db_table
    named = [field for field in model._meta.concrete_fields if field.column]
    return [field for field in named if (table, field.column) not in LABELS]


def key_columns(model: Model) -> list[str]:
    return [str(field.column) for field in model._meta.pk_fields]


class Vandal:
    """Spoils rows at random, each row once."""

    def __init__(self, raw: Raw, chance: random.Random) -> None:
        self._raw = raw
        self._chance = chance
        self._spoiled: set[tuple[str, str]] = set()
        self._leaves: set[bytes] = set()
        self._used = {table: {row[0] for row in raw.ask(order)} for table, order in USED.items()}

    def spoil(self, model: Model, verb: str = "", column: str = "") -> Edit | None:
        """Spoil a row of a table; None where no row is left that can be."""
        verb = verb or self._chance.choices(["update", "delete", "insert"], [8, 1, 1])[0]
        for _ in range(8):
            row = self._some_row(model)
            if row is None:
                return None
            if (edit := self._try(model, row, verb, column)) is not None:
                return edit
        return None

    def _some_row(self, model: Model) -> Row | None:
        table = model._meta.db_table
        names = [str(field.column) for field in model._meta.concrete_fields if field.column]
        quoted = ", ".join(f'"{name}"' for name in names)
        meaning = " WHERE sum <> 0" if "sum" in names else ""
        total = self._raw.ask(f'SELECT COUNT(*) FROM "{table}"{meaning}')[0][0]
        for _ in range(20 if total else 0):
            order = ", ".join(f'"{name}"' for name in key_columns(model))
            found = self._raw.ask(
                f'SELECT {quoted} FROM "{table}"{meaning} ORDER BY {order} LIMIT 1 OFFSET ?',
                self._chance.randrange(total),
            )
            row = dict(zip(names, found[0], strict=True))
            if self._may_spoil(model, row):
                return row
        return None

    def _may_spoil(self, model: Model, row: Row) -> bool:
        """Say whether a row still stands as it was, and whether anything goes by it."""
        table = model._meta.db_table
        if table in {"journal_entry", "journal_payload"} and bytes(row["lh"]) in self._leaves:
            return False
        if table in self._used and row["no"] not in self._used[table]:
            return False
        return (table, self._mark(model, row)) not in self._spoiled

    def _mark(self, model: Model, row: Row) -> str:
        table = model._meta.db_table
        names = NAMED_BY.get(table, key_columns(model))
        return " ".join(f"{name}={spell(row[name])}" for name in names)

    def _try(self, model: Model, row: Row, verb: str, column: str) -> Edit | None:
        try:
            edit = getattr(self, f"_{verb}")(model, row, column)
        except (sqlite3.Error, psycopg.Error):
            return None
        if edit is not None:
            if edit.table in {"journal_entry", "journal_payload"}:
                self._leaves.add(bytes(row["lh"]))
            for key in edit.keys:
                told = " ".join(f"{name}={spell(value)}" for name, value in key.items())
                self._spoiled.add((edit.table, told))
        return edit

    def _update(self, model: Model, row: Row, column: str) -> Edit | None:
        fields = [one for one in columns(model) if not column or one.column == column]
        field = self._chance.choice(fields)
        name = str(field.column)
        value = self._other(field, row[name])
        if (value is None and row[name] is None) or _says_the_same(row[name], value):
            return None
        where, key = self._where(model, row)
        table = model._meta.db_table
        self._raw.ask(f'UPDATE "{table}" SET "{name}" = ? WHERE {where}', value, *key)
        return Edit("update", table, name, self._keys(model, row, {**row, name: value}))

    def _delete(self, model: Model, row: Row, _: str) -> Edit:
        where, key = self._where(model, row)
        self._raw.ask(f'DELETE FROM "{model._meta.db_table}" WHERE {where}', *key)
        return Edit("delete", model._meta.db_table, "", self._keys(model, row))

    def _insert(self, model: Model, row: Row, _: str) -> Edit:
        table = model._meta.db_table
        new = dict(row)
        unique = {str(field.column) for field in model._meta.concrete_fields if field.unique}
        for field in model._meta.concrete_fields:
            name = str(field.column)
            if name in {*key_columns(model), *unique, *NAMED_BY.get(table, ())}:
                new[name] = self._fresh(field, row[name])
        quoted, marks = ", ".join(f'"{name}"' for name in new), ", ".join("?" * len(new))
        self._raw.ask(f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})', *new.values())
        return Edit("insert", table, "", self._keys(model, new))

    def _where(self, model: Model, row: Row) -> tuple[str, list[Any]]:
        names = key_columns(model)
        return " AND ".join(f'"{name}" = ?' for name in names), [row[name] for name in names]

    def _keys(self, model: Model, *rows: Row) -> tuple[Row, ...]:
        names = NAMED_BY.get(model._meta.db_table, key_columns(model))
        return tuple({name: row[name] for name in names} for row in rows)

    def _fresh(self, field: models.Field, value: Any) -> Any:
        """Return a value that no other row has."""
        if isinstance(value, int) and not isinstance(value, bool):
            return value + 1_000_000 + self._chance.randrange(1_000_000)
        if isinstance(value, bytes | memoryview):
            return self._chance.randbytes(len(bytes(value)))
        return self._other(field, value)

    def _other(self, field: models.Field, value: Any) -> Any:  # noqa: PLR0911 - a table of types
        """Return another value of a column's type."""
        if isinstance(field, models.ForeignKey):
            field = field.target_field
        more = self._chance.randint(1, 400)
        if isinstance(field, models.BooleanField):
            return not value
        if isinstance(field, models.JSONField):
            return self._json(value)
        if isinstance(field, models.BinaryField):
            return self._bytes(bytes(value or self._chance.randbytes(32)))
        if isinstance(field, models.DateTimeField):
            return _moved(value, timedelta(seconds=more), datetime)
        if isinstance(field, models.DateField):
            return _moved(value, timedelta(days=more), date)
        if isinstance(field, models.IntegerField):
            return (value or 0) + (more % 5) + 1
        return self._text(str(value or ""))

    def _text(self, text: str) -> str:
        if not text:
            return "x"
        place = self._chance.randrange(len(text))
        letter = self._chance.choice([one for one in "abcxyz234" if one != text[place]])
        return text[:place] + letter + text[place + 1 :]

    def _bytes(self, data: bytes) -> bytes:
        place = self._chance.randrange(len(data)) if data else 0
        return (
            data[:place]
            + bytes([data[place] ^ (1 << self._chance.randrange(8))])
            + data[place + 1 :]
        )

    def _json(self, value: Any) -> Any:
        told = json.loads(value) if isinstance(value, str) else value
        told = [*told, "x"] if isinstance(told, list) else {**(told or {}), "x": 1}
        return told if settings.CLUSTER else json.dumps(told)


def _says_the_same(old: Any, new: Any) -> bool:
    """Say whether two packed columns unpack to the same: some bits of such a stream say nothing."""
    try:
        return zlib.decompress(bytes(old)) == zlib.decompress(bytes(new))
    except (zlib.error, TypeError, ValueError, MemoryError):
        return False


def _moved(value: Any, by: timedelta, kind: type[Any]) -> Any:
    if value is None:
        return "2026-01-01"
    if not isinstance(value, str):
        return value + by
    moved = kind.fromisoformat(value) + by
    return moved.isoformat(" ") if kind is datetime else moved.isoformat()


def unnamed(edits: Sequence[Edit], faults: Sequence[Fault]) -> list[Edit]:
    """Return the edits that no fault names."""
    by_table: dict[str, list[Fault]] = {}
    for fault in faults:
        by_table.setdefault(fault.table, []).append(fault)
    return [edit for edit in edits if not edit.is_named_in(by_table.get(edit.table, []))]
