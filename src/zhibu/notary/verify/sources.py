"""What else tells which leaf stood where, once the entries themselves are doubted."""

from collections.abc import Sequence
from itertools import islice

from django.db import connections
from django.utils.translation import gettext_lazy as _

from zhibu.core import merkle
from zhibu.core.merkle import Frontier
from zhibu.journal.backends import store
from zhibu.journal.tree import BLOCK
from zhibu.notary import mirror
from zhibu.notary.verify.faults import Findings

ENTRY, MIRROR = "journal_entry", "mirror"
_LONGER = _("镜像文件有 %(mirrored)d 条，账本只有 %(size)d 条：尾部被截断或换成了旧的。")
_ANOTHER = _("与镜像文件里的不同：账本或镜像被改过。")


class Sources:
    """The mirror, and the rows for looking leaves up: neither is proof, each is a witness."""

    def __init__(self, using: str = "default") -> None:
        self._using = using
        self._file = _mirror()
        self._places: list[int] | None = None

    def hashes(self, first: int, last: int) -> dict[int, bytes]:
        """Return the leaf hashes that stood at places from ``first`` up to ``last``, if known."""
        return self._looked_up(first, last) | self._mirrored(first, last)

    def _looked_up(self, first: int, last: int) -> dict[int, bytes]:
        """On SQLite a leaf's row and its number come in one act, so they count alike."""
        if store.is_staged():
            return {}
        order = "SELECT id - 1, lh FROM journal_leaf WHERE id > %s AND id <= %s"
        with connections[self._using].cursor() as cursor:
            cursor.execute(order, [first, last])
            return {seq: bytes(lh) for seq, lh in cursor.fetchall()}

    def _mirrored(self, first: int, last: int) -> dict[int, bytes]:
        if self._file is None:
            return {}
        self._places = self._places or _places_of_blocks(self._file)
        block = first // BLOCK
        if block >= len(self._places):
            return {}
        with self._file.path.open("rb") as file:
            file.seek(self._places[block])
            lines = islice(file, first - block * BLOCK, last - block * BLOCK)
            whole = [line[:-1] for line in lines if line.endswith(b"\n")]
        return {first + i: merkle.leaf_hash(leaf) for i, leaf in enumerate(whole)}

    def known(self, hashes: Sequence[bytes]) -> set[bytes]:
        """Return those leaf hashes that some payload or row is kept under."""
        marks = ", ".join(["%s"] * len(hashes))
        found: set[bytes] = set()
        with connections[self._using].cursor() as cursor:
            for table in ("journal_leaf", "journal_payload"):
                cursor.execute(f"SELECT lh FROM {table} WHERE lh IN ({marks})", list(hashes))  # noqa: S608 - ours
                found |= {bytes(row[0]) for row in cursor.fetchall()}
        return found


def compare_mirror(findings: Findings, roots: dict[int, bytes]) -> None:
    """Compare the mirror with the entries: one root over both, and the length of each.

    ``roots`` are those of the entries; where they lack the mirror's size, it is the whole size.
    """
    file = _mirror()
    if file is None:
        return
    frontier, longer = Frontier(), 0
    for leaf in file.leaves():
        if frontier.size == findings.size:
            longer += 1
        else:
            frontier.add(merkle.leaf_hash(leaf))
    size = frontier.size
    told = roots.get(size, findings.root if size == findings.size else None)
    if told is not None and told != frontier.root() and not findings.total:
        number = mirror.first_difference(file)
        findings.broken(ENTRY, f"seq={number}", "leaf", why=_ANOTHER)
    if longer:
        words = {"mirrored": size + longer, "size": size}
        findings.missing(ENTRY, f"seq={size}..{size + longer - 1}", str(_LONGER % words))


def mirrored() -> int:
    """Return how many leaves the mirror holds; 0 where there is none."""
    file = _mirror()
    return sum(1 for _leaf in file.leaves()) if file else 0


def _mirror() -> mirror.Mirror | None:
    try:
        file = mirror.current()
    except Exception:  # noqa: BLE001 - without keys, or with forged ones, no mirror is known
        return None
    return file if file.path.exists() else None


def _places_of_blocks(file: mirror.Mirror) -> list[int]:
    """Return where each block of lines begins in the file."""
    places, place = [], 0
    with file.path.open("rb") as lines:
        for number, line in enumerate(lines):
            if number % BLOCK == 0:
                places.append(place)
            place += len(line)
    return places
