"""How far a backup or a restore has come, for who waits at the terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn


class Bar(Protocol):
    """Told what is worked on, and of every piece that is done."""

    def begin(self, words: str, total: int | None = None) -> None:
        """Begin something of so many bytes."""

    def advance(self, size: int) -> None:
        """Count bytes as done."""


class Silent:
    """Tells nobody."""

    def begin(self, words: str, total: int | None = None) -> None:
        """Begin something."""

    def advance(self, size: int) -> None:
        """Count bytes as done."""


class _Shown:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("")

    def begin(self, words: str, total: int | None = None) -> None:
        self._progress.reset(self._task, description=words, total=total)

    def advance(self, size: int) -> None:
        self._progress.advance(self._task, size)


@contextmanager
def shown() -> Iterator[Bar]:
    """Show a bar where somebody sits at a terminal, and nothing in a file or a pipe."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Shown(progress)
