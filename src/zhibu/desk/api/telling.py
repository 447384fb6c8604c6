"""A meeting as it is told to the API, and as it is told back for a correction to start from."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from zhibu.desk.api.fields import (
    Asked,
    Day,
    Essay,
    GroupId,
    Hour,
    Integer,
    MemberId,
    NewRecordId,
    Paragraph,
    Phrase,
    Sentence,
    Word,
)
from zhibu.meetings import regulation
from zhibu.meetings.checks import MOST_PEOPLE, MOST_TOPICS, CannotHoldMeeting
from zhibu.meetings.records import Attachment, State, TopicTold, Votes
from zhibu.meetings.told import Away, MeetingTold

MOST_VOTES = 10_000
SAME = (
    "form", "held_on", "circle", "began", "ended", "place", "chair_told", "lecturer_told",
    "minutes",
)  # fmt: skip
CIRCLES = ("", regulation.MEMBERS, regulation.COMMITTEE, regulation.GROUP, regulation.PARTICIPANTS)


def _among(known: tuple[str, ...]) -> Callable[[str], str]:
    def check(told: str) -> str:
        if told not in known:
            raise PydanticCustomError("among", "one of {expected}", {"expected": ", ".join(known)})
        return told

    return check


def _once(told: list[Any]) -> list[Any]:
    if len(set(told)) != len(told):
        raise PydanticCustomError("twice", "a value stands twice")
    return told


def _each_once(told: list["AwayAsked"]) -> list["AwayAsked"]:
    named = [one.member for one in told]
    if len(set(named)) != len(named):
        raise CannotHoldMeeting(_("同一名党员两次列为没有到会，请只留一次。"), field="away")
    return told


def _enum(known: tuple[str, ...]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(known)})


FORMS = tuple(regulation.forms())
THEMES = tuple(regulation.themes())
FormKey = Annotated[str, AfterValidator(_among(FORMS)), _enum(FORMS)]
ThemeKey = Annotated[str, AfterValidator(_among(THEMES)), _enum(THEMES)]
CircleKey = Annotated[str, AfterValidator(_among(CIRCLES)), _enum(CIRCLES)]
Once = AfterValidator(_once)
UNIQUE = Field(json_schema_extra={"uniqueItems": True})
MemberIds = Annotated[list[MemberId], Field(max_length=MOST_PEOPLE), Once, UNIQUE]
GroupIds = Annotated[list[GroupId], Field(max_length=100), Once, UNIQUE]
Themes = Annotated[list[ThemeKey], Field(max_length=len(THEMES)), Once, UNIQUE]
Count = Annotated[int, Field(ge=0, le=MOST_VOTES), Integer]


class AwayAsked(Asked):
    """Somebody expected who did not come."""

    member: MemberId
    state: Literal["excused", "absent"]
    reason: Word = ""


class VotesAsked(Asked):
    ayes: Count
    noes: Count = 0
    abstentions: Count = 0


class TopicAsked(Asked):
    """One thing dealt with; ``decision`` marks a major matter, ``votes`` that it was voted on."""

    title: Sentence
    decision: bool = False
    resolution: Paragraph = ""
    votes: VotesAsked | None = None
    adopted: bool | None = None


class MeetingAsked(Asked):
    """A meeting that was held. Everybody on the roll of that day was there but who is away.

    ``rec`` is an identity of your own making: the same one sent twice is one record.
    """

    form: FormKey
    held_on: Day
    circle: CircleKey = ""
    began: Hour = ""
    ended: Hour = ""
    place: Phrase = ""
    chair: MemberId | None = None
    chair_told: Word = ""
    recorder: MemberId | None = None
    lecturer: MemberId | None = None
    lecturer_told: Word = ""
    groups: GroupIds = []
    attending: MemberIds = []
    away: Annotated[list[AwayAsked], Field(max_length=MOST_PEOPLE), AfterValidator(_each_once)] = []
    themes: Themes = []
    topics: Annotated[list[TopicAsked], Field(max_length=MOST_TOPICS)] = []
    minutes: Essay = ""


class NewMeetingAsked(MeetingAsked):
    rec: NewRecordId = ""


class CorrectionAsked(Asked):
    """The right version, why, and the fingerprint of the version it was made from."""

    meeting: MeetingAsked
    reason: Sentence
    seen: Word


class WithdrawalAsked(Asked):
    reason: Sentence


def told_of(asked: MeetingAsked, attachments: tuple[Attachment, ...] = ()) -> MeetingTold:
    """Return what was asked in the words of the meetings room."""
    return MeetingTold(
        form=asked.form,
        held_on=asked.held_on,
        circle=asked.circle,
        began=asked.began,
        ended=asked.ended,
        place=asked.place,
        chair=asked.chair or "",
        chair_told=asked.chair_told,
        recorder=asked.recorder or "",
        lecturer=asked.lecturer or "",
        lecturer_told=asked.lecturer_told,
        groups=tuple(asked.groups),
        attending=tuple(asked.attending),
        away={one.member: Away(State(one.state), one.reason) for one in asked.away},
        themes=tuple(asked.themes),
        topics=tuple(_topic(topic) for topic in asked.topics),
        minutes=asked.minutes,
        attachments=attachments,
    )


def asked_of(told: MeetingTold) -> MeetingAsked:
    """Return a record as it would have to be sent again. It stands, so it is not checked."""
    chosen = told.circle == regulation.PARTICIPANTS
    return MeetingAsked.model_construct(
        **{name: getattr(told, name) for name in SAME},
        chair=told.chair or None,
        recorder=told.recorder or None,
        lecturer=told.lecturer or None,
        groups=list(told.groups),
        attending=list(told.attending) if chosen else [],
        away=[
            AwayAsked.model_construct(member=member, state=away.state.value, reason=away.reason)
            for member, away in told.away.items()
        ],
        themes=list(told.themes),
        topics=[_asked_topic(topic) for topic in told.topics],
    )


def _topic(asked: TopicAsked) -> TopicTold:
    votes = asked.votes
    return TopicTold(
        title=asked.title,
        decision=asked.decision,
        resolution=asked.resolution or None,
        votes=Votes(votes.ayes, votes.noes, votes.abstentions) if votes else None,
        adopted=asked.adopted,
    )


def _asked_topic(told: TopicTold) -> TopicAsked:
    votes = told.votes
    return TopicAsked.model_construct(
        title=told.title,
        decision=told.decision,
        resolution=told.resolution or "",
        votes=votes
        and VotesAsked.model_construct(
            ayes=votes.ayes, noes=votes.noes, abstentions=votes.abstentions
        ),
        adopted=told.adopted,
    )
