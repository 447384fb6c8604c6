"""Payload commitments (journal specification 2.3): one salted digest for each part.

Any part can later be shown or erased alone, and every other part still verifies.
"""

import hashlib
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from zhibu.core import canonical, merkle

LARGEST_PART = 16 * 1024
MOST_PARTS = 2_000
SECRET_BYTES = 32


class PayloadTooLargeError(ValueError):
    """More parts, or a longer part, than a payload may have."""


def salt(secret: bytes, index: int) -> bytes:
    """Return the 16 bytes that hide part number ``index``."""
    return hashlib.sha256(b"zhibu-salt/1\n" + secret + struct.pack(">I", index)).digest()[:16]


def digest(part_salt: bytes, part: bytes) -> bytes:
    """Return the digest of one part under its salt."""
    return hashlib.sha256(b"zhibu-part/1\n" + part_salt + part).digest()


def encode_parts(parts: Sequence[Any]) -> list[bytes]:
    """Return the canonical bytes of each ``[name, value]`` part.

    Raises PayloadTooLargeError beyond 2,000 parts, or 16 KiB for one part.
    """
    if len(parts) > MOST_PARTS:
        raise PayloadTooLargeError(f"{len(parts)} parts, at most {MOST_PARTS}")
    encoded = [canonical.encode(part) for part in parts]
    longest = max(map(len, encoded), default=0)
    if longest > LARGEST_PART:
        raise PayloadTooLargeError(f"a part of {longest} bytes, at most {LARGEST_PART}")
    return encoded


def salts_of(secret: bytes, count: int) -> list[bytes]:
    """Return the salts of so many parts, as they are kept once the secret is dropped."""
    start, sha256 = b"zhibu-salt/1\n" + secret, hashlib.sha256
    return [sha256(start + i.to_bytes(4, "big")).digest()[:16] for i in range(count)]


def commit(secret: bytes, encoded: Sequence[bytes]) -> bytes:
    """Return the payload commitment: the tree head over the parts' digests as leaf data."""
    return root_of(list(map(digest, salts_of(secret, len(encoded)), encoded)))


def digests_of(
    encoded: Sequence[bytes], salts: Sequence[bytes], erased: Mapping[int, bytes]
) -> list[bytes]:
    """Return the digests of all parts in their order.

    ``encoded`` and ``salts`` are those of the parts that remain; ``erased`` has the digests of the
    others by their place. Raises ValueError if they do not make one row without gaps.
    """
    count = len(encoded) + len(erased)
    if len(salts) != len(encoded) or any(not 0 <= place < count for place in erased):
        raise ValueError("parts, salts and digests do not fit together")
    remaining = map(digest, salts, encoded)
    return [erased[i] if i in erased else next(remaining) for i in range(count)]


def root_of(digests: Sequence[bytes]) -> bytes:
    """Return the commitment that a list of parts' digests stands for."""
    return merkle.root([merkle.leaf_hash(one) for one in digests])
