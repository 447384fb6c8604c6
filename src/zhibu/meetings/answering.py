"""A member named in a meeting answers: 我在场 or 我不在场."""

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.meetings import answers
from zhibu.meetings.answers import OwnLine
from zhibu.meetings.models import Answer, Meeting
from zhibu.meetings.parts import State
from zhibu.meetings.records import AttendanceConfirmed, AttendanceDisputed


class CannotAnswer(Refusal):
    """The answer cannot be taken so."""


def answer_attendance(*, rec: str, member: str, there: bool, hand: Hand, seen: str = "") -> Leaf:
    """Enter what a member says about the own line in a meeting's record.

    The same answer twice is one record. A later answer replaces an earlier one, which stays in
    the journal. ``seen`` is the hash, in hex, of the version that was read.
    Raises Meeting.DoesNotExist where the record does not name the member; CannotAnswer where it
    was withdrawn, or the line was corrected after it was read.
    """
    meeting = Meeting.objects.get(rec=rec)
    with log.act(meeting.branch_id):
        latest = log.leaf_of_record(rec)
        line = answers.own_line(rec, member)
        if line is None:
            raise Meeting.DoesNotExist
        if line.there is there:
            return _given(rec, member)
        _insist_on_what_was_read(member, line, seen)
        kind = _kind(line, there=there)
        said = kind(member, line.held_on, line.listed, there, log.civil(hand.at))
        op = Op.DISPUTE if kind is AttendanceDisputed else Op.CONFIRM
        return log.append(
            said, unit=meeting.branch_id, op=op, supersedes=latest.lh, rec=rec, **hand.told
        )


def _kind(line: OwnLine, *, there: bool) -> type[AttendanceConfirmed | AttendanceDisputed]:
    agrees = there == (line.listed == State.PRESENT)
    return AttendanceConfirmed if agrees else AttendanceDisputed


def _given(rec: str, member: str) -> Leaf:
    return log.leaf_of(Answer.objects.get(meeting_id=rec, member_id=member).leaf_id)


def _insist_on_what_was_read(member: str, line: OwnLine, seen: str) -> None:
    if line.withdrawn:
        raise CannotAnswer(_("这次会的记录已经撤回，不用再答。"))
    if not seen or seen == line.version:
        return
    read = next((one for one in log.versions_of(line.rec) if one.lh.hex() == seen), None)
    told = log.record_of(read) if read else None
    listed = {one.member: one.state for one in told.attendance} if told else {}
    if told is None or (told.held_on, listed.get(member)) != (line.held_on, line.listed):
        raise CannotAnswer(_("记录刚才更正过，您看到的那一行变了。请看一遍现在的记录再答。"))
