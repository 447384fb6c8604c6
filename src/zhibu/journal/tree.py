"""The stored tree: hashes of full blocks of 256; everything else is computed when asked for."""

from zhibu.core import merkle
from zhibu.journal.models import Entry, Node

BLOCK = 256


def grow(old_size: int, size: int, *, using: str = "default") -> None:
    """Store the hash of every block that became full between two sizes, level by level."""
    level = 1
    while (first := old_size // BLOCK) < (last := size // BLOCK):
        nodes = [Node(level=level, n=n, h=_block(level, n, using)) for n in range(first, last)]
        Node.objects.using(using).bulk_create(nodes)
        level, old_size, size = level + 1, first, last


def root(size: int | None = None, *, using: str = "default") -> bytes:
    """Return the tree head over the first ``size`` leaves (all of them if not given)."""
    rest = Entry.objects.using(using).count() if size is None else size
    carried: list[bytes] = []
    level = 0
    while rest:
        full = rest // BLOCK
        row = _hashes(level, full * BLOCK, rest, using=using) + carried
        carried = [merkle.root(row)] if row else []
        level, rest = level + 1, full
    return carried[0] if carried else merkle.root([])


def _block(level: int, n: int, using: str) -> bytes:
    return merkle.root(_hashes(level - 1, n * BLOCK, (n + 1) * BLOCK, using=using))


def _hashes(level: int, first: int, last: int, *, using: str) -> list[bytes]:
    if level == 0:
        rows = Entry.objects.using(using).filter(seq__gte=first, seq__lt=last).order_by("seq")
        return [bytes(lh) for lh in rows.values_list("lh", flat=True)]
    nodes = Node.objects.using(using).filter(level=level, n__gte=first, n__lt=last).order_by("n")
    return [bytes(h) for h in nodes.values_list("h", flat=True)]
