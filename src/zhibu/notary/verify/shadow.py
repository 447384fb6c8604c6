"""A connection on which the rooms can be told everything again without touching what they hold.

Temporary tables of the same names stand before the rooms' own, so the rooms' own ``project``
functions write into them. One snapshot is read from beginning to end; whoever writes meanwhile
does not wait and is not seen. PostgreSQL is told that the transaction writes nothing but temporary
tables; on SQLite an authorizer refuses every other write.
"""

import re
import sqlite3
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from zhibu.journal.backends.queue import WritersQueue
from zhibu.journal.fields import LeafField

_T = TypeVar("_T")
_WRITES = {
    sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE,
    sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_DROP_TABLE, sqlite3.SQLITE_ALTER_TABLE,
}  # fmt: skip


def projections() -> list[type[models.Model]]:
    """Return every table whose rows name the leaf that told them, of all rooms."""
    found = [
        model
        for model in apps.get_models()
        if any(isinstance(field, LeafField) for field in model._meta.fields)
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def is_here(table: str) -> bool:
    """Say whether the database has a table of its own by that name."""
    with connection.cursor() as cursor:
        return table in connection.introspection.table_names(cursor)


def real(table: str) -> str:
    """Return how SQL names a table of the database itself."""
    return f'{"public" if is_postgresql() else "main"}."{table}"'


def shadow(table: str) -> str:
    """Return how SQL names the temporary table of that name."""
    return f'{"pg_temp" if is_postgresql() else "temp"}."{table}"'


def is_postgresql() -> bool:
    """Say whether the database is PostgreSQL."""
    return connection.vendor == "postgresql"


def on_shadows(tables: Sequence[str], work: Callable[[], _T], *, prepare: Callable[[], None]) -> _T:
    """Do work on a connection of its own, on which tables are shadowed by empty ones.

    The work sees one state of the database and changes nothing of it. ``prepare`` may make more
    temporary tables before that state is fixed.
    """
    told: list[_T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            told.append(_run(tables, work, prepare))
        except BaseException as fault:  # noqa: BLE001 - raised again by who waits
            failed.append(fault)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, name="verify")
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return told[0]


def _run(tables: Sequence[str], work: Callable[[], _T], prepare: Callable[[], None]) -> _T:
    own = connections["default"]
    own.ensure_connection()
    if is_postgresql():
        _shadow_on_postgresql(own, tables)
    else:
        _shadow_on_sqlite(own, tables)
    prepare()
    with transaction.atomic():
        if is_postgresql():
            with own.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        try:
            return work()
        finally:
            transaction.set_rollback(True)


def _shadow_on_postgresql(own: BaseDatabaseWrapper, tables: Sequence[str]) -> None:
    with own.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f'CREATE TEMP TABLE "{table}" (LIKE public."{table}" INCLUDING DEFAULTS'
                " INCLUDING IDENTITY INCLUDING INDEXES)"
            )


def _shadow_on_sqlite(own: Any, tables: Sequence[str]) -> None:
    # No place in the writers' queue, no lock: this connection writes temporary tables only.
    own._queue = WritersQueue(None)
    own.transaction_mode = "DEFERRED"
    with own.cursor() as cursor:
        for pragma in ("foreign_keys=OFF", "temp_store=FILE", "mmap_size=0"):
            cursor.execute(f"PRAGMA {pragma}")
        for table in tables:
            for order in _orders(cursor, table):
                cursor.execute(order)
    own.connection.set_authorizer(_only_temporary)


def _orders(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT sql FROM main.sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL"
        " AND type IN ('table', 'index') ORDER BY type DESC",
        [table],
    )
    told = [row[0] for row in cursor.fetchall()]
    return [re.sub(r"^CREATE TABLE", "CREATE TEMP TABLE", one) for one in told]


def _only_temporary(action: int, *told: str | None) -> int:
    database = told[2]
    if action in _WRITES and database == "main":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
