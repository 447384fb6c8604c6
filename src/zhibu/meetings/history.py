"""Meetings from old ledgers."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.forms import Form
from zhibu.meetings import regulation
from zhibu.meetings.checks import CannotHoldMeeting
from zhibu.meetings.models import LONGEST_PLACE, LONGEST_RESOLUTION, LONGEST_TITLE
from zhibu.meetings.parts import Attendance, TopicTold
from zhibu.meetings.records import MeetingHeld


@dataclass(frozen=True, slots=True)
class Ledger:
    """One line of an old ledger: what it says of a meeting, and no more than it says."""

    form: str
    held_on: date
    expected: int
    present: int
    began: str = ""
    place: str = ""
    chair: str = ""
    chair_told: str = ""
    away: tuple[Attendance, ...] = ()
    topics: tuple[str, ...] = ()
    resolution: str = ""
    groups: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    by_secretary: bool = False


def from_history(branch: str, line: Ledger) -> MeetingHeld:
    """Return the record of a meeting from an old ledger, with the ledger's own numbers.

    Nothing is looked up and nothing made up: who came is not said, only who did not. Append it
    with ``history=True``. Raises CannotHoldMeeting where more came than were expected.
    """
    form = regulation.forms()[line.form]
    if not 0 <= line.present <= line.expected:
        raise CannotHoldMeeting(
            _("实到 %(present)d 人，多于应到 %(expected)d 人。请核对台账。")
            % {"present": line.present, "expected": line.expected},
            field="present",
        )
    _check_lengths(line)
    return MeetingHeld(
        branch=branch,
        form=line.form,
        circle=form.expected,
        held_on=line.held_on,
        expected=line.expected,
        present=line.present,
        quorate=_is_quorate(form, line),
        by_secretary=line.by_secretary,
        began=line.began or None,
        place=line.place or None,
        chair=line.chair or None,
        chair_told=line.chair_told or None,
        party_groups=line.groups,
        themes=line.themes,
        topics=tuple(TopicTold(title) for title in line.topics),
        resolution=line.resolution or None,
        attendance=line.away,
    )


def _is_quorate(form: Form, line: Ledger) -> bool | None:
    # An old ledger does not tell voters from others; of a committee everybody votes.
    if form.quorum is None or not regulation.is_void_without_quorum(form):
        return None
    return form.quorum.met(line.present, line.expected)


def _check_lengths(line: Ledger) -> None:
    limits = (
        ("place", _("地点"), (line.place,), LONGEST_PLACE),
        ("topics", _("议题"), line.topics, LONGEST_TITLE),
        ("resolution", _("决议"), (line.resolution,), LONGEST_RESOLUTION),
    )
    for field, name, texts, most in limits:
        length = max(map(len, texts), default=0)
        if length > most:
            raise CannotHoldMeeting(
                _("%(name)s有 %(length)d 字，最多 %(most)d 字，请写得短些。")
                % {"name": name, "length": length, "most": most},
                field=field,
            )
