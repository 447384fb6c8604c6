"""A member is out of contact: the search begins, as a case of the machine of procedures."""

from datetime import date

from zhibu.journal import log
from zhibu.journal.leaves import Hand
from zhibu.mobility.conducting import FAMILY
from zhibu.mobility.refusals import CannotSearch, insist_on_day, insist_on_member, words_of
from zhibu.party.models import Member, Organization
from zhibu.procedures import actions as procedures
from zhibu.procedures.models import Case


def begin_search(
    *, branch: Organization, member: Member, lost_on: date, circumstances: str, hand: Hand
) -> Case:
    """Register that a member is out of contact since a day, and open the case of the search.

    Raises CannotSearch for somebody of another branch, a day ahead or before they joined, nothing
    told; and what ``procedures`` refuses, as where a search is running.
    """
    with log.act(branch.uid):
        today = log.civil(hand.at)
        insist_on_member(member, branch, on=today, refuse=CannotSearch)
        insist_on_day(
            lost_on, first=member.joined_on, today=today, field="lost_on", refuse=CannotSearch
        )
        told = words_of(circumstances, "circumstances", CannotSearch)
        case = procedures.open_case(
            family=FAMILY, variant="", organization=branch, subject=member.uid,
            subject_name=member.name, opened_on=today, context={"lost_on": lost_on}, hand=hand,
        )  # fmt: skip
        procedures.complete(
            case=case, step="report", on=today, values={"circumstances": told}, hand=hand
        )
        return case
