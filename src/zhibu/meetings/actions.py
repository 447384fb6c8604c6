"""What may be done with meetings."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Captured, Hand, Leaf, Op
from zhibu.meetings import checks, regulation, votes
from zhibu.meetings.answering import CannotAnswer, answer_attendance
from zhibu.meetings.assembly import Assembly, assemble
from zhibu.meetings.checks import CannotHoldMeeting
from zhibu.meetings.history import Ledger, from_history
from zhibu.meetings.models import Meeting
from zhibu.meetings.parts import Attendance, State
from zhibu.meetings.records import MeetingHeld
from zhibu.meetings.told import MeetingTold
from zhibu.meetings.wording import tidied
from zhibu.party.models import Organization

__all__ = [
    "CannotAnswer",
    "CannotCorrectMeeting",
    "CannotHoldMeeting",
    "CannotWithdrawMeeting",
    "Ledger",
    "answer_attendance",
    "correct_meeting",
    "from_history",
    "hold_meeting",
    "withdraw_meeting",
]


class CannotCorrectMeeting(Refusal):
    """The record cannot be corrected so."""


class CannotWithdrawMeeting(Refusal):
    """The record cannot be withdrawn so."""


def hold_meeting(
    *, branch: Organization, told: MeetingTold, hand: Hand, rec: str | None = None,
    captured: Captured | None = None,
) -> Leaf:  # fmt: skip
    """Enter a meeting that was held; everybody expected that day was there but who is away.

    The same ``rec`` entered twice is one record: the second time returns the first leaf.
    ``captured`` is what a phone says of having taken it down without a network; it moves nothing.
    Raises CannotHoldMeeting for a day that has not come, people who did not belong to the branch,
    a vote without quorum or majority, and whatever else the form of meeting demands.
    """
    with log.act(branch.uid):
        if rec and (earlier := _entered_before(rec, branch)):
            return earlier
        held = _checked(branch, told, hand)
        return log.append(held, unit=branch.uid, rec=rec, captured=captured, **hand.told)


def correct_meeting(
    *, rec: str, told: MeetingTold, reason: str, hand: Hand, seen: str = ""
) -> Leaf:
    """Enter a right version of a meeting beside the wrong one; both stay visible.

    ``seen`` is the fingerprint of the version the correction was made from.
    Raises CannotCorrectMeeting without a reason, without a change, or where somebody else
    corrected or withdrew the record meanwhile; CannotHoldMeeting as for a new meeting.
    """
    meeting = Meeting.objects.select_related("branch").get(rec=rec)
    with log.act(meeting.branch_id):
        latest = _latest(rec, reason, seen)
        held = _checked(meeting.branch, told, hand)
        if held == log.record_of(latest):
            raise CannotCorrectMeeting(_("没有改动任何内容，不用更正。"), field="reason")
        return log.append(
            held, unit=meeting.branch_id, op=Op.CORRECT, supersedes=latest.lh, rec=rec,
            reason=reason.strip(), **hand.told,
        )  # fmt: skip


def withdraw_meeting(*, rec: str, reason: str, hand: Hand) -> Leaf:
    """Take back a meeting entered by mistake; it stays visible and counts no more.

    Raises CannotWithdrawMeeting without a reason or where it is withdrawn already.
    """
    meeting = Meeting.objects.get(rec=rec)
    with log.act(meeting.branch_id):
        try:
            latest = _latest(rec, reason, "")
        except CannotCorrectMeeting as refusal:
            raise CannotWithdrawMeeting(refusal.words, field=refusal.field) from refusal
        return log.withdraw(latest.lh, reason=reason.strip(), unit=meeting.branch_id, **hand.told)


def _entered_before(rec: str, branch: Organization) -> Leaf | None:
    try:
        leaf = log.leaf_of_record(rec)
    except log.NoSuchLeafError:
        return None
    if leaf.kind != "meetings.held" or leaf.unit != branch.uid:
        raise CannotHoldMeeting(_("这个记录编号已经用过，请换一个再提交。"), field="rec")
    return leaf


def _latest(rec: str, reason: str, seen: str) -> Leaf:
    if not reason.strip():
        raise CannotCorrectMeeting(_("请写明理由，例如“日期记错”。"), field="reason")
    latest = log.leaf_of_record(rec)
    if latest.op == Op.WITHDRAW:
        raise CannotCorrectMeeting(_("这条记录已经撤回，不能再改。请另记一次。"), field="reason")
    if seen and latest.fingerprint != seen:
        raise CannotCorrectMeeting(
            _("这条记录刚才已被更正，您看到的不是最新的一版。请重新打开后再改。"), field="reason"
        )
    return latest


def _checked(branch: Organization, told: MeetingTold, hand: Hand) -> MeetingHeld:
    told = tidied(told)
    form = regulation.forms().get(told.form)
    if form is None:
        raise CannotHoldMeeting(_("没有这种会议：%(form)s") % {"form": told.form}, field="form")
    circle = told.circle or form.expected
    if circle not in regulation.circles_of(form):
        raise CannotHoldMeeting(_("%s没有这种范围。") % form.short, field="circle")
    checks.check_day(told, branch, hand.at)
    checks.check_hours(told)
    assembly = assemble(
        branch=branch, form=form, circle=circle, on=told.held_on,
        groups=told.groups, attending=told.attending,
    )  # fmt: skip
    checks.check_people(told, assembly)
    checks.check_elements(told, form)
    checks.check_themes(told, assembly)
    votes.check_topics(told, assembly)
    return _record(branch.uid, told, assembly)


def _record(branch: str, told: MeetingTold, assembly: Assembly) -> MeetingHeld:
    away = set(told.away)
    voting = assembly.quorum is not None
    return MeetingHeld(
        branch=branch,
        form=told.form,
        circle=assembly.circle,
        held_on=told.held_on,
        expected=len(assembly.people),
        present=sum(1 for person in assembly.people if person.uid not in away),
        voting_expected=len(assembly.voters) if voting else None,
        voting_present=assembly.voting_present(away) if voting else None,
        quorate=assembly.quorate(away),
        began=told.began or None,
        ended=told.ended or None,
        place=told.place or None,
        chair=told.chair or None,
        chair_told=told.chair_told or None,
        recorder=told.recorder or None,
        lecturer=told.lecturer or None,
        lecturer_told=told.lecturer_told or None,
        by_secretary=_is_by_secretary(told, assembly),
        party_groups=told.groups if assembly.circle == regulation.GROUP else (),
        themes=told.themes,
        topics=told.topics,
        minutes=told.minutes or None,
        attendance=tuple(_attendance(told, assembly)),
        attachments=told.attachments,
    )


def _is_by_secretary(told: MeetingTold, assembly: Assembly) -> bool:
    lecturer = assembly.find(told.lecturer)
    return lecturer is not None and "secretary" in lecturer.posts


def _attendance(told: MeetingTold, assembly: Assembly) -> Iterable[Attendance]:
    for person in assembly.people:
        away = told.away.get(person.uid)
        if away is None:
            yield Attendance(person.uid, State.PRESENT)
        else:
            yield Attendance(person.uid, away.state, away.reason or None)
