"""The pages of the review room."""

from zhibu.review.views.appeals import answer, appeal, withdraw
from zhibu.review.views.committees import committee, delegations, end_delegation
from zhibu.review.views.months import month, month_file
from zhibu.review.views.own import of_branch, self_assess
from zhibu.review.views.sheets import confirm, sheet
from zhibu.review.views.spots import finding, spot, spots

__all__ = [
    "answer", "appeal", "committee", "confirm", "delegations", "end_delegation", "finding",
    "month", "month_file", "of_branch", "self_assess", "sheet", "spot", "spots", "withdraw",
]  # fmt: skip
