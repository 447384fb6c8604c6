"""What somebody named in a meeting's attendance answers: I was there, or I was not.

An answer is a leaf of its own under the meeting's identity; ``prev`` is the version answered. It
states no fact: nobody gains or loses by answering, or by not answering.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.meetings.models import Answer
from zhibu.meetings.parts import State

SEALED = ("member", "listed", "there")


@dataclass(frozen=True, slots=True)
class Answered:
    """What was asked, the member's own line, and what the member says."""

    member: str
    held_on: date
    listed: State
    there: bool
    answered_on: date

    @property
    def on(self) -> date:
        return self.answered_on

    def facts(self) -> Iterator[Fact]:
        return iter(())


def project(answered: Answered, leaf: Leaf) -> None:
    """Keep the member's last answer about the meeting."""
    Answer.objects.filter(meeting_id=leaf.rec, member_id=answered.member).delete()
    Answer.objects.create(
        meeting_id=leaf.rec,
        member_id=answered.member,
        leaf_id=leaf.lh,
        held_on=answered.held_on,
        listed=answered.listed.value,
        there=answered.there,
        disputed=leaf.op is Op.DISPUTE,
        answered_at=leaf.at,
    )


@kinds.register(
    "meetings.confirmed",
    version=1,
    title=_("到会核对：属实"),
    project=project,
    sealed=SEALED,
    needed=SEALED,
)
@dataclass(frozen=True, slots=True)
class AttendanceConfirmed(Answered):
    """The member's own line is right."""


@kinds.register(
    "meetings.disputed",
    version=1,
    title=_("到会核对：有异议"),
    project=project,
    sealed=SEALED,
    needed=SEALED,
)
@dataclass(frozen=True, slots=True)
class AttendanceDisputed(Answered):
    """The member's own line is wrong: listed and not there, or there and listed away."""
