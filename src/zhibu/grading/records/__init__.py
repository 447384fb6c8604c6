"""The records of this room: bonus, vetoes, classes, results of a year."""

from zhibu.grading.records.bonus import BonusAdopted, BonusClaimed, BonusDecided, BonusJudged
from zhibu.grading.records.classes import ClassAsked, ClassDecided
from zhibu.grading.records.results import Line, ResultsDecided
from zhibu.grading.records.vetoes import VetoAppealed, VetoFound, VetoGranted, VetoUpheld

__all__ = [
    "BonusAdopted", "BonusClaimed", "BonusDecided", "BonusJudged", "ClassAsked", "ClassDecided",
    "Line", "ResultsDecided", "VetoAppealed", "VetoFound", "VetoGranted", "VetoUpheld",
]  # fmt: skip
