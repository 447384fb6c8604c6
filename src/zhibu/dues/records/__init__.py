"""The record kinds of the dues room, and how they are written into its tables."""

from zhibu.dues.records.collected import DuesCollected
from zhibu.dues.records.members import (
    BaseChanged,
    BaseLine,
    BasesReviewed,
    ExtraPaid,
    QuarterlyAgreed,
    ReliefAsked,
    ReliefDecided,
    Reminded,
)
from zhibu.dues.records.years import Remitted, YearPublished

__all__ = [
    "BaseChanged",
    "BaseLine",
    "BasesReviewed",
    "DuesCollected",
    "ExtraPaid",
    "QuarterlyAgreed",
    "ReliefAsked",
    "ReliefDecided",
    "Reminded",
    "Remitted",
    "YearPublished",
]
