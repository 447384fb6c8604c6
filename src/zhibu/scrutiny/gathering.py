"""From the journal and the rooms' tables to what the detectors are told. Reads, writes nothing.

Texts are in memory while a sweep lasts, nowhere else. Of talks (谈心谈话) no text is read at all.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zhibu.core.lag import Lag
from zhibu.core.periods import Month
from zhibu.journal import log
from zhibu.journal.log import Leaf, Op
from zhibu.meetings import answers, regulation
from zhibu.meetings.models import Attended, Meeting, StoredFile
from zhibu.meetings.parts import Attachment, State
from zhibu.meetings.records import MeetingHeld
from zhibu.party.models import Affiliation, Organization
from zhibu.party.sets import LeaveReason, Level
from zhibu.scrutiny.detectors.thresholds import Thresholds
from zhibu.scrutiny.detectors.told import Belonged, Branch, Held, Population

AT_ONCE = 20  # branches read together: a constant number of queries for each portion
MOST_MEETINGS = 20_000  # of one portion: nobody holds so many
MOST_DISPUTES = 5_000


@dataclass(frozen=True, slots=True)
class Span:
    """The days of meetings to look at."""

    first: date
    last: date


def window(today: date, rules: Thresholds) -> Span:
    """Return the days that the rules look back over."""
    return Span(Month.of(today).shift(-rules.window_months).first_day, today)


def population(span: Span, rules: Thresholds) -> Population:
    """Return every branch with the meetings of a span that still stand."""
    branches = list(Organization.objects.filter(level=Level.BRANCH).order_by("path"))
    portions = (branches[at : at + AT_ONCE] for at in range(0, len(branches), AT_ONCE))
    return Population(tuple(branch for some in portions for branch in _portion(some, span, rules)))


def _portion(branches: Sequence[Organization], span: Span, rules: Thresholds) -> Iterator[Branch]:
    uids = [one.uid for one in branches]
    meetings = _meetings(uids, span)
    told = _Told(_versions(meetings), uids, span)
    belonged = _belonged(uids)
    held: dict[str, list[Held]] = defaultdict(list)
    for meeting in meetings:
        held[meeting.branch_id].append(told.of(meeting, rules))
    for one in branches:
        yield Branch(
            uid=one.uid,
            branch_class=one.branch_class,
            held=tuple(held[one.uid]),
            founded_on=one.founded_on,
            dissolved_on=one.dissolved_on,
            belonged=belonged[one.uid],
        )


def _meetings(uids: Sequence[str], span: Span) -> list[Meeting]:
    found = Meeting.objects.filter(
        branch_id__in=uids, withdrawn=False, held_on__range=(span.first, span.last)
    )
    return list(found.order_by("branch_id", "held_on", "rec")[:MOST_MEETINGS])


@dataclass(frozen=True, slots=True)
class _Version:
    """When a record first came in, and what it says now."""

    entered_at: datetime
    says: MeetingHeld


def _versions(meetings: Sequence[Meeting]) -> dict[str, _Version]:
    first: dict[str, datetime] = {}
    latest: dict[str, Leaf] = {}
    for leaf in log.lines_of(one.rec for one in meetings):
        first.setdefault(leaf.rec, leaf.at)
        if leaf.op is not Op.WITHDRAW:
            latest[leaf.rec] = leaf
    leaves = list(latest.values())
    records: list[MeetingHeld] = log.records_of(leaves)
    told = zip(leaves, records, strict=True)
    return {leaf.rec: _Version(first[leaf.rec], says) for leaf, says in told}


class _Told:
    """What a portion's records say, looked up once for all of them."""

    def __init__(self, versions: Mapping[str, _Version], uids: Sequence[str], span: Span) -> None:
        self.versions = versions
        self.attended = _attended(uids, span)
        self.pictures = _pictures([one for v in versions.values() for one in v.says.attachments])
        self.denied = _denied(uids, span)

    def of(self, meeting: Meeting, rules: Thresholds) -> Held:
        """Return a meeting as the detectors see it."""
        version = self.versions[meeting.rec]
        attended = self.attended.get(meeting.rec, {})
        # An old ledger names only who was away: then nothing is known of the others.
        whole = attended if len(attended) == meeting.expected else {}
        attached = version.says.attachments
        return Held(
            rec=meeting.rec,
            held_on=meeting.held_on,
            entered_at=version.entered_at,
            late=rules.late_from <= meeting.lag < Lag.HISTORY,
            from_history=meeting.lag == Lag.HISTORY,
            began=meeting.began,
            ended=meeting.ended,
            place=meeting.place,
            text=_text(meeting.form, version.says),
            present=_having(whole, present=True),
            absent=_having(whole, present=False),
            pictures=tuple(self.pictures[one.id] for one in attached if one.id in self.pictures),
            denied_by=tuple(self.denied.get(meeting.rec, ())),
        )


def _having(attended: Mapping[str, str], *, present: bool) -> tuple[str, ...]:
    return tuple(
        member for member, state in attended.items() if (state == State.PRESENT) == present
    )


def _text(form: str, held: MeetingHeld) -> str:
    """Return what a record tells in free words; of a talk nothing."""
    known = regulation.forms().get(form)
    if known is None or regulation.is_private(known):
        return ""
    topics = (part for topic in held.topics for part in (topic.title, topic.resolution))
    return "\n".join(part for part in (*topics, held.resolution, held.minutes) if part)


def _attended(uids: Sequence[str], span: Span) -> dict[str, dict[str, str]]:
    rows = Attended.objects.filter(
        meeting__branch_id__in=uids, meeting__withdrawn=False,
        meeting__held_on__range=(span.first, span.last),
    )  # fmt: skip
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for rec, member, state in rows.values_list("meeting_id", "member_id", "state").iterator():
        found[rec][member] = state
    return found


def _pictures(attached: Sequence[Attachment]) -> dict[str, str]:
    """Return the digests of stored images' bytes by file. The record's own digest is salted."""
    images = [one.id for one in attached if one.type.startswith("image/")]
    rows = StoredFile.objects.filter(uid__in=images).values_list("uid", "sha256")
    return {uid: digest.hex() for uid, digest in rows}


def _denied(uids: Sequence[str], span: Span) -> dict[str, list[str]]:
    """Return who stands as present and says not to have been, by record."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in answers.disputes(uids, first=span.first, until=span.last, limit=MOST_DISPUTES):
        if one.listed == State.PRESENT and not one.there:
            found[one.rec].append(one.member)
    return found


def _belonged(uids: Sequence[str]) -> dict[str, dict[str, tuple[Belonged, ...]]]:
    found: dict[str, dict[str, tuple[Belonged, ...]]] = {uid: {} for uid in uids}
    rows = Affiliation.objects.filter(organization_id__in=uids).order_by("from_on", "rec")
    for row in rows.iterator():
        known = found[row.organization_id]
        span = Belonged(row.from_on, row.until_on, by_death=row.reason == LeaveReason.DIED)
        known[row.member_id] = (*known.get(row.member_id, ()), span)
    return found
