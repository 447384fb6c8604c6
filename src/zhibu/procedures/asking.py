"""What can be chosen in a step's form: members of the day, meetings held, a room's own choices."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from zhibu.core import case as machine
from zhibu.core.case import Done
from zhibu.core.case_values import holds
from zhibu.core.procedure_parts import Ask, Kind, Step
from zhibu.core.procedure_rules import Condition
from zhibu.meetings import queries as meetings
from zhibu.meetings.models import Meeting
from zhibu.procedures import conduct, queries
from zhibu.procedures.models import Case
from zhibu.procedures.queries import File

MEETINGS = 60
MEMBERS = (Kind.MEMBER, Kind.MEMBERS)
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a step's fields on a day."""

    members: Pairs = field(default_factory=list)
    meetings: Pairs = field(default_factory=list)
    own: dict[str, Pairs] = field(default_factory=dict)

    def of(self, ask: Ask) -> Pairs:
        """Return what can be chosen in a field."""
        if ask.id in self.own:
            return self.own[ask.id]
        if ask.kind is Kind.CHOICE:
            return list(ask.options.items())
        if ask.kind is Kind.MEETING:
            return self.meetings
        return self.members if ask.kind in MEMBERS else []


def asked_of(step: Step, case: machine.Case) -> Step:
    """Return a step without the fields and materials that this case does not know.

    Only what the case and its earlier steps settle is left out; what hangs on an answer of the
    step itself stays, for nobody knows the answer yet.
    """
    asks = {name: one for name, one in step.asks.items() if _is_known(one.when, step, case)}
    papers = {name: one for name, one in step.materials.items() if _is_known(one.when, step, case)}
    return replace(step, asks=asks, materials=papers)


def _is_known(when: Iterable[Condition], step: Step, case: machine.Case) -> bool:
    settled = [one for one in when if not one.outcome and not one.ref.own]
    today = case.opened_on  # no condition looks at the day of what is only being asked
    blank = Done(step.id, on=today, entered_on=today, version=case.procedure.version)
    return holds(settled, blank, case)


def choices_for(file: File, step: Step, on: date) -> Choices:
    """Return what can be chosen for a step on a day. At most two queries, and the room's own."""
    case, room = file.case, conduct.of(file.case.family)
    found = ((one, room.choices(file, step.id, one, on)) for one in step.asks)
    own = {name: pairs for name, pairs in found if pairs is not None}
    kinds = {ask.kind for name, ask in step.asks.items() if name not in own}
    return Choices(
        members=members_of(case, on) if kinds & set(MEMBERS) else [],
        meetings=meetings_of(case, on) if Kind.MEETING in kinds else [],
        own=own,
    )


def members_of(case: Case, on: date) -> Pairs:
    """Return who belonged to the case's organization that day."""
    return [(one.uid, one.name) for one in queries.members_on(case.organization, on)]


def meetings_of(case: Case, on: date) -> Pairs:
    """Return the latest meetings that the organization held until a day."""
    found = meetings.meetings_of(case.organization).filter(withdrawn=False, held_on__lte=on)
    return [(one.rec, _told(one)) for one in found[:MEETINGS]]


def _told(meeting: Meeting) -> str:
    """Return a meeting as a choice: its day, form and topic, and who came."""
    form, count = meetings.label_of(meeting.form), f"{meeting.present}/{meeting.expected}"
    return f"{meeting.held_on.isoformat()} {form} {meeting.summary}（{count}）"
