"""How a members' meeting voted about somebody, read from the meeting's own record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhibu.meetings import queries as meetings
from zhibu.meetings.models import Meeting
from zhibu.meetings.records import MeetingHeld

FORM = "general_meeting"


@dataclass(frozen=True, slots=True)
class Ballot:
    """Who should have voted, who was there, and how many said yes, where the record says so."""

    expected: int | None
    present: int | None
    ayes: int | None

    @property
    def numbers(self) -> dict[str, int]:
        """Return the numbers there are, by the fields of a step."""
        told = {"expected": self.expected, "present": self.present, "ayes": self.ayes}
        return {name: number for name, number in told.items() if number is not None}


def held_of(rec: str) -> MeetingHeld | None:
    """Return what a meeting's record says, or None for one that is unknown or withdrawn."""
    if not Meeting.objects.filter(rec=rec, withdrawn=False).exists():
        return None
    return meetings.told_of(rec)


def ballot_of(held: MeetingHeld, name: str) -> Ballot:
    """Return the vote about a person: the one voted topic that names them, or the only one."""
    voted = [topic for topic in held.topics if topic.votes is not None]
    named = [topic for topic in voted if name in topic.title or name in (topic.resolution or "")]
    among = named or voted
    only = among[0].votes if len(among) == 1 else None
    return Ballot(held.voting_expected, held.voting_present, only.ayes if only else None)


def filled(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a step's values with the numbers that the meeting's record holds.

    Attendance is always the record's. The ayes are the record's and the written opinions; only
    where the record does not tell the vote, they are what was typed.
    """
    told = dict(values)
    held = held_of(str(told.get("meeting", "")))
    if held is None:
        return told
    numbers = ballot_of(held, name).numbers
    if "ayes" in numbers:
        numbers["ayes"] += int(told.get("written") or 0)
    return told | numbers
