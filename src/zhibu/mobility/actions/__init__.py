"""What may be done about transfers, floating members and the quarter's report."""

from zhibu.mobility.actions.floating import (
    contact,
    end_floating,
    register_inflow,
    register_outflow,
)
from zhibu.mobility.actions.letters import LetterTold, issue, refuse, withdraw
from zhibu.mobility.actions.receiving import arrive, receipt_from_outside, receive
from zhibu.mobility.actions.reporting import send_report
from zhibu.mobility.actions.searching import begin_search
from zhibu.mobility.refusals import CannotFloat, CannotReport, CannotSearch, CannotTransfer

__all__ = [
    "CannotFloat", "CannotReport", "CannotSearch", "CannotTransfer", "LetterTold", "arrive",
    "begin_search", "contact", "end_floating", "issue", "receipt_from_outside", "receive",
    "refuse", "register_inflow", "register_outflow", "send_report", "withdraw",
]  # fmt: skip
