"""The words of the door: a leaf as rooms see it, and by whose hand it came."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict

from zhibu.core.lag import Lag


class Op(StrEnum):
    """What a leaf does (journal specification 2.2)."""

    CREATE = "create"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    ANNOTATE = "annotate"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    APPROVE = "approve"
    RETURN = "return"
    SEAL = "seal"
    ERASE = "erase"
    SYSTEM = "system"


REPLACING = frozenset({Op.CORRECT, Op.WITHDRAW})
RESTRICTED = "restricted"


class Via(StrEnum):
    """The way a record came in."""

    WEB = "web"
    APP = "app"
    API = "api"
    IMPORT = "import"
    OFFLINE = "offline"


class Told(TypedDict):
    """A hand as the door's keyword arguments."""

    by: str
    role: str
    via: Via
    at: datetime


@dataclass(frozen=True, slots=True)
class Hand:
    """By whose hand, in what role, by which way and when: what a face knows about an act."""

    by: str
    role: str
    via: Via
    at: datetime

    @property
    def told(self) -> Told:
        """Return the arguments that ``log.append`` takes from a hand."""
        return {"by": self.by, "role": self.role, "via": self.via, "at": self.at}


@dataclass(frozen=True, slots=True)
class Captured:
    """When a phone says it took a record down, and the checkpoint note it held then.

    The time is a claim and moves nothing; the checkpoint proves that it was not before, the
    leaf's own time that it was not after (journal specification 2.9).
    """

    at: datetime
    checkpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One record in the journal. ``number`` is None while a sequencer has yet to give it.

    ``restricted`` says that the leaf itself shows neither unit, kind, person nor day: they were
    read from the payload.
    """

    lh: bytes
    number: int | None
    rec: str
    unit: str | None
    kind: str
    op: Op
    on: date
    at: datetime
    actor: str
    role: str
    via: Via
    prev: bytes | None
    lag: Lag
    reason: str | None = None
    restricted: bool = False

    @property
    def fingerprint(self) -> str:
        """Return the short print a person can write down: eight letters of the hash."""
        text = self.lh.hex()[:8]
        return f"{text[:4]}-{text[4:]}"
