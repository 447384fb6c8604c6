"""A meeting that was held, and how it is written into the room's tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.leaves import Leaf, Op
from zhibu.meetings import regulation, shelf
from zhibu.meetings.models import Attended, Meeting, Topic
from zhibu.meetings.parts import Attachment, Attendance, TopicTold

# Forms whose attendance standards ask for by itself.
ATTENDED = ("general_meeting", "party_day")


def project(held: "MeetingHeld", leaf: Leaf) -> None:
    """Write a meeting's latest version into the room's tables."""
    if leaf.op == Op.WITHDRAW:
        Meeting.objects.filter(rec=leaf.rec).update(withdrawn=True)
        return
    if leaf.op == Op.CORRECT:
        retell(held, leaf)
        return
    _meeting(held, leaf).save(force_insert=True)
    Attended.objects.bulk_create(_attended(held, leaf))
    Topic.objects.bulk_create(_topics(held, leaf))


def retell(held: "MeetingHeld", leaf: Leaf) -> None:
    """Write a version over what the room's tables hold of it: something of it was erased."""
    Attended.objects.filter(meeting_id=leaf.rec).delete()
    Topic.objects.filter(meeting_id=leaf.rec).delete()
    _meeting(held, leaf).save(force_update=True)
    Attended.objects.bulk_create(_attended(held, leaf))
    Topic.objects.bulk_create(_topics(held, leaf))


def project_many(told: Sequence[tuple["MeetingHeld", Leaf]]) -> None:
    """Write newly entered meetings of one batch into the room's tables."""
    Meeting.objects.bulk_create(_meeting(held, leaf) for held, leaf in told)
    Attended.objects.bulk_create(row for held, leaf in told for row in _attended(held, leaf))
    Topic.objects.bulk_create(row for held, leaf in told for row in _topics(held, leaf))


def _emitted() -> Iterator[str]:
    for code in regulation.forms():
        yield f"meetings.{code}.held"
    for code in regulation.themes():
        yield f"meetings.theme.{code}"
    yield from (
        "meetings.expected",
        "meetings.present",
        "meetings.inquorate",
        "meetings.secretary_lecture.held",
        "meetings.major_matters",
        "meetings.major_matters_unsound",
        "meetings.general_meeting.unsound",
        "meetings.integrity_lecture.held",
    )
    for code in ATTENDED:
        yield f"meetings.{code}.expected"
        yield f"meetings.{code}.present"


@kinds.register(
    "meetings.held",
    version=1,
    title=_("组织生活"),
    book=Book.WORK,
    emits=_emitted(),
    project=project,
    project_many=project_many,
    people=("attendance",),
    sealed=("place", "chair_told", "lecturer_told", "topics", "resolution", "minutes"),
    files="attachments",
    retell=retell,
    forget=shelf.forget,
)
@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """A branch met. The record carries its own denominators, so no later change moves them.

    ``chair`` and ``lecturer`` are members; somebody from outside stands in ``…_told`` by name.
    ``resolution`` is what an old ledger says was resolved without saying on which topic.
    """

    branch: str
    form: str
    circle: str
    held_on: date
    expected: int
    present: int
    voting_expected: int | None = None
    voting_present: int | None = None
    quorate: bool | None = None
    began: str | None = None
    ended: str | None = None
    place: str | None = None
    chair: str | None = None
    chair_told: str | None = None
    recorder: str | None = None
    lecturer: str | None = None
    lecturer_told: str | None = None
    by_secretary: bool = False
    party_groups: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    topics: tuple[TopicTold, ...] = ()
    resolution: str | None = None
    minutes: str | None = None
    attendance: tuple[Attendance, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def on(self) -> date:
        return self.held_on

    @property
    def void(self) -> bool:
        """Say whether it does not count: a committee that had no quorum."""
        return self.quorate is False and regulation.is_void_without_quorum(
            regulation.forms()[self.form]
        )

    def facts(self) -> Iterator[Fact]:
        yield from self._occurrences()
        if regulation.is_private(regulation.forms()[self.form]):
            return
        yield Fact("meetings.expected", self.held_on, self.expected)
        yield Fact("meetings.present", self.held_on, self.present)
        if self.void:
            yield Fact("meetings.inquorate", self.held_on, 1)
            return
        for theme in self.themes:
            yield Fact(f"meetings.theme.{theme}", self.held_on, 1)
        yield from self._matters()
        yield from self._details()

    def _occurrences(self) -> Iterator[Fact]:
        held = 0 if self.void else 1
        if self.form == "group_meeting" and self.party_groups:
            for group in self.party_groups:
                yield Fact("meetings.group_meeting.held", self.held_on, held, group)
        elif held:
            yield Fact(f"meetings.{self.form}.held", self.held_on, held)
        if self.form == "lecture" and self.by_secretary:
            yield Fact("meetings.secretary_lecture.held", self.held_on, 1)

    def _details(self) -> Iterator[Fact]:
        """Tell apart what standards ask of one form of meeting alone."""
        if self.form in ATTENDED:
            yield Fact(f"meetings.{self.form}.expected", self.held_on, self.expected)
            yield Fact(f"meetings.{self.form}.present", self.held_on, self.present)
        if self.form == "lecture" and "integrity_education" in self.themes:
            yield Fact("meetings.integrity_lecture.held", self.held_on, 1)
        unsound = self.quorate is False and any(topic.decision for topic in self.topics)
        if self.form == "general_meeting" and unsound:
            yield Fact("meetings.general_meeting.unsound", self.held_on, 1)

    def _matters(self) -> Iterator[Fact]:
        matters = [topic for topic in self.topics if topic.decision]
        unsound = [t for t in matters if self.quorate is False or not t.resolution]
        if matters:
            yield Fact("meetings.major_matters", self.held_on, len(matters))
        if unsound:
            yield Fact("meetings.major_matters_unsound", self.held_on, len(unsound))


def _meeting(held: MeetingHeld, leaf: Leaf) -> Meeting:
    return Meeting(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        branch_id=held.branch,
        form=held.form,
        circle=held.circle,
        held_on=held.held_on,
        began=held.began or "",
        ended=held.ended or "",
        place=held.place or "",
        chair_id=held.chair,
        recorder_id=held.recorder,
        party_groups=list(held.party_groups),
        themes=list(held.themes),
        summary=_summary(held),
        expected=held.expected,
        present=held.present,
        quorate=held.quorate,
        entered_at=leaf.at,
        lag=int(leaf.lag),
        corrected=leaf.op == Op.CORRECT,
    )


def _summary(held: MeetingHeld) -> str:
    """Return what a list may show: the topics' titles, but of a talk nothing."""
    if regulation.is_private(regulation.forms()[held.form]):
        return ""
    return "；".join(topic.title for topic in held.topics)[:120]


def _attended(held: MeetingHeld, leaf: Leaf) -> list[Attended]:
    return [
        Attended(meeting_id=leaf.rec, leaf_id=leaf.lh, member_id=one.member, state=one.state.value)
        for one in held.attendance
    ]


def _topics(held: MeetingHeld, leaf: Leaf) -> list[Topic]:
    if regulation.is_private(regulation.forms()[held.form]):
        return []
    return [
        Topic(
            meeting_id=leaf.rec,
            leaf_id=leaf.lh,
            position=position,
            title=topic.title,
            decision=topic.decision,
            resolution=topic.resolution or "",
            adopted=topic.adopted,
        )
        for position, topic in enumerate(held.topics, start=1)
    ]
