"""Meetings: listed, recorded, corrected, withdrawn."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from zhibu.desk.api.door import admit, admit_to_branch
from zhibu.desk.api.fields import OrganizationId, RecordId, Shown, Year, year_asked
from zhibu.desk.api.paging import Paged, Paging, cut
from zhibu.desk.api.receipts import ReceiptShown, receipt_of
from zhibu.desk.api.telling import (
    CorrectionAsked,
    FormKey,
    MeetingAsked,
    NewMeetingAsked,
    WithdrawalAsked,
    asked_of,
    told_of,
)
from zhibu.journal import log
from zhibu.journal.log import Op
from zhibu.meetings import actions, queries, regulation
from zhibu.meetings.models import Meeting
from zhibu.meetings.told import told_by
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability

router = Router(tags=["meetings"])


class MeetingsAsked(Paging):
    """A year of meetings, of one form where asked."""

    year: Year | None = None
    form: FormKey | None = None


class HeldShown(Shown):
    """That a meeting was held is open; who came, where, and about what are the branch's own."""

    rec: str
    form: str
    title: str
    held_on: date
    expected: int | None
    present: int | None
    quorate: bool | None
    entered_at: datetime
    timeliness: str
    corrected: bool
    withdrawn: bool
    place: str
    summary: str


class MeetingShown(Shown):
    """A meeting as it stands, in the shape in which a correction sends it again."""

    rec: str
    branch: str
    seen: str
    withdrawn: bool
    meeting: MeetingAsked


@router.get("/branches/{branch}/meetings", response=Paged[HeldShown])
def meetings(
    request: HttpRequest, branch: OrganizationId, asked: Query[MeetingsAsked]
) -> dict[str, Any]:
    """List a branch's meetings of a year, the latest first, withdrawn ones among them."""
    admitted = admit_to_branch(request, Ability.SEE_SCORES, branch)
    private = admitted.permits.may(Ability.SEE_BRANCH_PRIVATE, admitted.branch)
    year = year_asked(asked.year, timezone.localdate())
    found = queries.meetings_of(admitted.branch, year)
    page = cut(found.filter(form=asked.form) if asked.form else found, asked)
    return page | {"items": [_held(one, private=private) for one in page["items"]]}


@router.post("/branches/{branch}/meetings", response={201: ReceiptShown})
def hold_meeting(
    request: HttpRequest, branch: OrganizationId, told: NewMeetingAsked
) -> ReceiptShown:
    """Enter a meeting that was held. The receipt carries the score as it stands after it."""
    admitted = admit_to_branch(request, Ability.RECORD_WORK, branch)
    leaf = actions.hold_meeting(
        branch=admitted.branch, told=told_of(told), hand=admitted.hand, rec=told.rec or None
    )
    return receipt_of(leaf)


@router.get("/meetings/{rec}", response=MeetingShown)
def meeting(request: HttpRequest, rec: RecordId) -> dict[str, Any]:
    """Show a meeting as it stands. Only for who may read the branch's private records."""
    found, _ = _admitted(request, rec, Ability.SEE_BRANCH_PRIVATE)
    latest = log.leaf_of_record(rec)
    return {
        "rec": rec,
        "branch": found.branch_id,
        "seen": latest.fingerprint,
        "withdrawn": latest.op is Op.WITHDRAW,
        "meeting": asked_of(told_by(log.record_of(latest))),
    }


@router.post("/meetings/{rec}/correct", response=ReceiptShown)
def correct_meeting(request: HttpRequest, rec: RecordId, told: CorrectionAsked) -> ReceiptShown:
    """Enter a right version beside the wrong one. Attached files stay attached."""
    _, admitted = _admitted(request, rec, Ability.RECORD_WORK)
    kept = queries.told_of(rec).attachments
    leaf = actions.correct_meeting(
        rec=rec,
        told=told_of(told.meeting, kept),
        reason=told.reason,
        hand=admitted.hand,
        seen=told.seen,
    )
    return receipt_of(leaf)


@router.post("/meetings/{rec}/withdraw", response=ReceiptShown)
def withdraw_meeting(request: HttpRequest, rec: RecordId, told: WithdrawalAsked) -> ReceiptShown:
    """Take back a meeting entered by mistake. It stays visible and counts no more."""
    _, admitted = _admitted(request, rec, Ability.RECORD_WORK)
    leaf = actions.withdraw_meeting(rec=rec, reason=told.reason, hand=admitted.hand)
    return receipt_of(leaf)


def _admitted(request: HttpRequest, rec: str, ability: Ability) -> tuple[Meeting, BranchRequest]:
    found = get_object_or_404(Meeting, rec=rec)
    return found, admit(request, ability, found.branch_id)


def _held(one: Meeting, *, private: bool) -> HeldShown:
    talk = regulation.is_private(regulation.forms()[one.form])
    return HeldShown(
        rec=one.rec,
        form=one.form,
        title=queries.label_of(one.form),
        held_on=one.held_on,
        expected=one.expected if private else None,
        present=one.present if private else None,
        quorate=one.quorate,
        entered_at=one.entered_at,
        timeliness=queries.timeliness_of(one).words,
        corrected=one.corrected,
        withdrawn=one.withdrawn,
        place=one.place if private and not talk else "",
        summary=one.summary if private else "",
    )
