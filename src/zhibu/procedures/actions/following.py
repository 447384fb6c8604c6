"""What follows a corrected step must still hold: later steps, and what they wrote elsewhere."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core import case as machine
from zhibu.core.case import Done, Obstacle
from zhibu.journal import facts
from zhibu.procedures import conduct, queries
from zhibu.procedures.actions.refusals import CannotComplete, refuse_for
from zhibu.procedures.queries import File


def insist_on_later(before: File, after: File, place: int, *, today: date) -> None:
    """Let a step be corrected where all later ones stay lawful and nothing carried is contradicted.

    Raises CannotComplete, naming the later step that is to be taken back first.
    """
    refuse_for(tuple(_undone(before, after, place, today=today)))
    _insist_on_carried(before, after, place)


def _undone(before: File, after: File, place: int, *, today: date) -> Iterator[Obstacle]:
    """Yield what would stand against later steps, by the machine and the room, and did not yet."""
    for later in range(place + 1, len(after.entered)):
        attempt = after.entered[later].done
        found = _against(after, attempt, later, today=today)
        stood = (
            {one.rule for one in _against(before, attempt, later, today=today)} if found else set()
        )
        for one in found:
            if one.rule not in stood:
                yield _named(before, attempt.step, one)


def _against(file: File, attempt: Done, place: int, *, today: date) -> list[Obstacle]:
    then = queries.file_until(file, place)
    found = machine.check(then.core, attempt, today=today, calendar=facts.calendar())
    return [*found, *conduct.of(file.case.family).checks(then, attempt)]


def _named(file: File, step: str, obstacle: Obstacle) -> Obstacle:
    """Return an obstacle to a later step as it is told to who corrects an earlier one."""
    words = _("这样更正后，已经办过的“%(title)s”就站不住了：%(why)s")
    told = {"title": _title(file, step), "why": str(obstacle.words)}
    way = _("请先更正那一步；不能更正的，从后往前撤回到那一步，再更正这一步。")
    return replace(obstacle, words=words % told + way, field="", way_out="")


def _insist_on_carried(before: File, after: File, place: int) -> None:
    """Refuse what would make cards or posts say otherwise than the case. Raises CannotComplete."""
    carried = conduct.of(before.case.family).carried
    then, now = carried(before), carried(after)
    step = next((one for one in then if then[one] != now.get(one)), "")
    if not step:
        return
    if step == before.entered[place].done.step:
        words = _(
            "“%(title)s”已经按原来的内容记入党员卡片或者任职，不能直接更正。"
            "请从后往前撤回到这一步，再按正确的内容重新办理。"
        )
    else:
        words = _(
            "“%(title)s”已经按这一步原来的内容记入党员卡片或者任职，不能直接更正。"
            "请先从后往前撤回到“%(title)s”，更正这一步后再重新办理。"
        )
    raise CannotComplete(words % {"title": _title(before, step)}, field="reason")


def _title(file: File, step: str) -> str:
    found = file.procedure.steps.get(step)
    return found.title if found else step
