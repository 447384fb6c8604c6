"""The national digest SM3 (GB/T 32905), for a second tree over the same leaves (spec. 2.11)."""

from cryptography.hazmat.primitives import hashes

from zhibu.core.merkle import Hashing

SUFFIX = "/sm3"
SM2 = b"zhibu-sm2"
"""What the key of an SM2 signature line begins with, after the kind 0xff."""


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest of bytes."""
    state = hashes.Hash(hashes.SM3())
    state.update(data)
    return state.finalize()


SM3 = Hashing(sm3)
