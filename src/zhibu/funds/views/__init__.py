"""The pages of the funds room."""

from zhibu.funds.views.deciding import application, decide, invoice, settle, spend
from zhibu.funds.views.entering import apply, plan, publish, receive, withdraw
from zhibu.funds.views.looking import committee, disclosure, export, listing

__all__ = [
    "application",
    "apply",
    "committee",
    "decide",
    "disclosure",
    "export",
    "invoice",
    "listing",
    "plan",
    "publish",
    "receive",
    "settle",
    "spend",
    "withdraw",
]
