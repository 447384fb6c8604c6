"""What the meetings room knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhibu.core.lag import Lag
from zhibu.journal import log
from zhibu.meetings import regulation
from zhibu.meetings.answers import Dispute, disputes
from zhibu.meetings.models import Attended, Meeting, StoredFile
from zhibu.meetings.records import MeetingHeld
from zhibu.party.models import Organization

__all__ = [
    "IN_TIME", "Dispute", "Label", "attendance_of", "disputes", "files_of", "label_of", "last_of",
    "meeting", "meetings_of", "places_of", "timeliness_of", "told_of",
]  # fmt: skip

# What the widest grace of the standards still takes as entered in time.
IN_TIME = Lag.WITHIN_5


def meeting(rec: str) -> Meeting:
    """Return a meeting with its branch. Raises Meeting.DoesNotExist."""
    return Meeting.objects.select_related("branch").get(rec=rec)


def meetings_of(branch: Organization | str, year: int | None = None) -> QuerySet[Meeting]:
    """Return a branch's meetings, the latest first, withdrawn ones among them."""
    uid = branch if isinstance(branch, str) else branch.uid
    found = Meeting.objects.filter(branch_id=uid).select_related("chair")
    if year is not None:
        found = found.filter(held_on__range=(date(year, 1, 1), date(year, 12, 31)))
    return found.order_by("-held_on", "-rec")


def last_of(branch: Organization | str, form: str, before: date | None = None) -> Meeting | None:
    """Return the latest meeting of a form that still stands, for the next one to start from."""
    found = meetings_of(branch).filter(form=form, withdrawn=False)
    return found.filter(held_on__lte=before).first() if before else found.first()


def told_of(rec: str) -> MeetingHeld:
    """Return what the latest version of a record says, its encrypted parts too."""
    held: MeetingHeld = log.record_of(log.leaf_of_record(rec))
    return held


def attendance_of(member: str, meetings: Iterable[Meeting]) -> dict[str, str]:
    """Return one member's own attendance at some meetings. One query."""
    recs = [one.rec for one in meetings]
    found = Attended.objects.filter(member_id=member, meeting_id__in=recs)
    return dict(found.values_list("meeting_id", "state"))


def places_of(branch: Organization | str) -> list[str]:
    """Return where a branch met lately, each place once, for a field to suggest."""
    rows = meetings_of(branch).exclude(place="").values_list("place", flat=True)[:40]
    return list(dict.fromkeys(rows))[:8]


def files_of(branch: str, uids: Iterable[str]) -> list[StoredFile]:
    """Return uploaded files of a branch in the order of their identities given."""
    found = StoredFile.objects.filter(branch_id=branch, uid__in=list(uids)).in_bulk()
    return [found[uid] for uid in dict.fromkeys(uids) if uid in found]


def label_of(form: str) -> str:
    """Return what people call a form of meeting."""
    return regulation.forms()[form].short


@dataclass(frozen=True, slots=True)
class Label:
    """How timely a meeting was entered, as a tag says it."""

    words: str
    tone: str


def timeliness_of(found: Meeting) -> Label:
    """Return whether a meeting was entered in time, late, or afterwards from old papers."""
    if found.withdrawn:
        return Label(_("已撤回"), "red")
    if found.lag == Lag.HISTORY:
        return Label(_("历史补录"), "")
    if found.lag <= IN_TIME:
        return Label(_("按时"), "green")
    return Label(_("迟录"), "gold")
