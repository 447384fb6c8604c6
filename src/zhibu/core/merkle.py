"""RFC 6962 trees: hashes, roots and proofs; RFC 9162 (2.1.3, 2.1.4) tells how proofs are checked.

A proof is a list of hashes over spans of leaves. ``inclusion_spans`` and ``consistency_spans`` say
which, so that whoever stores the tree only has to know the hash of a span.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

Span = tuple[int, int]
"""Leaves from the first up to, not including, the last."""
Digest = Callable[[bytes], bytes]

HASH_BYTES = 32
_BATCH = 256


class Hashing:
    """How leaves and nodes are hashed, by any digest of 32 bytes."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self.nothing = digest(b"")

    def leaf(self, data: bytes) -> bytes:
        """Return the hash of a leaf's bytes, set apart from nodes by a leading zero byte."""
        return self._digest(b"\x00" + data)

    def node(self, left: bytes, right: bytes) -> bytes:
        """Return the hash of an inner node over its two children."""
        return self._digest(b"\x01" + left + right)

    def root(self, hashes: Sequence[bytes]) -> bytes:
        """Return the tree head over leaf hashes; the empty tree's head is that of nothing."""
        level = list(hashes) or [self.nothing]
        digest = self._digest
        while len(level) > 1:
            pairs = zip(level[::2], level[1::2], strict=False)
            paired = [digest(b"\x01" + left + right) for left, right in pairs]
            # An odd one out moves up as it is: the same tree as RFC 6962's split at powers of two.
            level = [*paired, level[-1]] if len(level) % 2 else paired
        return level[0]


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


SHA256 = Hashing(_sha256)
leaf_hash = SHA256.leaf
node_hash = SHA256.node
root = SHA256.root


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Return the spans whose hashes prove that leaf ``index`` is in a tree, its sibling first.

    Raises ValueError for a leaf that the tree does not have.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    spans: list[Span] = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _split(last - first)
        if index < middle:
            spans.append((middle, last))
            last = middle
        else:
            spans.append((first, middle))
            first = middle
    return spans[::-1]


def consistency_spans(old: int, size: int) -> list[Span]:
    """Return the spans whose hashes prove that a tree continues its own first ``old`` leaves.

    Nothing proves that it continues itself or the empty tree. Raises ValueError if it is shorter.
    """
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {size} does not continue one of {old}")
    spans: list[Span] = []
    first, last = 0, size
    while old not in {0, last}:
        middle = first + _split(last - first)
        if old <= middle:
            spans.append((middle, last))
            last = middle
        else:
            spans.append((first, middle))
            first = middle
    # The old tree's own head is not told again when it is a whole subtree from the beginning.
    return [*([(first, last)] if first and old else []), *spans[::-1]]


def is_included(  # noqa: PLR0917 - the order in which RFC 9162 2.1.3.2 names them
    lh: bytes,
    index: int,
    size: int,
    path: Sequence[bytes],
    head: bytes,
    hashing: Hashing = SHA256,
) -> bool:
    """Say whether a path proves that a leaf hash stands at ``index`` of the tree under a head."""
    if not 0 <= index < size or not _are_hashes([lh, *path]):
        return False
    place, last, found = index, size - 1, lh
    for one in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = hashing.node(one, found)
            place, last = _up_to_left(place, last)
        else:
            found = hashing.node(found, one)
        place, last = place >> 1, last >> 1
    return last == 0 and found == head


def is_consistent(  # noqa: PLR0917 - as the line of a witness's request has them
    old: int,
    size: int,
    old_head: bytes,
    head: bytes,
    path: Sequence[bytes],
    hashing: Hashing = SHA256,
) -> bool:
    """Say whether a path proves that the tree under a head continues the one under an old head."""
    if not 0 <= old <= size or not _are_hashes(path):
        return False
    if old in {0, size}:
        return not path and old_head == (head if old else hashing.nothing)
    return _grows(old, size, path, hashing=hashing, first=old_head) == (old_head, head)


def _grows(
    old: int, size: int, path: Sequence[bytes], *, hashing: Hashing, first: bytes
) -> tuple[bytes, bytes] | None:
    """Return the two heads that a consistency path leads to (RFC 9162 2.1.4.2)."""
    place, last = old - 1, size - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    rest = list(path) if place else [first, *path]
    if not rest:
        return None
    before = after = rest[0]
    for one in rest[1:]:
        if last == 0:
            return None
        if place % 2 or place == last:
            before, after = hashing.node(one, before), hashing.node(one, after)
            place, last = _up_to_left(place, last)
        else:
            after = hashing.node(after, one)
        place, last = place >> 1, last >> 1
    return (before, after) if last == 0 else None


def _up_to_left(place: int, last: int) -> tuple[int, int]:
    """Climb past the levels at which a node is the lone last one and moves up as it is."""
    while place and not place % 2:
        place, last = place >> 1, last >> 1
    return place, last


def _split(width: int) -> int:
    """Return the greatest power of two below a width of at least two."""
    return 1 << ((width - 1).bit_length() - 1)


def _are_hashes(path: Sequence[bytes]) -> bool:
    return all(len(one) == HASH_BYTES for one in path)


class Frontier:
    """The right edge of a growing tree: one pass over the leaves gives the head at any size."""

    def __init__(self, hashing: Hashing = SHA256) -> None:
        self.size = 0
        self._hashing = hashing
        self._peaks: list[bytes] = []

    @classmethod
    def at(cls, size: int, peaks: Sequence[bytes]) -> "Frontier":
        """Return the edge at a size, from the peaks that it had there."""
        found = cls()
        found.size, found._peaks = size, list(peaks)
        return found

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """Return the heads of the whole subtrees taken so far, the greatest first."""
        return tuple(self._peaks)

    def add(self, lh: bytes) -> None:
        """Take the next leaf hash."""
        self._push(lh, 1)

    def extend(self, hashes: Iterable[bytes]) -> None:
        """Take many leaf hashes; a million in about a second."""
        coming = iter(hashes)
        for lh in islice(coming, -self.size % _BATCH):
            self._push(lh, 1)
        while batch := list(islice(coming, _BATCH)):
            if len(batch) == _BATCH:
                self._push(self._hashing.root(batch), _BATCH)
            else:
                for lh in batch:
                    self._push(lh, 1)

    def root(self) -> bytes:
        """Return the head over all leaves taken so far."""
        if not self._peaks:
            return self._hashing.nothing
        *rest, found = self._peaks
        for peak in reversed(rest):
            found = self._hashing.node(peak, found)
        return found

    def _push(self, found: bytes, width: int) -> None:
        """Add the head of a whole subtree of ``width`` leaves at a place it fits."""
        place = self.size // width
        while place % 2:
            found = self._hashing.node(self._peaks.pop(), found)
            place >>= 1
        self._peaks.append(found)
        self.size += width
