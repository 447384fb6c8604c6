"""Invoices: kept where all attachments are kept, by whoever keeps them.

Rooms do not know each other. The storey above names here who keeps files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Invoice:
    """A file as a record lists it: ``h`` is its salted digest (journal specification 2.3)."""

    id: str
    name: str
    size: int
    type: str
    h: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept: as a record lists it, and the SHA-256 of its bytes."""

    invoice: Invoice
    digest: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it is handed out."""

    name: str
    type: str
    content: bytes


class Keeper(Protocol):
    """Who keeps files."""

    def keep(self, *, branch: str, name: str, content: bytes, at: datetime) -> Kept:
        """Keep a file. Raises a Refusal for one that cannot be kept."""

    def hand_out(self, *, branch: str, file: str) -> Handed | None:
        """Return a file of an organization, or None where it is not kept."""

    def forget(self, files: Iterable[Mapping[str, Any]]) -> None:
        """Let go of files that no record lists any more."""


_keepers: list[Keeper] = []


def kept_by(keeper: Keeper) -> None:
    """Name who keeps files."""
    _keepers[:] = [keeper]


def keep(*, branch: str, name: str, content: bytes, at: datetime) -> Kept:
    """Keep an invoice. Raises a Refusal for a file that cannot be kept."""
    return _keepers[0].keep(branch=branch, name=name, content=content, at=at)


def hand_out(*, branch: str, file: str) -> Handed | None:
    """Return an invoice of an organization, or None where it is not kept."""
    return _keepers[0].hand_out(branch=branch, file=file)


def forget(files: Iterable[Mapping[str, Any]]) -> None:
    """Let go of invoices that no record lists any more."""
    for keeper in _keepers:
        keeper.forget(files)
