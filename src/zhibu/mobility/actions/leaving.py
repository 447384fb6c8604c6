"""Whoever belongs to a branch no more floats from it no more, and no letter of theirs waits."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.journal import log
from zhibu.journal.leaves import Hand
from zhibu.mobility import queries
from zhibu.mobility.actions.floating import end_of
from zhibu.mobility.records import Why
from zhibu.party.models import Member
from zhibu.party.sets import LeaveReason


def end_all_of(member: Member, reason: LeaveReason, _on: date, hand: Hand) -> None:
    """End a member's floating and take back a letter on the way, in the act of their leaving.

    A transfer ends its letter by itself.
    """
    moved = reason is LeaveReason.TRANSFERRED
    end_of(member.uid, Why.TRANSFERRED if moved else Why.LEFT, hand)
    letter = queries.open_letter_of(member.uid)
    if letter is not None and not moved:
        words = _("党员的组织关系已不在本支部。")  # both sides read it: why they left, only one
        log.withdraw(letter.leaf_id, reason=words, unit=letter.branch_id, **hand.told)
