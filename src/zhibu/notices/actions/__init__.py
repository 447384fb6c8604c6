"""What may be done about notices. Each stage follows the one before; none is skipped."""

from zhibu.notices.actions.answering import receipt, reply
from zhibu.notices.actions.ending import close, escalate, withdraw
from zhibu.notices.actions.issuing import Wanted, drop, issue
from zhibu.notices.actions.rechecking import recheck_by_machine, visit
from zhibu.notices.actions.refusals import CannotIssue, CannotRectify

__all__ = [
    "CannotIssue", "CannotRectify", "Wanted", "close", "drop", "escalate", "issue", "receipt",
    "recheck_by_machine", "reply", "visit", "withdraw",
]  # fmt: skip
