"""The record kinds of the procedures room."""

from zhibu.procedures.records.adding import MaterialAdded
from zhibu.procedures.records.ending import CaseClosed, VersionChanged
from zhibu.procedures.records.opening import CaseOpened
from zhibu.procedures.records.parts import Answer, KeptAt, Paper, Told
from zhibu.procedures.records.stepping import ExceptionGranted, StepDone, StepTicked
from zhibu.procedures.records.taking import TakenAnswer, TakenOver, TakenStep

__all__ = [
    "Answer", "CaseClosed", "CaseOpened", "ExceptionGranted", "KeptAt", "MaterialAdded", "Paper",
    "StepDone", "StepTicked", "TakenAnswer", "TakenOver", "TakenStep", "Told", "VersionChanged",
]  # fmt: skip
