"""The records of this room. What a branch owes and did in time are facts about the old branch."""

from zhibu.mobility.records.floating import (
    Contacted,
    FloatingEnded,
    InflowRegistered,
    OutflowRegistered,
    Way,
    Why,
)
from zhibu.mobility.records.letters import (
    Arrived,
    LetterIssued,
    LetterLapsed,
    LetterReceived,
    LetterRefused,
)
from zhibu.mobility.records.reports import Line, QuarterReportSent

__all__ = [
    "Arrived", "Contacted", "FloatingEnded", "InflowRegistered", "LetterIssued", "LetterLapsed",
    "LetterReceived", "LetterRefused", "Line", "OutflowRegistered", "QuarterReportSent", "Way",
    "Why",
]  # fmt: skip
