"""What people may do in this room; each act one function, each entering what it did."""

from zhibu.review.actions.appealing import (
    CannotAnswerAppeal,
    CannotAppeal,
    answer_appeal,
    appeal,
    withdraw_appeal,
)
from zhibu.review.actions.assessing_oneself import CannotAssessOneself, assess_oneself
from zhibu.review.actions.commenting import CannotComment, comment
from zhibu.review.actions.confirming import ConfirmationTold, confirm
from zhibu.review.actions.delegating import CannotDelegate, delegate, withdraw_delegation
from zhibu.review.actions.judging import MarkTold, judge
from zhibu.review.actions.spot_checking import CannotSpotCheck, announce, draw, find
from zhibu.review.judges import CannotJudge

__all__ = [
    "CannotAnswerAppeal", "CannotAppeal", "CannotAssessOneself", "CannotComment", "CannotDelegate",
    "CannotJudge", "CannotSpotCheck", "ConfirmationTold", "MarkTold", "announce", "answer_appeal",
    "appeal", "assess_oneself", "comment", "confirm", "delegate", "draw", "find", "judge",
    "withdraw_appeal", "withdraw_delegation",
]  # fmt: skip
