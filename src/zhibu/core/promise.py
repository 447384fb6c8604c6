"""Promises: that a leaf will get its number, signed when it is accepted (specification 2.7).

A promise is a note by a key of its own, ``<origin>/promise``: that name, the leaf hash, the time.
"""

import base64
from dataclasses import dataclass
from datetime import datetime

from zhibu.core import leaf, strict
from zhibu.core.notes import NoteFault

_LINES = 3
_SUFFIX = "/promise"


def name_of(origin: str) -> str:
    """Return the name of the key that signs an origin's promises."""
    return origin + _SUFFIX


@dataclass(frozen=True, slots=True)
class Promise:
    """That the leaf of a hash, accepted at a time, will be included in an origin's tree."""

    origin: str
    lh: bytes
    at: datetime

    @property
    def text(self) -> str:
        """Return the three lines that are signed."""
        told = base64.b64encode(self.lh).decode()
        return f"{name_of(self.origin)}\n{told}\n{leaf.spell_instant(self.at)}\n"

    @classmethod
    def parse(cls, text: str) -> "Promise":
        """Return the promise that a note's text spells. Raises NoteFault for anything else."""
        lines = text.split("\n")
        if len(lines) != _LINES + 1 or lines[-1] or not lines[0].endswith(_SUFFIX):
            raise NoteFault("a promise has three lines: <origin>/promise, leaf hash, time")
        name, told, at, _ = lines
        place = len(name.encode()) + 1
        try:
            found = cls(name.removesuffix(_SUFFIX), strict.hash_of(told, place), _instant(at))
        except strict.Fault as fault:
            raise NoteFault(fault.reason, fault.offset) from fault
        if not found.origin or found.text != text:
            raise NoteFault("not the one spelling of a promise", place)
        return found


def _instant(text: str) -> datetime:
    try:
        return leaf.read_instant(text)
    except ValueError as fault:
        raise strict.Fault("a time must be spelled 2026-03-15T02:11:09.123Z") from fault
