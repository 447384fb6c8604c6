"""RFC 6962 hashing: leaves, nodes and the root over a list of leaf hashes."""

import hashlib
from collections.abc import Sequence


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf's bytes, set apart from nodes by a leading zero byte."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """Return the tree head over leaf hashes; the empty tree's head is SHA-256 of nothing."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        # An odd one out moves up as it is: the same tree as RFC 6962's split at powers of two.
        level = [*paired, level[-1]] if len(level) % 2 else paired
    return level[0]
