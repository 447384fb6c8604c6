"""How a members' meeting voted about somebody, read from the meeting's own record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhibu.admission.models import Applicant
from zhibu.meetings import queries as meetings
from zhibu.meetings.models import Meeting
from zhibu.meetings.parts import TopicTold
from zhibu.meetings.records import MeetingHeld
from zhibu.party.models import Member
from zhibu.procedures.models import Case

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


def ballot_of(held: MeetingHeld, name: str, others: Iterable[str] = ()) -> Ballot:
    """Return the vote about a person: that of the one voted topic that names them.

    Where no topic does, or several do, nothing tells which vote is theirs. ``others`` are names
    that hold this one: a topic about 王伟强 does not name 王伟.
    """
    voted = [topic for topic in held.topics if topic.votes is not None]
    about = [topic.votes for topic in voted if _names(_words(topic), name, others)]
    only = about[0] if len(about) == 1 else None
    return Ballot(held.voting_expected, held.voting_present, only.ayes if only else None)


def _words(topic: TopicTold) -> str:
    return f"{topic.title}\n{topic.resolution or ''}"


def _names(text: str, name: str, others: Iterable[str]) -> bool:
    for longer in sorted(others, key=len, reverse=True):
        text = text.replace(longer, "")
    return name in text


def names_holding(case: Case) -> frozenset[str]:
    """Return whose names in the branch hold the name a case is about. Two queries."""
    name, branch = case.subject_name, case.organization_id
    found = {"name__contains": name}
    members = Member.objects.filter(affiliations__organization=branch, **found)
    applicants = Applicant.objects.filter(branch=branch, **found)
    names = {*members.values_list("name", flat=True), *applicants.values_list("name", flat=True)}
    return frozenset(names - {name})


def filled(case: Case, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a step's values with the numbers that the meeting's record holds.

    Attendance is always the record's. The ayes are the record's and the written opinions; what was
    typed instead stays, and the step is refused where both differ.
    """
    told = dict(values)
    held = held_of(str(told.get("meeting", "")))
    if held is None:
        return told
    numbers = ballot_of(held, case.subject_name, names_holding(case)).numbers
    if "ayes" in numbers:
        numbers["ayes"] += int(told.get("written") or 0)
    return numbers | told | {name: n for name, n in numbers.items() if name != "ayes"}


def counted(case: Case, values: Mapping[str, Any]) -> int | None:
    """Return the ayes by the meeting's record and the written opinions, where it tells them."""
    told = {name: value for name, value in values.items() if name != "ayes"}
    return filled(case, told).get("ayes")
