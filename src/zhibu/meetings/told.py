"""What a secretary tells of a meeting, before it is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from zhibu.meetings.parts import Attachment, State, TopicTold

if TYPE_CHECKING:  # records reach for attachments, and those for how text is tidied
    from zhibu.meetings.records import MeetingHeld


@dataclass(frozen=True, slots=True)
class Away:
    """Why somebody expected did not come: excused or absent, and perhaps for what reason."""

    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MeetingTold:
    """A meeting as told. Everybody expected was there but who is named ``away``.

    ``attending`` names who took part where no circle is fixed (talks, study of a few);
    ``groups`` the Party groups that met. Empty text means: not told.
    """

    form: str
    held_on: date
    circle: str = ""
    began: str = ""
    ended: str = ""
    place: str = ""
    chair: str = ""
    chair_told: str = ""
    recorder: str = ""
    lecturer: str = ""
    lecturer_told: str = ""
    groups: tuple[str, ...] = ()
    attending: tuple[str, ...] = ()
    away: Mapping[str, Away] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    topics: tuple[TopicTold, ...] = ()
    minutes: str = ""
    attachments: tuple[Attachment, ...] = ()


def told_by(held: "MeetingHeld") -> MeetingTold:
    """Return what a record was told by, for a correction to start from."""
    return MeetingTold(
        form=held.form,
        held_on=held.held_on,
        circle=held.circle,
        began=held.began or "",
        ended=held.ended or "",
        place=held.place or "",
        chair=held.chair or "",
        chair_told=held.chair_told or "",
        recorder=held.recorder or "",
        lecturer=held.lecturer or "",
        lecturer_told=held.lecturer_told or "",
        groups=held.party_groups,
        attending=tuple(one.member for one in held.attendance),
        away={
            one.member: Away(one.state, one.reason or "")
            for one in held.attendance
            if one.state != State.PRESENT
        },
        themes=held.themes,
        topics=held.topics,
        minutes=held.minutes or "",
        attachments=held.attachments,
    )
