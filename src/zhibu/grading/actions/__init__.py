"""What people may do in this room; each act one function, each entering what it did."""

from zhibu.grading.actions.claiming import (
    CannotAdopt,
    CannotClaim,
    ClaimTold,
    adopt_case,
    claim_bonus,
    withdraw_claim,
)
from zhibu.grading.actions.classing import (
    CannotAskForClass,
    CannotClass,
    ask_for_class,
    decide_class,
    refuse_wish,
    withdraw_wish,
)
from zhibu.grading.actions.deciding import (
    CannotDecideResults,
    Deviation,
    ResultsTold,
    decide_results,
)
from zhibu.grading.actions.judging import CannotDecide, CannotJudge, decide_bonus, judge_bonus
from zhibu.grading.actions.vetoing import (
    CannotAppealVeto,
    CannotVeto,
    VetoTold,
    appeal_veto,
    find_veto,
    grant_veto,
    uphold_veto,
)

__all__ = [
    "CannotAdopt", "CannotAppealVeto", "CannotAskForClass", "CannotClaim", "CannotClass",
    "CannotDecide", "CannotDecideResults", "CannotJudge", "CannotVeto", "ClaimTold", "Deviation",
    "ResultsTold", "VetoTold", "adopt_case", "appeal_veto", "ask_for_class", "claim_bonus",
    "decide_bonus", "decide_class", "decide_results", "find_veto", "grant_veto", "judge_bonus",
    "refuse_wish", "uphold_veto", "withdraw_claim", "withdraw_wish",
]  # fmt: skip
