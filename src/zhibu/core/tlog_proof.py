"""Receipts (C2SP tlog-proof): a leaf's number, its inclusion path and a checkpoint, in one text."""

import base64
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from zhibu.core import merkle, notes, strict
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note, NoteFault

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63
LONGEST = notes.LONGEST + 64 * 1024


@dataclass(frozen=True, slots=True)
class TlogProof:
    """What proves that a leaf stands in the tree of a checkpoint; ``extra`` is never trusted."""

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    @property
    def checkpoint(self) -> Checkpoint:
        """Return the checkpoint, signed or not. Raises NoteFault if the note is none."""
        return Checkpoint.parse(self.note.text)

    @property
    def data(self) -> bytes:
        """Return the proof's bytes, as a ``.tlog-proof`` file has them."""
        extra = [f"extra {_spell(self.extra)}"] if self.extra else []
        lines = [HEADER, *extra, f"index {self.index}", *map(_spell, self.path), "", ""]
        return "\n".join(lines).encode() + self.note.data

    def proves(self, lh: bytes) -> bool:
        """Say whether the leaf of a hash stands at the number; signatures are another question."""
        head = self.checkpoint
        return merkle.is_included(lh, self.index, head.size, self.path, head.root)

    @classmethod
    def parse(cls, data: bytes) -> "TlogProof":
        """Return the proof that bytes spell.

        Raises NoteFault for anything else: a line misspelled, a number beyond the checkpoint, more
        or fewer hashes than a tree of that size needs.
        """
        try:
            return _read(strict.text_of(data, LONGEST))
        except NoteFault:
            raise
        except strict.Fault as fault:
            raise NoteFault(fault.reason, fault.offset) from fault


def _read(text: str) -> TlogProof:
    head, gap, signed = text.partition("\n\n")
    if not gap:
        raise strict.Fault("no empty line before the checkpoint")
    lines = deque(_placed(head))
    if lines.popleft()[1] != HEADER:
        raise strict.Fault(f"the first line must be {HEADER}", 0)
    extra = lines and lines[0][1].startswith("extra ")
    told = strict.base64_of(*_after("extra ", lines)) if extra else b""
    index = strict.whole(*_after("index ", lines))
    path = tuple(strict.hash_of(one, place) for place, one in lines)
    note = _read_note(signed.encode(), len(head.encode()) + len(gap))
    _check_size(index, path, Checkpoint.parse(note.text).size)
    return TlogProof(index, path, note, told)


def _placed(head: str) -> Iterator[tuple[int, str]]:
    place = 0
    for one in head.split("\n"):
        yield place, one
        place += len(one.encode()) + 1


def _after(word: str, lines: deque[tuple[int, str]]) -> tuple[str, int]:
    """Take the next line and return what follows its first word, and where."""
    place, told = lines.popleft() if lines else (len(HEADER), "")
    if not told.startswith(word):
        raise strict.Fault(f"a line must begin with {word!r}", place)
    return told.removeprefix(word), place + len(word)


def _read_note(data: bytes, begin: int) -> Note:
    try:
        note = Note.parse(data)
        Checkpoint.parse(note.text)
    except NoteFault as fault:
        offset = None if fault.offset is None else begin + fault.offset
        raise NoteFault(fault.reason, offset) from fault
    return note


def _check_size(index: int, path: tuple[bytes, ...], size: int) -> None:
    if index >= size:
        raise strict.Fault(f"leaf {index} in a tree of {size}")
    if len(path) != len(merkle.inclusion_spans(index, size)):
        raise strict.Fault(f"{len(path)} hashes do not lead from leaf {index} to a head of {size}")


def _spell(data: bytes) -> str:
    return base64.b64encode(data).decode()
