"""The record kinds of the procedures room."""

from zhibu.procedures.records.ending import CaseClosed, VersionChanged
from zhibu.procedures.records.opening import CaseOpened
from zhibu.procedures.records.parts import Answer, Told
from zhibu.procedures.records.stepping import ExceptionGranted, StepDone

__all__ = [
    "Answer", "CaseClosed", "CaseOpened", "ExceptionGranted", "StepDone", "Told", "VersionChanged",
]  # fmt: skip
