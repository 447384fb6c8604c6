"""The stored tree: hashes of full blocks of 256; everything else is computed when asked for.

A range of leaves is read as what is left over of it at each level: at most 255 leaves, then at most
255 hashes of full blocks, and so on. All ranges of one proof share one query for each level.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import connections

from zhibu.core import merkle
from zhibu.core.merkle import Span
from zhibu.journal.models import Entry, Node

BLOCK = 256
Row = tuple[int, int, int]  # level, and the first and last (half open) of the hashes at it

_READ = {
    True: ("journal_entry", "seq", "lh", ""),
    False: ("journal_node", "n", "h", "level = %s AND "),
}


def grow(old_size: int, size: int, *, using: str = "default") -> None:
    """Store the hash of every block that became full between two sizes, level by level."""
    level = 1
    while (first := old_size // BLOCK) < (last := size // BLOCK):
        row = _fetch([(level - 1, first * BLOCK, last * BLOCK)], using)
        below = [row[level - 1, n] for n in range(first * BLOCK, last * BLOCK)]
        blocks = (below[i : i + BLOCK] for i in range(0, len(below), BLOCK))
        Node.objects.using(using).bulk_create(
            Node(level=level, n=n, h=merkle.root(block))
            for n, block in enumerate(blocks, start=first)
        )
        level, old_size, size = level + 1, first, last


def size(*, using: str = "default") -> int:
    """Return how many leaves are numbered."""
    latest = Entry.objects.using(using).order_by("-seq").values_list("seq", flat=True).first()
    return 0 if latest is None else latest + 1


def root(size_: int | None = None, *, using: str = "default") -> bytes:
    """Return the tree head over the first so many leaves (all of them if not given)."""
    return span_hash(0, size(using=using) if size_ is None else size_, using=using)


def span_hash(first: int, last: int, *, using: str = "default") -> bytes:
    """Return the hash over leaves ``first`` to ``last`` (half open), a subtree of RFC 6962."""
    return _span_hashes([(first, last)], using)[0]


def inclusion_path(index: int, size: int, *, using: str = "default") -> list[bytes]:
    """Return the proof that a leaf is in the tree of so many leaves (RFC 6962, 2.1.1).

    At most one query for each level that is stored, whatever the size.
    """
    return _span_hashes(merkle.inclusion_spans(index, size), using)


def consistency_path(old: int, size: int, *, using: str = "default") -> list[bytes]:
    """Return the proof that the tree of ``old`` leaves begins that of ``size`` (2.1.2)."""
    return _span_hashes(merkle.consistency_spans(old, size), using)


def _span_hashes(spans: Sequence[Span], using: str) -> list[bytes]:
    wanted = [list(_rows(*span)) for span in spans]
    found = _fetch([row for one in wanted for row in one], using)
    return [_folded(one, found) for one in wanted]


def _rows(first: int, last: int) -> Iterator[Row]:
    """Yield what is left over of a range at each level, from the leaves upwards.

    A subtree begins at a multiple of its width, so above its first level it begins with a block.
    """
    level = 0
    while last - first >= BLOCK:
        if last % BLOCK:
            yield level, last - last % BLOCK, last
        level, first, last = level + 1, first // BLOCK, last // BLOCK
    if first < last:
        yield level, first, last


def _folded(wanted: Sequence[Row], found: dict[tuple[int, int], bytes]) -> bytes:
    """Return the hash over rows, each the end of the tree whose beginning the next row is."""
    carried: list[bytes] = []
    for level, first, last in wanted:
        carried = [merkle.root([*(found[level, n] for n in range(first, last)), *carried])]
    return carried[0] if carried else merkle.root([])


def _fetch(places: Sequence[Row], using: str) -> dict[tuple[int, int], bytes]:
    """Return the hashes of rows by level and place. One query for each level."""
    wanted: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for level, first, last in places:
        wanted[level].append((first, last))
    found = {}
    for level, ranges in wanted.items():
        for n, h in _hashes(level, ranges, using):
            found[level, n] = bytes(h)
    return found


def _hashes(level: int, ranges: Sequence[tuple[int, int]], using: str) -> list[tuple[int, bytes]]:
    table, key, column, condition = _READ[level == 0]
    either = " OR ".join([f"({key} >= %s AND {key} < %s)"] * len(ranges))
    order = f"SELECT {key}, {column} FROM {table} WHERE {condition}({either})"  # noqa: S608 - ours
    told = [] if level == 0 else [level]
    with connections[using].cursor() as cursor:
        cursor.execute(order, [*told, *(place for one in ranges for place in one)])
        return list(cursor.fetchall())
