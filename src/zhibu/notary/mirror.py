"""The leaf mirror: every numbered leaf once more, in a file that should lie on a second disk.

One file for each epoch, ``leaves-1.jsonl``: line by line the leaves from number 0 on, in the bytes
that were hashed. With it a database put back from an older backup gets its lost leaves again under
the same numbers (specification 2.8). It holds no names: leaves never do.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhibu.core import merkle
from zhibu.core.merkle import Frontier
from zhibu.core.refusal import Refusal
from zhibu.journal import tree
from zhibu.journal.backends.queue import alone
from zhibu.journal.durable import sync_folder
from zhibu.journal.models import Entry
from zhibu.notary import keys

BATCH = 1_000
_LONGER = _(
    "镜像有 %(mirrored)d 条，账本只有 %(size)d 条：账本丢了记录。请运行 zhibu epoch recover。"
)
_ANOTHER = _("镜像的第 %(number)d 条与账本不同，镜像不再续写。请运行 zhibu mirror 核对。")


class MirrorDisagrees(Refusal):
    """The mirror holds another leaf than the journal, or more of them.

    ``seen`` holds how many leaves the mirror has, and the journal.
    """

    def __init__(self, words: object, **seen: object) -> None:
        super().__init__(words)
        self.seen = seen


@dataclass(frozen=True, slots=True)
class State:
    """How mirror and journal stand to each other; ``agree`` up to the shorter of them."""

    path: Path
    mirrored: int
    size: int
    agree: bool


class Mirror:
    """The mirror of one epoch. Whoever keeps one remembers how far the file was read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = 0
        self._end = 0
        self._last: bytes | None = None

    @classmethod
    def of_epoch(cls, epoch: int) -> "Mirror":
        """Return the mirror of an epoch, in the folder of mirrors."""
        return cls(Path(settings.MIRROR) / f"leaves-{epoch}.jsonl")

    @property
    def path(self) -> Path:
        """Return where the file is."""
        return self._path

    def leaves(self) -> Iterator[bytes]:
        """Yield the mirrored leaves in their order; an unfinished last line is none."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield line[:-1]

    def catch_up(self, *, using: str = "default") -> int:
        """Write what the journal has and the mirror lacks; on the disk when this returns.

        Returns how many leaves were written. Raises MirrorDisagrees where the mirror holds
        another last leaf, or more than the journal.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with alone(self._path.with_suffix(".lock")):
            self._look()
            size = tree.size(using=using)
            self._insist_on_agreement(size, using)
            written = 0
            while self._count < size:
                until = min(size, self._count + BATCH)
                written += self._write(list(_leaves(self._count, until, using)))
        return written

    def _insist_on_agreement(self, size: int, using: str) -> None:
        told = {"mirrored": self._count, "size": size}
        if self._count > size:
            raise MirrorDisagrees(_LONGER % told, **told)
        if self._last is None:
            return
        row = Entry.objects.using(using).filter(seq=self._count - 1).values_list("lh", flat=True)
        if bytes(row[0]) != merkle.leaf_hash(self._last):
            raise MirrorDisagrees(_ANOTHER % {"number": self._count - 1}, **told)

    def _look(self) -> None:
        """Read what was added since we looked last; cut off a line that was never finished."""
        is_new = not self._path.exists()
        with self._open() as file:
            end = file.seek(0, os.SEEK_END)
            if end < self._end:
                self._count, self._end, self._last = 0, 0, None
            file.seek(self._end)
            for line in file:
                if not line.endswith(b"\n"):
                    file.truncate(self._end)
                    break
                self._count, self._end = self._count + 1, self._end + len(line)
                self._last = line[:-1]
        if is_new:
            sync_folder(self._path.parent)

    def _write(self, leaves: list[bytes]) -> int:
        data = b"".join(leaf + b"\n" for leaf in leaves)
        with self._open() as file:
            file.seek(self._end)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self._count, self._end = self._count + len(leaves), self._end + len(data)
        self._last = leaves[-1]
        return len(leaves)

    def _open(self) -> BinaryIO:
        return os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")


def state_of(mirror: Mirror, *, using: str = "default") -> State:
    """Compare the whole mirror with the journal, leaf by leaf through their roots."""
    size, frontier, count = tree.size(using=using), Frontier(), 0
    agree = True
    for leaf in mirror.leaves():
        if count == size:
            agree = _agrees(frontier, size, using)
        frontier.add(merkle.leaf_hash(leaf))
        count += 1
    if count <= size:
        agree = _agrees(frontier, count, using)
    return State(mirror.path, count, size, agree)


def first_difference(mirror: Mirror, *, using: str = "default") -> int:
    """Return the number of the first leaf that only one of mirror and journal has."""
    own = _leaves(0, tree.size(using=using), using)
    pairs = zip(mirror.leaves(), own, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def current() -> Mirror:
    """Return the mirror of the epoch that runs. Raises NoKey before the journal names keys."""
    return Mirror.of_epoch(keys.current().epoch)


def _agrees(frontier: Frontier, size: int, using: str) -> bool:
    return not size or frontier.root() == tree.root(size, using=using)


def _leaves(first: int, last: int, using: str) -> Iterator[bytes]:
    rows = Entry.objects.using(using).filter(seq__gte=first, seq__lt=last).order_by("seq")
    for leaf in rows.values_list("leaf", flat=True).iterator(chunk_size=BATCH):
        yield bytes(leaf)
