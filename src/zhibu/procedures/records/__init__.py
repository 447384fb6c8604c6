"""The record kinds of the procedures room."""

from zhibu.procedures.records.adding import MaterialAdded
from zhibu.procedures.records.ending import CaseClosed, VersionChanged
from zhibu.procedures.records.opening import CaseOpened
from zhibu.procedures.records.parts import Answer, KeptAt, Paper, Told
from zhibu.procedures.records.stepping import ExceptionGranted, StepDone, StepTicked

__all__ = [
    "Answer", "CaseClosed", "CaseOpened", "ExceptionGranted", "KeptAt", "MaterialAdded", "Paper",
    "StepDone", "StepTicked", "Told", "VersionChanged",
]  # fmt: skip
