"""Drawing by a public seed: who was drawn, anybody can draw again with a hash function alone.

A draw is announced first, with a text. The seed is then made of the head of the first checkpoint
that is published over the announcement, which nobody knew before, and of that text. Each name's
lot is the SHA-256 of seed and name; the smallest lots are drawn. So the order in which names were
listed does not matter, and a name's lot does not depend on which others are listed.
"""

import hashlib
from collections.abc import Iterable

SEPARATOR = ":"


def seed_of(root: bytes, text: str) -> str:
    """Return the seed of a draw in hexadecimal: SHA-256 of a head's 32 bytes and a text in UTF-8.

    Raises ValueError for a head of another length.
    """
    if len(root) != hashlib.sha256().digest_size:
        raise ValueError("the head of a tree has 32 bytes")
    return hashlib.sha256(root + text.encode()).hexdigest()


def lot_of(seed: str, name: str) -> str:
    """Return a name's lot: SHA-256 of ``seed:name`` in hexadecimal."""
    return hashlib.sha256(f"{seed}{SEPARATOR}{name}".encode()).hexdigest()


def draw(seed: str, names: Iterable[str], count: int) -> tuple[str, ...]:
    """Return the names with the ``count`` smallest lots, the smallest first; all where fewer.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("nobody draws fewer than none")
    return tuple(sorted(set(names), key=lambda name: (lot_of(seed, name), name))[:count])


def pool_digest(names: Iterable[str]) -> str:
    """Return the SHA-256 of the names in order, a line each: what was to be drawn from."""
    return hashlib.sha256("".join(f"{name}\n" for name in sorted(set(names))).encode()).hexdigest()
