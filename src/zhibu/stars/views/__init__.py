from zhibu.stars.views.branches import item, of_branch
from zhibu.stars.views.circles import circle, circles, end_circle, sheet
from zhibu.stars.views.committees import examples, mode, of_committee, withdraw_example
from zhibu.stars.views.overhauls import end, overhaul, plan, visit
from zhibu.stars.views.rating import rate, withdraw_rating

__all__ = [
    "circle", "circles", "end", "end_circle", "examples", "item", "mode", "of_branch",
    "of_committee", "overhaul", "plan", "rate", "sheet", "visit", "withdraw_example",
    "withdraw_rating",
]  # fmt: skip
