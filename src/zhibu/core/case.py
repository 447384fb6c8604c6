"""The machine that walks procedures: pure, without a clock, the same for every definition."""

from zhibu.core.case_acts import check_close, check_grant, check_move, move, waivers
from zhibu.core.case_audit import audit
from zhibu.core.case_check import check, remarks
from zhibu.core.case_facts import due_facts, stated_facts
from zhibu.core.case_flow import COMPLETED
from zhibu.core.case_parts import (
    Case,
    Done,
    Gap,
    Granted,
    Obstacle,
    StageState,
    Standing,
    StepState,
)
from zhibu.core.case_stand import AHEAD, DONE, LEFT_OUT, OPEN, OVERDUE, stand
from zhibu.core.case_taking import Taken, take_over

__all__ = [
    "AHEAD", "COMPLETED", "DONE", "LEFT_OUT", "OPEN", "OVERDUE", "Case", "Done", "Gap", "Granted",
    "Obstacle", "StageState", "Standing", "StepState", "Taken", "audit", "check", "check_close",
    "check_grant", "check_move", "due_facts", "move", "remarks", "stand", "stated_facts",
    "take_over", "waivers",
]  # fmt: skip
