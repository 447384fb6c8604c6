"""Identities: a prefix and 128 random bits, never a name or a number that means something."""

import base64
import re
import secrets

_SHAPE = re.compile(r"[a-z]_[a-z2-7]{26}")


def new_id(prefix: str, entropy: bytes | None = None) -> str:
    """Return a fresh identity such as ``m_`` and 26 letters of base32 (RFC 4648, unpadded)."""
    bits = entropy if entropy is not None else secrets.token_bytes(16)
    return f"{prefix}_{base64.b32encode(bits).decode().rstrip('=').lower()}"


def is_id(text: str, prefix: str | None = None) -> bool:
    """Say whether a text has the shape of an identity (of that prefix)."""
    shaped = _SHAPE.fullmatch(text) is not None
    return shaped and (prefix is None or text.startswith(f"{prefix}_"))
