"""The guard: a file beside the database that remembers every head that was ever signed.

A line is on the disk before its head leaves. Whoever brings back last week's database finds that
the file remembers more than the database holds, and nothing is signed (specification 2.6).

A head leaves only after its whole line, newline included, is on the disk. So an end without a
newline is a head that never left: a crash or a full disk cut the writing short. It is passed over
and cut off by the next line. Anything else that does not read is damage, and refused.
"""

import base64
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from zhibu.core import leaf as spelling
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.refusal import Refusal
from zhibu.journal.backends.queue import alone
from zhibu.journal.durable import sync_folder

NAME = "signed-heads"
_TAIL = 64 * 1024
_WORDS = 5
_CHECK = 8

_SHORTER = _(
    "账本只有 %(size)d 条，已签名的账本头却有 %(kept)d 条：账本被截短或换成了旧的，拒绝签名。"
)
_ANOTHER = _("前 %(kept)d 条与已签名的账本头不符：旧记录被改动，拒绝签名。")
_LATER = _(
    "签名记录里已有第 %(kept)d 账期，账本还停在第 %(epoch)d 账期：账本被换成了旧的，拒绝签名。"
)
_MISSING = _("签名记录 signed-heads 不见了，拒绝签名。请从备份取回这个文件，或开启新账期。")
_DAMAGED = _("签名记录 signed-heads 有一行损坏，拒绝签名。请从备份取回这个文件，或开启新账期。")

RootOf = Callable[[int], bytes]


class HeadsDisagree(Refusal):
    """The journal is shorter than a head that was signed over it, or is another one.

    ``seen`` holds what was compared: the remembered size, and the journal's.
    """

    def __init__(self, words: object, **seen: object) -> None:
        super().__init__(words)
        self.seen = seen


class GuardDamaged(Refusal):
    """The file of signed heads is missing, or a whole line of it does not read."""


@dataclass(frozen=True, slots=True)
class Head:
    """A head that was signed: whose, at which size, and when."""

    checkpoint: Checkpoint
    at: datetime

    @property
    def line(self) -> str:
        """Return the head as a line of the file; its last word is a check over the others."""
        one = self.checkpoint
        told = f"{one.size} {base64.b64encode(one.root).decode()}"
        told = f"{told} {spelling.spell_instant(self.at)} {one.origin}"
        return f"{told} {_check_of(told)}\n"

    @classmethod
    def parse(cls, line: str) -> "Head":
        """Return the head that a line spells. Raises ValueError."""
        told, _, check = line.rpartition(" ")
        words = line.split(" ")
        if len(words) != _WORDS or check != _check_of(told):
            raise ValueError(f"not a line of signed heads: {line[:80]!r}")
        size, root, at, origin, _ = words
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
        return cls(checkpoint, spelling.read_instant(at))


class Guard:
    """The file of signed heads in the folder of keys."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def within(cls, folder: Path) -> "Guard":
        """Return the guard of a folder of keys."""
        return cls(folder / NAME)

    def alone(self) -> AbstractContextManager[None]:
        """Let one signer at a time read, sign and append; others wait their turn."""
        return alone(self._path.with_suffix(".lock"))

    def begin(self) -> None:
        """Make the file where there is none, for a journal that never signed a head."""
        if not self._path.exists():
            self._write(b"")

    def set_aside(self) -> None:
        """Keep the file, such as it is, under a name that no file has yet."""
        for turn in count(1):
            aside = self._path.with_name(f"{NAME}.damaged-{turn}")
            if not aside.exists():
                break
        if self._path.exists():
            self._path.rename(aside)

    def heads(self) -> Iterator[Head]:
        """Yield every head in the order they were signed. Raises GuardDamaged."""
        with self._open() as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield self._read(line)

    def last(self) -> Head | None:
        """Return the head that was signed last, or None. Raises GuardDamaged."""
        with self._open() as file:
            end = _end_of_whole_lines(file)
            begin = max(0, end - _TAIL)
            file.seek(begin)
            whole = file.read(end - begin).splitlines()
        return self._read(whole[-1]) if whole else None

    def append(self, checkpoint: Checkpoint, at: datetime) -> None:
        """Remember a head; when this returns it is on the disk.

        Raises HeadsDisagree for a head that is shorter than the last, or another one at its size.
        """
        last = self.last()
        if last and last.checkpoint.origin == checkpoint.origin:
            _insist_on_growth(last.checkpoint, checkpoint)
            if last.checkpoint == checkpoint:
                return
        self._write(Head(checkpoint, at).line.encode())

    def check(self, origin: str, size: int, root_of: RootOf) -> None:
        """Compare the journal with the last head that was signed.

        ``root_of`` gives the root of the journal's first so many leaves. A root binds all leaves
        before it, so that one comparison is as good as comparing every head.
        Raises HeadsDisagree where the journal is shorter or another one, or where a later epoch
        has begun; GuardDamaged where the file does not read.
        """
        last = self.last()
        if last is None:
            return
        kept = last.checkpoint
        if kept.origin != origin:
            _insist_on_later_epoch(kept.origin, origin)
            return
        told = {"size": size, "kept": kept.size}
        if size < kept.size:
            raise HeadsDisagree(_SHORTER % told, **told)
        if root_of(kept.size) != kept.root:
            raise HeadsDisagree(_ANOTHER % told, **told)

    def _read(self, line: bytes) -> Head:
        try:
            return Head.parse(line.decode("ascii").removesuffix("\n"))
        except ValueError as fault:
            raise GuardDamaged(_DAMAGED) from fault

    def _open(self) -> BinaryIO:
        try:
            return self._path.open("rb")
        except FileNotFoundError as fault:
            raise GuardDamaged(_MISSING) from fault

    def _write(self, data: bytes) -> None:
        """Append to the file, after its last whole line, and wait until it is on the disk."""
        is_new = not self._path.exists()
        with os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            file.truncate(_end_of_whole_lines(file))
            file.seek(0, os.SEEK_END)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(self._path.parent)


def epoch_of(origin: str) -> int:
    """Return the epoch that an origin ends in, ``…/journal/2``; 0 where it ends in none."""
    told = origin.rpartition("/")[2]
    return int(told) if told.isascii() and told.isdigit() else 0


def _check_of(told: str) -> str:
    return sha256(told.encode()).hexdigest()[:_CHECK]


def _insist_on_growth(kept: Checkpoint, new: Checkpoint) -> None:
    told = {"size": new.size, "kept": kept.size}
    if new.size < kept.size:
        raise HeadsDisagree(_SHORTER % told, **told)
    if new.size == kept.size and new.root != kept.root:
        raise HeadsDisagree(_ANOTHER % told, **told)


def _insist_on_later_epoch(kept: str, origin: str) -> None:
    told = {"kept": epoch_of(kept), "epoch": epoch_of(origin)}
    if told["kept"] >= told["epoch"]:
        raise HeadsDisagree(_LATER % told, **told)


def _end_of_whole_lines(file: BinaryIO) -> int:
    end = file.seek(0, os.SEEK_END)
    begin = max(0, end - _TAIL)
    file.seek(begin)
    place = file.read().rfind(b"\n")
    if place < 0 and begin:
        raise GuardDamaged(_DAMAGED)
    return begin + place + 1
