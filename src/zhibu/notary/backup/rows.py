"""The database in a backup: one state of it out, and the same state in again.

SQLite gives a fresh file by VACUUM INTO: one state, while others write on, and without the pages
of what was deleted, so that an erased value is in no backup made after its erasure. PostgreSQL
gives each table's rows by COPY within one REPEATABLE READ transaction of the owner; the tables
themselves come from the migrations. So a backup needs no program of PostgreSQL's on the machine,
can be read by any later version of the server, and brings no role or trigger of its own along.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from psycopg import sql

from zhibu.core.refusal import Refusal
from zhibu.journal.backends import rights
from zhibu.notary.backup.manifest import BackupDamaged, Manifest, Table

SQLITE_MEMBER = "database.sqlite3"
_CHUNK = 1024 * 1024
Add = Callable[[str, BinaryIO], None]


class NotEmpty(Refusal):
    """There is work in this installation already."""


class OtherVersion(Refusal):
    """The backup is of another version or database than this installation."""


def engine() -> str:
    """Return which database this installation stands on."""
    return connections["default"].vendor


def owner() -> str:
    """Return the connection that may read and write everything."""
    return "owner" if "owner" in connections.settings else "default"


def applied(using: str) -> tuple[tuple[str, str], ...]:
    """Return the migrations that the database has had, in order of name."""
    return tuple(sorted(MigrationRecorder(connections[using]).applied_migrations()))


def insist_on_empty() -> None:
    """Raise NotEmpty where a restore would write over somebody's work."""
    connection = connections[owner()]
    tables = set(connection.introspection.table_names())
    for table in ("journal_leaf", "journal_entry", "party_account"):
        if table in tables and _has_rows(table):
            raise NotEmpty(
                _("这里已有数据（%(table)s），不能恢复进来。请用空的数据库或空的数据文件夹。")
                % {"table": table}
            )


def _has_rows(table: str) -> bool:
    with connections[owner()].cursor() as cursor:
        quoted = connections[owner()].ops.quote_name(table)
        cursor.execute(f"SELECT 1 FROM {quoted} LIMIT 1")  # noqa: S608 - one of three names
        return cursor.fetchone() is not None


@contextmanager
def snapshot() -> Iterator["Snapshot"]:
    """Hold one state of the database while it is copied."""
    if engine() == "sqlite":
        with tempfile.TemporaryDirectory(dir=_database_file().parent) as folder:
            yield _SqliteSnapshot(Path(folder) / "copy.sqlite3")
        return
    with psycopg.connect(**_address(), autocommit=False) as raw:
        raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield _PostgresSnapshot(raw)


class Snapshot:
    """One state of the database: what it had, how large its journal was, and its rows."""

    tables: tuple[Table, ...] = ()

    def size(self) -> int:
        """Return how many leaves are numbered in this state."""
        raise NotImplementedError

    def checkpoint(self) -> str:
        """Return the note last published in this state, or nothing."""
        raise NotImplementedError

    def write(self, add: Add) -> None:
        """Hand over each member with its rows."""
        raise NotImplementedError


_SIZE = "SELECT count(*) FROM journal_entry"
_NOTE = "SELECT note FROM notary_checkpoint WHERE why <> '' ORDER BY size DESC LIMIT 1"


class _SqliteSnapshot(Snapshot):
    def __init__(self, path: Path) -> None:
        self._path = path
        with connections["default"].cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        path.chmod(0o600)

    def size(self) -> int:
        return int(self._asked(_SIZE) or 0)

    def checkpoint(self) -> str:
        return str(self._asked(_NOTE) or "")

    def write(self, add: Add) -> None:
        with self._path.open("rb") as file:
            add(SQLITE_MEMBER, file)

    def _asked(self, order: str) -> Any:
        import sqlite3  # noqa: PLC0415 - optional

        with closing(sqlite3.connect(self._path)) as file:
            row = file.execute(order).fetchone()
        return row[0] if row else None


class _PostgresSnapshot(Snapshot):
    def __init__(self, raw: "psycopg.Connection[Any]") -> None:
        self._raw = raw
        self.tables = tuple(self._table(name) for name in sorted(_tables()))

    def size(self) -> int:
        return int(self._asked(_SIZE) or 0)

    def checkpoint(self) -> str:
        return str(self._asked(_NOTE) or "")

    def write(self, add: Add) -> None:
        for table in self.tables:
            order = sql.SQL("COPY {} ({}) TO STDOUT").format(
                sql.Identifier(table.name), _columns(table)
            )
            with tempfile.TemporaryFile() as file:
                with self._raw.cursor() as cursor, cursor.copy(order) as rows:
                    for piece in rows:
                        file.write(piece)
                file.seek(0)
                add(table.member, file)

    def _table(self, name: str) -> Table:
        rows = self._raw.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [name],
        ).fetchall()
        return Table(name, tuple(row[0] for row in rows), self._sequence(name))

    def _sequence(self, name: str) -> int | None:
        row = self._raw.execute(
            "SELECT pg_sequence_last_value(s.oid) FROM pg_class s"
            " JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')"
            " WHERE s.relkind = 'S' AND d.refobjid = to_regclass(%s)",
            [sql.Identifier(name).as_string(self._raw)],
        ).fetchone()
        return row[0] if row else None

    def _asked(self, order: str) -> Any:
        row = self._raw.execute(order).fetchone()
        return row[0] if row else None


