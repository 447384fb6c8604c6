"""V1, the stored nodes: the hash of every full block of 256, level over level."""

from collections import defaultdict

from django.db import connections
from django.utils.translation import gettext_lazy as _

from zhibu.core import merkle
from zhibu.journal.tree import BLOCK
from zhibu.notary.verify.faults import Findings

NODE = "journal_node"
_AHEAD = 256
_DOUBT = _("这一块的记录与节点不符，说不出是哪一条：节点或第 %(first)d 至 %(last)d 号被换过。")


class Nodes:
    """Compares stored nodes with what the leaves below them come to."""

    def __init__(self, findings: Findings, using: str) -> None:
        self._findings = findings
        self._using = using
        self._read: dict[int, bytes] = {}
        self._until = 0
        self._rows: dict[int, list[bytes]] = defaultdict(list)
        self._begun: dict[int, int] = {}
        self._doubted: set[int] = set()
        self._seen: set[tuple[int, int]] = set()

    def of(self, number: int) -> bytes | None:
        """Return the stored hash of a block of leaves, or None where there is none."""
        if number >= self._until or number < self._until - _AHEAD:
            order = "SELECT n, h FROM journal_node WHERE level = 1 AND n >= %s AND n < %s"
            with connections[self._using].cursor() as cursor:
                cursor.execute(order, [number, number + _AHEAD])
                self._read = {n: bytes(h) for n, h in cursor.fetchall()}
            self._until = number + _AHEAD
        return self._read.get(number)

    def doubt(self, number: int) -> None:
        """Remember that block and node disagree and no row says which is right."""
        self._doubted.add(number)

    def add(self, number: int, hashes: list[bytes], stored: bytes | None) -> None:
        """Take a block's leaf hashes as they should be, and compare the nodes it completes."""
        if len(hashes) == BLOCK:
            self._compare(1, number, root=merkle.root(hashes), stored=stored)

    def finish(self) -> None:
        """Name nodes of blocks that are not full."""
        with connections[self._using].cursor() as cursor:
            cursor.execute("SELECT level, n FROM journal_node ORDER BY level, n")
            while rows := cursor.fetchmany(_AHEAD):
                for level, n in rows:
                    if (level, n) not in self._seen:
                        self._findings.surplus(NODE, _key(level, n))

    def _compare(self, level: int, n: int, *, root: bytes, stored: bytes | None) -> None:
        self._seen.add((level, n))
        if stored is None:
            self._findings.missing(NODE, _key(level, n))
        elif stored != root:
            why = ""
            if level == 1 and n in self._doubted:
                why = _DOUBT % {"first": n * BLOCK, "last": n * BLOCK + BLOCK - 1}
            self._findings.changed(NODE, _key(level, n), "h", found=stored, expected=root, why=why)
        row = self._rows[level]
        if not row or n != self._begun[level] + len(row):
            row.clear()  # a block in between could not be told: nor can the node above it
            self._begun[level] = n
        row.append(root)
        if len(row) == BLOCK and self._begun[level] % BLOCK == 0:
            above = self._begun[level] // BLOCK
            self._rows[level] = []
            stored = self._stored(level + 1, above)
            self._compare(level + 1, above, root=merkle.root(row), stored=stored)

    def _stored(self, level: int, n: int) -> bytes | None:
        with connections[self._using].cursor() as cursor:
            cursor.execute("SELECT h FROM journal_node WHERE level = %s AND n = %s", [level, n])
            row = cursor.fetchone()
        return bytes(row[0]) if row else None


def _key(level: int, n: int) -> str:
    return f"level={level} n={n}"
