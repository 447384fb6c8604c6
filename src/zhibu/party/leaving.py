"""What upper rooms end when somebody leaves a branch, in the same act and before it.

    leaving.follow(end_floating)

Called once for each, when the apps are ready.
"""

from collections.abc import Callable
from datetime import date

from zhibu.journal.leaves import Hand
from zhibu.party.models import Member
from zhibu.party.sets import LeaveReason

Follower = Callable[[Member, LeaveReason, date, Hand], object]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Let a room hear of everybody who leaves, while they still belong; once is enough."""
    if follower not in _followers:
        _followers.append(follower)


def tell(member: Member, reason: LeaveReason, on: date, *, hand: Hand) -> None:
    """Let every room end what it keeps of a member in the branch they leave."""
    for follower in _followers:
        follower(member, reason, on, hand)
