"""Members and meetings that a step names belong to its branch that day."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.case import Done, Obstacle
from zhibu.core.procedure_parts import Ask, Kind, Step
from zhibu.meetings import queries as meetings
from zhibu.procedures import queries
from zhibu.procedures.queries import File


def strangers(file: File, attempt: Done) -> Iterator[Obstacle]:
    """Yield an obstacle for each member and meeting named that is not the branch's that day."""
    step, unit = file.procedure.steps[attempt.step], file.case.organization_id
    kinds = {one.kind for name, one in step.asks.items() if name in attempt.values}
    belong = (
        {one.uid for one in queries.members_on(file.case.organization, attempt.on)}
        if kinds & {Kind.MEMBER, Kind.MEMBERS}
        else set()
    )
    for name, value in attempt.values.items():
        ask = step.asks.get(name)
        if ask is None:
            continue
        if ask.kind in (Kind.MEMBER, Kind.MEMBERS):
            named = value if isinstance(value, tuple) else (str(value),)
            if not set(named) <= belong:
                yield _stranger(step, ask, _("“%(title)s”中有人当天不是本支部党员。"))
        if ask.kind is Kind.MEETING and not _was_held(unit, str(value), attempt.on):
            words = _("“%(title)s”不是本支部在这一天或以前开过的会。")
            yield _stranger(step, ask, words)


def _was_held(unit: str, rec: str, on: date) -> bool:
    found = meetings.meetings_of(unit).filter(rec=rec, withdrawn=False, held_on__lte=on)
    return found.exists()


def _stranger(step: Step, ask: Ask, words: str) -> Obstacle:
    return Obstacle(
        rule="stranger",
        words=words % {"title": ask.title},
        basis=step.basis,
        field=ask.id,
        way_out=_("请从列表里另选。"),
        confidence=step.confidence,
    )
