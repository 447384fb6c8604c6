"""The record kinds of the meetings room, and how they are written into the room's tables."""

from zhibu.meetings.parts import Attachment, Attendance, State, TopicTold, Votes
from zhibu.meetings.records.answers import AttendanceConfirmed, AttendanceDisputed
from zhibu.meetings.records.held import MeetingHeld

__all__ = [
    "Attachment",
    "Attendance",
    "AttendanceConfirmed",
    "AttendanceDisputed",
    "MeetingHeld",
    "State",
    "TopicTold",
    "Votes",
]
