"""Checkpoints (C2SP tlog-checkpoint): a log's origin, size and head, without extension lines."""

import base64
from dataclasses import dataclass

from zhibu.core import strict
from zhibu.core.notes import NoteFault

_LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log's tree at a size."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Return the three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Return the checkpoint that a note's text spells.

        Raises NoteFault unless it is exactly an origin, a size and a head of 32 bytes.
        """
        lines = text.split("\n")
        if len(lines) != _LINES + 1 or lines[-1] or not lines[0]:
            raise NoteFault("a checkpoint has three lines: origin, size, head")
        origin, size, head, _ = lines
        place = len(origin.encode()) + 1
        try:
            found = cls(origin, strict.whole(size, place), b"")
            return cls(origin, found.size, strict.hash_of(head, place + len(size) + 1))
        except strict.Fault as fault:
            raise NoteFault(fault.reason, fault.offset) from fault
