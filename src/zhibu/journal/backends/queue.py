"""A place in the queue of writers: tickets, and locks on a file beside the database.

A lock alone is not a queue: who lets go of it and asks again at once is faster than whoever has to
be woken, and sixteen busy writers leave one of them waiting for seconds.
"""

import contextlib
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: one process serves, so a lock of threads is queue enough
    fcntl = None  # type: ignore[assignment]

# One for each file: whoever makes keys enters the database's queue too, in the same thread.
_threads: dict[Path, threading.Lock] = {}
_FIRST = 1 << 20  # locks lie beyond the counter's own bytes
_COUNTER = struct.Struct("=q")


class WritersQueue:
    """The place that one database connection takes for the length of its transaction.

    Each writer draws a ticket, locks the byte of that number, and waits for the byte before it:
    so everybody waits for exactly one other, threads and processes alike, because every connection
    opens the file for itself. The kernel drops the locks of a process that dies; whoever then goes
    too early still meets SQLite's own lock.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._handle: int | None = None
        self._held = False
        self._ticket = 0

    @classmethod
    def beside(cls, database: str) -> "WritersQueue":
        """Return the queue for a database file; a database in memory needs none."""
        in_memory = ":memory:" in database or "mode=memory" in database
        return cls(None if in_memory else Path(f"{database}.queue"))

    def enter(self) -> None:
        """Wait for our turn."""
        if self._path is None or self._held:
            return
        if fcntl is None:
            _threads.setdefault(self._path, threading.Lock()).acquire()
        else:
            if self._handle is None:
                self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._wait(self._handle)
        self._held = True

    def leave(self) -> None:
        """Let the next one in; does nothing where we were not in."""
        if self._path is None or not self._held:
            return
        self._held = False
        if fcntl is None:
            _threads[self._path].release()
        elif self._handle is not None:
            self._let_go(self._handle)

    def close(self) -> None:
        """Give up our place and the file: a process forked from here must open its own."""
        self.leave()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _wait(self, handle: int) -> None:
        # While the ticket is drawn the file itself is locked, for two reads and a write.
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not hasattr(fcntl, "F_OFD_SETLKW"):  # systems without locks that belong to the file
            return
        try:
            self._ticket = _drawn(handle)
            _lock(handle, self._ticket)
            os.pwrite(handle, _COUNTER.pack(self._ticket), 0)
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
        _lock(handle, self._ticket - 1)
        _unlock(handle, self._ticket - 1)

    def _let_go(self, handle: int) -> None:
        if hasattr(fcntl, "F_OFD_SETLKW"):
            _unlock(handle, self._ticket)
        else:
            fcntl.flock(handle, fcntl.LOCK_UN)

    def __del__(self) -> None:
        with contextlib.suppress(OSError):
            self.close()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one at a time work under a lock file, threads and processes alike; others queue."""
    queue = WritersQueue(path)
    queue.enter()
    try:
        yield
    finally:
        queue.close()


def _drawn(handle: int) -> int:
    told = os.pread(handle, _COUNTER.size, 0)
    # Half a counter would be a torn write, of which a file system of ours makes none: begin anew.
    return _COUNTER.unpack(told)[0] + 1 if len(told) == _COUNTER.size else 1


def _lock(handle: int, ticket: int) -> None:
    fcntl.fcntl(handle, fcntl.F_OFD_SETLKW, _byte(fcntl.F_WRLCK, ticket))


def _unlock(handle: int, ticket: int) -> None:
    fcntl.fcntl(handle, fcntl.F_OFD_SETLKW, _byte(fcntl.F_UNLCK, ticket))


def _byte(kind: int, ticket: int) -> bytes:
    """Return the system's ``struct flock`` for one ticket's byte: type, whence, start, length."""
    return struct.pack("hhqqi4x", kind, os.SEEK_SET, _FIRST + ticket, 1, 0)
