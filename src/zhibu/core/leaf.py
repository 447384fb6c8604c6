"""The leaf: what of a record is public inside the organization (journal specification 2.2)."""

import base64
from datetime import UTC, datetime
from typing import Any

from zhibu.core import canonical, strict
from zhibu.core.strict import Fault

LONGEST = 4096
VERSION = 1
RESTRICTED = "restricted"
_OPEN = frozenset({"actor", "on", "org", "prev", "role", "via"})
_ALWAYS = frozenset({"at", "kind", "op", "rec", "v"})
_HASHES = ("pc", "prev")


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


def decode(data: bytes) -> dict[str, Any]:
    """Return the fields of a leaf's bytes.

    Raises strict.Fault for bytes that are not canonical or too long, an unknown version, a field
    unknown or missing, and a restricted leaf that tells more than it may.
    """
    if len(data) > LONGEST:
        raise Fault(f"{len(data)} bytes, at most {LONGEST}")
    fields = canonical.decode(data)
    if not isinstance(fields, dict) or type(fields.get("v")) is not int:
        raise Fault("a leaf is an object with a version", 0)
    if fields["v"] != VERSION:
        raise Fault(f"version {fields['v']} is not known here", data.index(b'"v":'))
    _check_fields(fields)
    return fields


def _check_fields(fields: dict[str, Any]) -> None:
    may = _ALWAYS | {"pc"} | (frozenset() if fields.get("kind") == RESTRICTED else _OPEN)
    wrong = sorted(_ALWAYS - fields.keys()) + sorted(fields.keys() - may)
    if wrong:
        raise Fault(f"the field {wrong[0]!r} is missing or does not belong")
    for name, value in fields.items():
        if name != "v" and (not isinstance(value, str) or not value):
            raise Fault(f"the field {name!r} is not text")
    for name in _HASHES:
        if name in fields:
            strict.url_bytes_of(fields[name], 32)
