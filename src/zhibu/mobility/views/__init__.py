"""The pages of the mobility room."""

from zhibu.mobility.views.floating import (
    afloat,
    contact,
    end,
    floating,
    inflow,
    new_search,
    outflow,
)
from zhibu.mobility.views.letters import docx, letter, pdf, receipt, receive, refuse, withdraw
from zhibu.mobility.views.listing import new_arrival, new_letter, of_branch, of_committee
from zhibu.mobility.views.lists import reconciliation
from zhibu.mobility.views.reports import quarter_report

__all__ = [
    "afloat", "contact", "docx", "end", "floating", "inflow", "letter", "new_arrival",
    "new_letter", "new_search", "of_branch", "of_committee", "outflow", "pdf", "quarter_report",
    "receipt", "receive", "reconciliation", "refuse", "withdraw",
]  # fmt: skip
