"""The leaf: what of a record is public inside the organization (journal specification 2.2)."""

import base64
from datetime import UTC, datetime
from typing import Any

from zhibu.core import canonical

LONGEST = 4096
VERSION = 1


class LeafTooLongError(ValueError):
    """A leaf beyond 4,096 bytes."""


def spell_instant(at: datetime) -> str:
    """Return an instant as UTC with milliseconds, ``2026-03-15T02:11:09.123Z``."""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def read_instant(text: str) -> datetime:
    """Return the instant that a leaf's ``at`` spells."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def spell_bytes(data: bytes) -> str:
    """Return bytes as unpadded base64url (43 letters for a hash)."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read_bytes(text: str) -> bytes:
    """Return the bytes that unpadded base64url spells."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(fields: dict[str, Any]) -> bytes:
    """Return a leaf's canonical bytes; fields that are None are left out.

    Raises LeafTooLongError beyond 4,096 bytes.
    """
    told = {"v": VERSION} | {key: value for key, value in fields.items() if value is not None}
    data = canonical.encode(told)
    if len(data) > LONGEST:
        raise LeafTooLongError(f"{len(data)} bytes, at most {LONGEST}")
    return data
