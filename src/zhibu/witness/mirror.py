"""A witness also keeps the leaves, so that a journal whose disk was lost can get them back.

Only leaves that lead to a head which was cosigned are taken, so nobody can fill the file with
others. A batch is ``leaves FIRST COUNT SIZE``, the hashes that prove the tree with these leaves
to be the beginning of the cosigned one of ``SIZE``, an empty line, then each leaf with its length
in two bytes before it (as the bundles of C2SP tlog-tiles).
"""

import base64
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from zhibu.core import merkle, strict
from zhibu.witness.answers import Answer, conflict, refused
from zhibu.witness.judging import MOST_HASHES
from zhibu.witness.ledger import Head, Held, Ledger
from zhibu.witness.words import _

MOST = 256  # leaves in one batch
LONGEST_LEAF = 4096
LONGEST = MOST * (LONGEST_LEAF + 2) + 64 * 1024
BUNDLE = "application/octet-stream"
_LENGTH = struct.Struct(">H")
_NUMBERS = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """Leaves from a number on, and what proves them under the head of a size."""

    first: int
    size: int
    path: tuple[bytes, ...]
    leaves: tuple[bytes, ...]

    @property
    def last(self) -> int:
        """Return how many leaves there are with these."""
        return self.first + len(self.leaves)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Return the batch that bytes spell. Raises Fault, with the place, for anything else."""
        head, gap, bundle = data.partition(b"\n\n")
        if not gap:
            raise strict.Fault("no empty line before the leaves")
        first_line, *hashes = strict.text_of(head, LONGEST).split("\n")
        word, *numbers = first_line.split(" ")
        if word != "leaves" or len(numbers) != _NUMBERS:
            raise strict.Fault("the first line must be 'leaves' and three numbers", 0)
        first, count, size = (strict.whole(one, 7) for one in numbers)
        if len(hashes) > MOST_HASHES or not 1 <= count <= MOST or first + count > size:
            raise strict.Fault("more hashes or leaves than a batch may have", 0)
        path = tuple(strict.hash_of(one) for one in hashes)
        leaves = tuple(unbundled(bundle, len(head) + 2))
        if len(leaves) != count:
            raise strict.Fault(f"{len(leaves)} leaves where {count} are announced")
        return cls(first, size, path, leaves)

    @property
    def data(self) -> bytes:
        """Return the batch's bytes."""
        first = f"leaves {self.first} {len(self.leaves)} {self.size}"
        lines = [first, *(base64.b64encode(one).decode() for one in self.path), "", ""]
        return "\n".join(lines).encode() + bundled(self.leaves)


def bundled(leaves: Sequence[bytes]) -> bytes:
    """Return leaves one after the other, each with its length before it."""
    return b"".join(_LENGTH.pack(len(leaf)) + leaf for leaf in leaves)


def unbundled(bundle: bytes, offset: int = 0) -> Iterator[bytes]:
    """Yield the leaves of a bundle. Raises Fault where it ends within one."""
    place = 0
    while place < len(bundle):
        if place + _LENGTH.size > len(bundle):
            raise strict.Fault("half a length at the end", offset + place)
        (length,) = _LENGTH.unpack_from(bundle, place)
        leaf = bundle[place + _LENGTH.size : place + _LENGTH.size + length]
        if len(leaf) != length or not 1 <= length <= LONGEST_LEAF:
            raise strict.Fault("a leaf cut short, empty or too long", offset + place)
        yield leaf
        place += _LENGTH.size + length


def take(ledger: Ledger, origin: str, data: bytes, *, at: int) -> Answer:
    """Keep a batch of leaves and return how many are held; or say why not.

    Raises nothing for bad bytes: 400 malformed, 404 unknown log, 409 with the number that is next,
    422 where the leaves do not lead to a head that was cosigned here.
    """
    try:
        batch = Batch.parse(data)
    except strict.Fault as fault:
        return refused(400, _("看不懂这批条目：%(why)s。") % {"why": fault})
    with ledger.writing() as pages:
        if not pages.verifiers(origin):
            return refused(
                404, _("本见证机不认识这本账，请先由管理人用 zhibu witness trust 登记。")
            )
        held = pages.held(origin)
        if batch.first != held.size:
            return conflict(held.size)
        grown = _grown(held, batch, at)
        if not _is_proven(pages.head(origin, batch.size), batch, grown):
            return refused(422, _("这批条目与本机会签过的账本头不符，没有收下。"))
        pages.hold(origin, batch.leaves, grown)
    return Answer(200, f"{grown.size}\n")


def give(ledger: Ledger, origin: str, first: int) -> Answer:
    """Return up to a batch of the leaves held from a number on; 404 where there are none."""
    with ledger.reading() as pages:
        leaves = pages.leaves(origin, first, MOST)
    if not leaves:
        return refused(404, _("本机没有这些条目。"))
    return Answer(200, bundled(leaves), BUNDLE)


def _grown(held: Held, batch: Batch, at: int) -> Held:
    frontier = merkle.Frontier.at(held.size, held.peaks)
    frontier.extend(map(merkle.leaf_hash, batch.leaves))
    return Held(frontier.size, frontier.peaks, held.since or at, max(at, held.at))


def _is_proven(head: Head | None, batch: Batch, grown: Held) -> bool:
    tree = merkle.Frontier.at(grown.size, grown.peaks).root()
    return head is not None and merkle.is_consistent(
        grown.size, batch.size, tree, head.root, batch.path
    )
