"""What a witness remembers, in one SQLite file: whom it trusts, every head, doubts, leaves.

A head is checked and stored in one transaction: of two requests that start from the same size
one wins, and the other is told the size that is known now (C2SP tlog-witness).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from zhibu.core.notes import Verifier

_PATIENCE = 20.0  # seconds a writer waits for another
MOST_DOUBTS = 100  # kept for each log; who sends more tells nothing new
_TABLES = """
CREATE TABLE IF NOT EXISTS log (
    origin TEXT NOT NULL, vkey TEXT NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY (origin, vkey)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS head (
    origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL,
    line TEXT NOT NULL, first_at INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (origin, size));
CREATE TABLE IF NOT EXISTS doubt (
    origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL,
    conflict INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (origin, size, root));
CREATE TABLE IF NOT EXISTS leaf (
    origin TEXT NOT NULL, seq INTEGER NOT NULL, leaf BLOB NOT NULL,
    PRIMARY KEY (origin, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held (
    origin TEXT NOT NULL PRIMARY KEY, size INTEGER NOT NULL, peaks BLOB NOT NULL,
    since INTEGER NOT NULL, at INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Head:
    """A head that was cosigned: its tree, the log's note, our latest line about it."""

    size: int
    root: bytes
    note: bytes
    line: str
    first_at: int
    at: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """A signed head that was not cosigned. In ``conflict`` it contradicts one that was."""

    size: int
    root: bytes
    note: bytes
    conflict: bool
    at: int


@dataclass(frozen=True, slots=True)
class Held:
    """How many leaves of a log lie here, the peaks of their tree, since when and until when."""

    size: int
    peaks: tuple[bytes, ...]
    since: int
    at: int


class Ledger:
    """The file ``witness.sqlite3``; each use opens it anew, so that threads may share it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / "witness.sqlite3"
        with closing(self._opened()) as file:
            file.executescript(_TABLES)
        self._path.chmod(0o600)

    @contextmanager
    def writing(self) -> Iterator["Pages"]:
        """Hold the file for one check and its store; nothing is kept if the block fails."""
        with closing(self._opened()) as file:
            file.execute("BEGIN IMMEDIATE")
            try:
                yield Pages(file)
            except BaseException:
                file.execute("ROLLBACK")
                raise
            file.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator["Pages"]:
        """Look at one state of the file."""
        with closing(self._opened()) as file:
            file.execute("BEGIN")
            yield Pages(file)

    def _opened(self) -> sqlite3.Connection:
        file = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=FULL")
        return file


class Pages:
    """What can be read and written while the ledger is open."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def trust(self, verifier: Verifier, at: int) -> bool:
        """Trust a log's key for the origin it is named after; say whether that is new."""
        order = "INSERT OR IGNORE INTO log (origin, vkey, since) VALUES (?, ?, ?)"
        return self._changes(order, verifier.name, verifier.spelled, at)

    def distrust(self, verifier: Verifier) -> bool:
        """Trust a key no longer; say whether it was trusted. What was cosigned stays known."""
        order = "DELETE FROM log WHERE origin = ? AND vkey = ?"
        return self._changes(order, verifier.name, verifier.spelled)

    def origins(self) -> list[str]:
        """Return the logs that are trusted or were."""
        rows = self._file.execute("SELECT origin FROM log UNION SELECT origin FROM head ORDER BY 1")
        return [origin for (origin,) in rows]

    def verifiers(self, origin: str) -> tuple[Verifier, ...]:
        """Return the keys that are trusted for an origin."""
        order = "SELECT vkey FROM log WHERE origin = ? ORDER BY since, vkey"
        return tuple(Verifier.parse(vkey) for (vkey,) in self._file.execute(order, (origin,)))

    def latest(self, origin: str) -> Head | None:
        """Return the largest head that was cosigned."""
        order = "SELECT size, root, note, line, first_at, at FROM head WHERE origin = ?"
        row = self._file.execute(f"{order} ORDER BY size DESC LIMIT 1", (origin,)).fetchone()
        return Head(*row) if row else None

    def head(self, origin: str, size: int) -> Head | None:
        """Return the head of that size if it was cosigned."""
        order = "SELECT size, root, note, line, first_at, at FROM head"
        row = self._file.execute(
            f"{order} WHERE origin = ? AND size = ?", (origin, size)
        ).fetchone()
        return Head(*row) if row else None

    def began(self, origin: str) -> tuple[int, int | None]:
        """Return how many heads were cosigned, and when the first was."""
        order = "SELECT count(*), min(first_at) FROM head WHERE origin = ?"
        count, first_at = self._file.execute(order, (origin,)).fetchone()
        return count, first_at

    def keep(self, origin: str, head: Head) -> None:
        """Keep a head for ever; signed again, only our line about it changes."""
        self._file.execute(
            "INSERT INTO head (origin, size, root, note, line, first_at, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (origin, size) DO UPDATE SET line = excluded.line, at = excluded.at",
            (origin, head.size, head.root, head.note, head.line, head.first_at, head.at),
        )
        self._file.execute(
            "DELETE FROM doubt WHERE origin = ? AND size = ? AND root = ?",
            (origin, head.size, head.root),
        )

    def doubt(self, origin: str, doubt: Doubt) -> None:
        """Keep a signed head that was refused, up to a bound; contradictions always fit."""
        (known,) = self._file.execute(
            "SELECT count(*) FROM doubt WHERE origin = ? AND conflict = ?",
            (origin, doubt.conflict),
        ).fetchone()
        if known < MOST_DOUBTS:
            self._file.execute(
                "INSERT OR IGNORE INTO doubt (origin, size, root, note, conflict, at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (origin, doubt.size, doubt.root, doubt.note, doubt.conflict, doubt.at),
            )

    def doubts(self, origin: str) -> list[Doubt]:
        """Return what was signed and refused, contradictions first."""
        order = "SELECT size, root, note, conflict, at FROM doubt WHERE origin = ?"
        rows = self._file.execute(f"{order} ORDER BY conflict DESC, at, size", (origin,))
        return [Doubt(size, root, note, bool(bad), at) for size, root, note, bad, at in rows]

    def held(self, origin: str) -> Held:
        """Return what of a log's leaves lies here."""
        order = "SELECT size, peaks, since, at FROM held WHERE origin = ?"
        row = self._file.execute(order, (origin,)).fetchone()
        if row is None:
            return Held(0, (), 0, 0)
        size, peaks, since, at = row
        return Held(size, tuple(peaks[i : i + 32] for i in range(0, len(peaks), 32)), since, at)

    def hold(self, origin: str, leaves: Sequence[bytes], held: Held) -> None:
        """Keep the next leaves; ``held`` is how it stands with them."""
        first = held.size - len(leaves)
        self._file.executemany(
            "INSERT INTO leaf (origin, seq, leaf) VALUES (?, ?, ?)",
            [(origin, first + i, leaf) for i, leaf in enumerate(leaves)],
        )
        self._file.execute(
            "INSERT INTO held (origin, size, peaks, since, at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (origin) DO UPDATE SET"
            " size = excluded.size, peaks = excluded.peaks, at = excluded.at",
            (origin, held.size, b"".join(held.peaks), held.since, held.at),
        )

    def leaves(self, origin: str, first: int, most: int) -> list[bytes]:
        """Return up to ``most`` leaves from a number on."""
        order = "SELECT leaf FROM leaf WHERE origin = ? AND seq >= ? ORDER BY seq LIMIT ?"
        return [leaf for (leaf,) in self._file.execute(order, (origin, first, most))]

    def _changes(self, order: str, *values: object) -> bool:
        return self._file.execute(order, values).rowcount > 0
