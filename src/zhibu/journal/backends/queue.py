"""A place in the queue of writers: an advisory lock on a file beside the database."""

import contextlib
import os
import threading
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: one process serves, so a lock of threads is queue enough
    fcntl = None  # type: ignore[assignment]

_threads = threading.Lock()


class WritersQueue:
    """The lock that one database connection takes for the length of its transaction.

    The kernel serves waiters in the order they came, threads and processes alike, because every
    connection opens the file for itself.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._handle: int | None = None
        self._held = False

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
            _threads.acquire()
        else:
            if self._handle is None:
                self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._handle, fcntl.LOCK_EX)
        self._held = True

    def leave(self) -> None:
        """Let the next one in; does nothing where we were not in."""
        if not self._held:
            return
        self._held = False
        if fcntl is None:
            _threads.release()
        elif self._handle is not None:
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def __del__(self) -> None:
        if self._handle is not None:
            with contextlib.suppress(OSError):
                os.close(self._handle)
