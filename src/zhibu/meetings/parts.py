"""What a meeting's record is made of."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Whether a person who was expected came."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person's attendance; the reason never leaves the record."""

    member: str
    state: State
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Votes:
    """How a vote went."""

    ayes: int
    noes: int = 0
    abstentions: int = 0

    @property
    def cast(self) -> int:
        """Return how many voted at all."""
        return self.ayes + self.noes + self.abstentions


@dataclass(frozen=True, slots=True)
class TopicTold:
    """One thing dealt with: whether it was a major matter, what was resolved, how it was voted."""

    title: str
    decision: bool = False
    resolution: str | None = None
    votes: Votes | None = None
    adopted: bool | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside the minutes: ``h`` is its salted digest (journal specification 2.3)."""

    id: str
    name: str
    size: int
    type: str
    h: str
