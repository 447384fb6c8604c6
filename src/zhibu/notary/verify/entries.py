"""V1, the entries: every leaf's bytes, hash and number, every stored node, every signed root.

One pass, a block of 256 after the other. Two edges of the tree grow side by side once something is
wrong: what the entries say now, and what they said as far as nodes and other rows still tell.
"""

import hashlib
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django.db import connections
from django.utils.translation import gettext_lazy as _

from zhibu.core import merkle
from zhibu.core.merkle import Frontier
from zhibu.journal.tree import BLOCK
from zhibu.notary.verify import letters
from zhibu.notary.verify.faults import Findings, Progress
from zhibu.notary.verify.nodes import Nodes
from zhibu.notary.verify.sources import Sources

ENTRY = "journal_entry"
_AT_ONCE = 32 * BLOCK
_WIDEST_GAP = 64 * BLOCK
Row = tuple[int, bytes, bytes]

_REPLACED = _("这一号上的记录被换过。")
_NEGATIVE = _("编号从 0 开始。")


class Pass:
    """One pass over the entries, up to the size they had when it began."""

    def __init__(self, findings: Findings, *, using: str = "default") -> None:
        self._findings = findings
        self._using = using
        self._sources = Sources(using)
        self._nodes = Nodes(findings, using)
        self._expected = self._total = 0
        self.roots: dict[int, bytes] = {}
        self.repaired: dict[int, bytes] = {}
        self.damaged: list[int] = []
        self._now, self._once = Frontier(), Frontier()
        self._lost = False  # what stood there once cannot be told any more

    def run(self, sizes: set[int], progress: Progress) -> None:
        """Go over all entries, noting the root at each of the sizes."""
        wanted = sorted(sizes)
        total = self._total = self._count()
        for number, rows in self._blocks():
            self._gap(number * BLOCK)
            first, last = number * BLOCK, number * BLOCK + len(rows)
            hashes, once = self._judge(number, rows)
            here = [size for size in wanted if first < size <= first + BLOCK]
            self.roots |= _grown(self._now, hashes, here)
            self.repaired |= _grown(self._once, once, here)
            progress(min(last, total), total)
        self._findings.size, self._findings.root = self._expected, self._now.root()
        self._nodes.finish()

    def localise(self, first: int, last: int) -> bool:
        """Name the entries of a range that other rows or the mirror tell otherwise, if any are."""
        named = self._findings.total
        order = "SELECT seq, lh, leaf FROM journal_entry WHERE seq >= %s AND seq < %s ORDER BY seq"
        for begin in range(first - first % BLOCK, last, BLOCK):
            told = self._sources.hashes(begin, begin + BLOCK)
            with connections[self._using].cursor() as cursor:
                cursor.execute(order, [begin, begin + BLOCK])
                for seq, lh, leaf in cursor.fetchall():
                    if told.get(seq, bytes(lh)) != bytes(lh):
                        self._name(seq, lh=bytes(lh), leaf=bytes(leaf), told=told[seq])
        return self._findings.total > named

    @property
    def lost(self) -> bool:
        """Say whether the tree as it once was cannot be told from here on."""
        return self._lost

    def _count(self) -> int:
        with connections[self._using].cursor() as cursor:
            cursor.execute("SELECT COALESCE(MAX(seq), -1) + 1 FROM journal_entry")
            return int(cursor.fetchone()[0])

    def _blocks(self) -> Iterator[tuple[int, list[Row]]]:
        for number, rows in groupby(self._rows(), key=lambda row: row[0] // BLOCK):
            yield number, list(rows)

    def _rows(self) -> Iterator[Row]:
        after = -1
        order = "SELECT seq, lh, leaf FROM journal_entry WHERE seq > %s ORDER BY seq LIMIT %s"
        with connections[self._using].cursor() as cursor:
            self._refuse_negative(cursor)
            while True:
                cursor.execute(order, [after, _AT_ONCE])
                rows = cursor.fetchall()
                yield from rows
                if len(rows) < _AT_ONCE:
                    return
                after = rows[-1][0]

    def _refuse_negative(self, cursor: Any) -> None:
        cursor.execute("SELECT seq FROM journal_entry WHERE seq < 0 LIMIT 100")
        for (seq,) in cursor.fetchall():
            self._findings.surplus(ENTRY, f"seq={seq}", _NEGATIVE)

    def _judge(self, number: int, rows: list[Row]) -> tuple[list[bytes], list[bytes]]:
        """Return a block's hashes as they stand and as they once stood."""
        first = number * BLOCK
        hashes = [bytes(row[1]) for row in rows]
        whole = len(rows) == rows[-1][0] + 1 - first == rows[-1][0] + 1 - self._expected
        sound = whole and _hold(rows, hashes)
        node = self._nodes.of(number) if len(rows) == BLOCK or not whole else None
        if sound and (len(rows) < BLOCK or node == merkle.root(hashes)):
            self._expected = first + len(rows)
            self._nodes.add(number, hashes, node)
            return hashes, hashes
        self.damaged.append(number)
        once = self._repair(first, rows, node)
        self._expected = first + len(once)
        self._nodes.add(number, once, node)
        return hashes, once

    def _repair(self, first: int, rows: list[Row], node: bytes | None) -> list[bytes]:
        """Name what is wrong in a block and return the hashes that once stood there."""
        told = self._sources.hashes(first, first + BLOCK)
        standing = {seq: (bytes(lh), bytes(leaf)) for seq, lh, leaf in rows}
        last = max(max(standing) + 1, min(first + BLOCK, self._total))
        once = [self._once_at(seq, standing, told.get(seq)) for seq in range(first, last)]
        if node is None or len(once) < BLOCK or merkle.root(once) == node:
            return once
        return self._by_node(first, standing, once)

    def _by_node(
        self, first: int, standing: Mapping[int, tuple[bytes, bytes]], once: list[bytes]
    ) -> list[bytes]:
        """Tell that the stored node remembers another block where no row says which entry."""
        if all(once[seq - first] == standing[seq][0] for seq in standing):
            self._nodes.doubt(first // BLOCK)
        return once

    def _once_at(
        self, seq: int, standing: Mapping[int, tuple[bytes, bytes]], told: bytes | None
    ) -> bytes:
        if seq not in standing:
            if seq >= self._expected:
                self._findings.missing(ENTRY, f"seq={seq}")
            self._lost |= told is None
            return told or merkle.SHA256.nothing
        lh, leaf = standing[seq]
        real = merkle.leaf_hash(leaf)
        if told is None:
            known = self._sources.known([lh, real])
            told = lh if lh in known or real not in known else real
        self._name(seq, lh=lh, leaf=leaf, told=told)
        return told

    def _name(self, seq: int, *, lh: bytes, leaf: bytes, told: bytes) -> None:
        real = merkle.leaf_hash(leaf)
        key = f"seq={seq}"
        if lh != told:
            why = _REPLACED if lh == real else ""
            self._findings.changed(ENTRY, key, "lh", found=lh, expected=told, why=why)
        if real != told:
            self._findings.changed(ENTRY, key, "leaf", found=real, expected=told)
        elif not letters.is_canonical(leaf):
            self._findings.broken(ENTRY, key, "leaf", why=_("字节不是规范写法。"))

    def _gap(self, first: int) -> None:
        """Name entries that are missing before a block."""
        if self._expected >= first:
            return
        if first - self._expected > _WIDEST_GAP:
            self._findings.missing(ENTRY, f"seq={self._expected}..{first - 1}")
            self._lost, self._expected = True, first
            return
        while self._expected < first:
            last = min(first, (self._expected // BLOCK + 1) * BLOCK)
            told = self._sources.hashes(self._expected, last)
            for seq in range(self._expected, last):
                self._findings.missing(ENTRY, f"seq={seq}")
                self._lost |= seq not in told
                self._once.add(told.get(seq, merkle.SHA256.nothing))
            self._expected = last


def _grown(frontier: Frontier, hashes: list[bytes], sizes: list[int]) -> dict[int, bytes]:
    """Let an edge take a block's hashes, and return the root at each of the sizes within it."""
    begun, taken, roots = frontier.size, 0, {}
    for size in sizes:
        if begun <= size <= begun + len(hashes):
            frontier.extend(hashes[taken : size - begun])
            taken = size - begun
            roots[size] = frontier.root()
    frontier.extend(hashes[taken:])
    return roots


def _hold(rows: list[Row], hashes: list[bytes]) -> bool:
    """Say whether each leaf of a block is canonical and hashes to what it is kept under."""
    sha = hashlib.sha256
    usual = letters.is_canonical
    for (_seq, _lh, leaf), lh in zip(rows, hashes, strict=True):
        data = bytes(leaf)
        if sha(b"\x00" + data).digest() != lh or not usual(data):
            return False
    return True
