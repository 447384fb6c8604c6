"""What may be done in an election. Votes are cast on paper; here sums are entered, twice."""

from zhibu.elections.actions.counting import (
    CannotCount,
    barred_from,
    count,
    give_up_seats,
    hold_again,
    write_into_case,
)
from zhibu.elections.actions.opening import CannotElect, open_election
from zhibu.elections.actions.reserving import CannotReserve, end_reserve, reserve
from zhibu.elections.actions.rights import (
    CannotAdjust,
    adjust_rights,
    is_approved,
    role_moves,
)
from zhibu.elections.actions.taking import carried, leave_office, take_office
from zhibu.elections.actions.voting import CannotVote, RollTold, call_roll

__all__ = [
    "CannotAdjust", "CannotCount", "CannotElect", "CannotReserve", "CannotVote", "RollTold",
    "adjust_rights", "barred_from", "call_roll", "carried", "count", "end_reserve", "give_up_seats",
    "hold_again", "is_approved", "leave_office", "open_election", "reserve", "role_moves",
    "take_office", "write_into_case",
]  # fmt: skip