def load(manifest: Manifest, opened: Callable[[str], Any]) -> None:
    """Put the rows of a backup into the empty database, and bring it up to date.

    Raises OtherVersion where the backup is of the other database or of a later version.
    """
    if manifest.engine != engine():
        raise OtherVersion(
            _("这份备份是 %(theirs)s 的，这里用的是 %(ours)s，不能互相恢复。")
            % {"theirs": manifest.engine, "ours": engine()}
        )
    known = set(MigrationExecutor(connections[owner()]).loader.disk_migrations)
    if later := sorted(set(manifest.migrations) - known):
        raise OtherVersion(
            _("这份备份来自更新的版本（%(what)s）。请先升级本系统，再恢复。")
            % {"what": ".".join(later[0])}
        )
    if engine() == "sqlite":
        _load_file(opened)
    else:
        _load_rows(manifest, opened)
    call_command("migrate", database=owner(), verbosity=0, interactive=False)
    rights.grant(connections[owner()])


def empty() -> None:
    """Take out again what was loaded: a backup that does not verify does not stay."""
    if engine() == "sqlite":
        connections.close_all()
        for suffix in ("", "-wal", "-shm"):
            _database_file().with_name(_database_file().name + suffix).unlink(missing_ok=True)
        return
    with transaction.atomic(using=owner()), connections[owner()].cursor() as cursor:
        _without_triggers(cursor, lambda: _truncate(cursor))


def _load_file(opened: Callable[[str], Any]) -> None:
    path = _database_file()
    half = path.with_name(path.name + ".half")
    with opened(SQLITE_MEMBER) as file, half.open("wb") as kept:
        while piece := file.read(_CHUNK):
            kept.write(piece)
    half.chmod(0o600)
    empty()
    half.replace(path)


def _load_rows(manifest: Manifest, opened: Callable[[str], Any]) -> None:
    """Migrate to where the backup stood, then copy the rows in, all or nothing."""
    executor = MigrationExecutor(connections[owner()])
    wanted = set(manifest.migrations)
    graph = executor.loader.graph
    ends = [
        one for one in wanted
        if not any(child.key in wanted and child.key[0] == one[0]
                   for child in graph.node_map[one].children)
    ]  # fmt: skip
    executor.migrate(sorted(ends))
    _insist_on_tables(manifest)
    with transaction.atomic(using=owner()), connections[owner()].cursor() as cursor:
        _without_triggers(cursor, lambda: _copy_in(cursor, manifest, opened))


def _insist_on_tables(manifest: Manifest) -> None:
    """Let no name from the backup into an order but those of tables that are there."""
    if missing := {one.name for one in manifest.tables} ^ _tables():
        raise BackupDamaged(
            _("备份的表与本版本不同：%(names)s。请换一份备份。")
            % {"names": "、".join(sorted(missing))}
        )


def _copy_in(cursor: Any, manifest: Manifest, opened: Callable[[str], Any]) -> None:
    _truncate(cursor)
    for table in manifest.tables:
        order = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name), _columns(table)
        )
        try:
            with opened(table.member) as file, cursor.copy(order) as rows:
                while piece := file.read(_CHUNK):
                    rows.write(piece)
        except psycopg.Error as fault:
            raise BackupDamaged(
                _("备份里的 %(name)s 装不进去：%(why)s")
                % {"name": table.member, "why": str(fault).split("\n", 1)[0]}
            ) from fault
        if table.sequence is not None:
            cursor.execute(
                "SELECT setval(s.oid, %s) FROM pg_class s"
                " JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')"
                " WHERE s.relkind = 'S' AND d.refobjid = to_regclass(%s)",
                [table.sequence, f'"{table.name}"'],
            )


def _truncate(cursor: Any) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, sorted(_tables())))
    cursor.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))


def _without_triggers(cursor: Any, act: Callable[[], None]) -> None:
    """Let the owner write what triggers refuse to everybody, within one transaction.

    Nobody else sees the tables meanwhile: ALTER TABLE holds them.
    """
    for name in sorted(_tables()):
        cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(name)))
    act()
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in sorted(_tables()):
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(name)))


def _tables() -> set[str]:
    """Return every table but the one in which Django notes its migrations."""
    names = set(connections[owner()].introspection.table_names())
    return names - {"django_migrations"}


def _columns(table: Table) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, table.columns))


def _database_file() -> Path:
    return Path(str(connections.settings["default"]["NAME"]))


def _address() -> dict[str, Any]:
    """Return how the driver reaches the database as its owner."""
    told: dict[str, Any] = connections[owner()].get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port", "options", "sslmode")
    return {name: told[name] for name in wanted if told.get(name)}
