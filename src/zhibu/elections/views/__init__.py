"""The pages of the elections room."""

from zhibu.elections.views.committees import of_committee, reserve_result, reserves
from zhibu.elections.views.counting import again, fewer, sheet
from zhibu.elections.views.finishing import finish, handing_over, rights
from zhibu.elections.views.opening import new, of_branch
from zhibu.elections.views.voting import meeting, roll

__all__ = [
    "again", "fewer", "finish", "handing_over", "meeting", "new", "of_branch", "of_committee",
    "reserve_result", "reserves", "rights", "roll", "sheet",
]  # fmt: skip
