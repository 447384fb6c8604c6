"""What attendees answered, and who may still be asked. Nothing here is ever counted into a score.

An answer stands while the member's own line stands as it was answered: the day, and came or not.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from zhibu.core.lag import Lag
from zhibu.meetings import models, regulation
from zhibu.meetings.models import Answer, Attended, Meeting
from zhibu.meetings.parts import State

ASKED_FOR = timedelta(days=60)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class OwnLine:
    """What a meeting's record says of one member, and what the member last said to that.

    ``there`` is None where nothing was answered to the line as it stands. ``version`` is the
    fingerprint of the version that was read.
    """

    rec: str
    form: str
    held_on: date
    place: str
    listed: State
    version: str
    there: bool | None
    withdrawn: bool

    @property
    def says(self) -> str:
        """Return what the record says: 到会, 请假 or 缺席."""
        return word_of(self.listed)

    @property
    def disputed(self) -> bool:
        return self.there is not None and self.there != (self.listed == State.PRESENT)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A member says that the own line in a meeting's record is wrong."""

    branch: str
    rec: str
    leaf: bytes
    member: str
    name: str
    form: str
    held_on: date
    listed: State
    there: bool
    answered_at: datetime

    @property
    def words(self) -> str:
        """Return what is said against what is written."""
        said = _("我在场") if self.there else _("我不在场")
        told = {"name": self.name, "said": said, "listed": word_of(self.listed)}
        return _("%(name)s说“%(said)s”，记录写的是“%(listed)s”") % told


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of those named found their line right, and how many did not."""

    confirmed: int
    disputed: int


def word_of(state: State) -> str:
    """Return what people call it to have come, been excused or been absent."""
    return str(models.State(state).label)


def waiting_for(member: str, *, today: date, but_not_by: str = "") -> list[OwnLine]:
    """Return the latest meetings that name a member and were not answered to. One query.

    What the member's own account entered is left out, as are old papers and what is long past:
    those can still be answered on the record's page.
    """
    rows = _lines().filter(
        member_id=member, meeting__withdrawn=False, meeting__lag__lt=Lag.HISTORY,
        meeting__held_on__range=(today - ASKED_FOR, today),
    )  # fmt: skip
    rows = rows.exclude(meeting__leaf__leaf__actor=but_not_by)
    rows = rows.exclude(Exists(_standing(OuterRef("meeting_id"), OuterRef("member_id"))))
    return [_own(row, None) for row in rows.order_by("-meeting__held_on", "-meeting_id")[:SHOWN]]


def own_line(rec: str, member: str | None) -> OwnLine | None:
    """Return a member's own line in a meeting, or None where the record does not name them."""
    row = _lines().filter(meeting_id=rec, member_id=member).first() if member else None
    if row is None:
        return None
    given = _standing(row.meeting_id, row.member_id).first()
    return _own(row, given.there if given else None)


def counted(rec: str) -> Counted:
    """Return how many answered to a meeting as it stands. One query."""
    given = list(_standing_in(Answer.objects.filter(meeting_id=rec)).values_list("disputed"))
    disputed = sum(1 for (one,) in given if one)
    return Counted(len(given) - disputed, disputed)


def disputes(
    branches: Collection[str], *, first: date | None = None, until: date | None = None,
    rec: str | None = None, limit: int = 500,
) -> list[Dispute]:  # fmt: skip
    """Return the disputes that stand in some branches' meetings, the latest held first. One query.

    ``first`` and ``until`` bound the day the meeting was held. A dispute stands until the member
    answers otherwise, the line is corrected, or the record is withdrawn.
    """
    rows = _standing_in(Answer.objects.filter(disputed=True, meeting__branch_id__in=branches))
    rows = rows.filter(held_on__gte=first) if first else rows
    rows = rows.filter(held_on__lte=until) if until else rows
    rows = rows.filter(meeting_id=rec) if rec else rows
    found = rows.select_related("meeting", "member").order_by("-held_on", "meeting_id", "member_id")
    return [_dispute(row) for row in found[:limit]]


def _lines() -> QuerySet[Attended]:
    return Attended.objects.select_related("meeting")


def _standing(rec: object, member: object) -> QuerySet[Answer]:
    return _standing_in(Answer.objects.filter(meeting_id=rec, member_id=member))


def _standing_in(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """Return those of the answers whose line was not corrected since."""
    lines = Attended.objects.filter(
        meeting_id=OuterRef("meeting_id"), member_id=OuterRef("member_id"),
        state=OuterRef("listed"),
    )  # fmt: skip
    same_day = answers.filter(held_on=F("meeting__held_on"), meeting__withdrawn=False)
    return same_day.filter(Exists(lines))


def _own(row: Attended, there: bool | None) -> OwnLine:
    meeting = row.meeting
    label = str(regulation.forms()[meeting.form].label)
    version = meeting.leaf_id.hex()
    return OwnLine(
        meeting.rec, label, meeting.held_on, meeting.place, State(row.state), version, there,
        meeting.withdrawn,
    )  # fmt: skip


def _dispute(row: Answer) -> Dispute:
    meeting: Meeting = row.meeting
    return Dispute(
        meeting.branch_id, meeting.rec, row.leaf_id, row.member_id, row.member.name,
        str(regulation.forms()[meeting.form].label), row.held_on, State(row.listed), row.there,
        row.answered_at,
    )  # fmt: skip
