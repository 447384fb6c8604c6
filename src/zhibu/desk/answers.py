"""Attendees' answers on the pages that span rooms: who is asked, what was said, who must look."""

from dataclasses import dataclass
from datetime import date, timedelta

from zhibu.desk.record import HELD, RecordPage
from zhibu.desk.standing import standing_of
from zhibu.meetings import answers
from zhibu.meetings.answers import Counted, Dispute, OwnLine
from zhibu.party.access import BranchRequest, SignedRequest
from zhibu.party.permits import Ability

LOOKED_AT = timedelta(days=120)
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Answers:
    """What the page of a meeting shows: one's own line, the counts, and to few who disputes."""

    mine: OwnLine | None
    counted: Counted | None
    disputes: tuple[Dispute, ...]


def asked_of(request: BranchRequest, today: date) -> list[OwnLine]:
    """Return the meetings that name the person and wait for an answer, on the own branch's page."""
    standing = standing_of(request)
    member = request.account.member_id
    if member is None or standing is None or standing.branch != request.branch:
        return []
    return answers.waiting_for(member, today=today, but_not_by=request.account.uid)


def disputes_of(request: BranchRequest, today: date) -> list[Dispute]:
    """Return what stands disputed in the branch, to who keeps its records."""
    if not request.permits.may(Ability.RECORD_WORK, request.branch):
        return []
    return answers.disputes([request.branch.uid], first=today - LOOKED_AT, limit=SHOWN)


def answers_to(page: RecordPage, request: SignedRequest) -> Answers | None:
    """Return the answers about a meeting as this reader may see them; None for other records.

    Who may not read the minutes sees the own line alone: of a talk between two, even a count
    would tell what the other said.
    """
    if page.latest.kind != HELD or page.organization is None:
        return None
    mine = answers.own_line(page.rec, request.account.member_id)
    if not page.open_to_reader:
        return Answers(mine, None, ()) if mine else None
    disputed = answers.disputes([page.organization.uid], rec=page.rec)
    return Answers(mine, answers.counted(page.rec), tuple(disputed))
