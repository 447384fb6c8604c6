"""What else may be done to a case: exceptions, moving to another version, closing it."""

from dataclasses import replace
from datetime import date

from zhibu.core.case_check import ended_words
from zhibu.core.case_flow import Flow
from zhibu.core.case_parts import Case, Granted, Obstacle, machine_obstacle
from zhibu.core.procedure_parts import Procedure, Step


def waivers(case: Case, step: str, on: date) -> tuple[str, ...]:
    """Return the rules of a step that exceptions waive on a day: what ``Done.waived`` records."""
    known = case.procedure.steps.get(step)
    return tuple(sorted(Flow(case).waived(known, on))) if known else ()


def check_grant(case: Case, granted: Granted, *, today: date) -> tuple[Obstacle, ...]:
    """Return what stands in the way of an exception; nothing means it may be signed."""
    flow, step = Flow(case), case.procedure.steps.get(granted.step)
    if step is None:
        basis = case.procedure.source
        return (machine_obstacle("step_unknown", basis=basis, value=granted.step),)
    for rule, told in _refusals(flow, step, granted, today=today):
        return (machine_obstacle(rule, basis=step.basis, field="exception", **told),)
    return ()


def _refusals(
    flow: Flow, step: Step, granted: Granted, *, today: date
) -> list[tuple[str, dict[str, object]]]:
    known = step.exceptions.get(granted.exception)
    if known is None:
        return [("exception_unknown", {"title": step.title, "value": granted.exception})]
    by, day = flow.case.procedure.bodies[known.by].title, granted.on.isoformat()
    told: dict[str, object] = {"title": step.title, "by": by, "day": day}
    told |= {"today": today.isoformat(), "floor": flow.case.opened_on.isoformat()}
    told["value"] = ended_words(flow)
    over = step.id in flow.now and not flow.may_repeat(step)
    again = any(
        (one.step, one.exception) == (granted.step, granted.exception) for one in flow.case.granted
    )
    found = {
        "ended": bool(flow.ended),
        "exception_body": granted.by != known.by,
        "exception_again": again,
        "done": over,
        "future": granted.on > today,
        "before_opening": granted.on < flow.case.opened_on,
    }
    return [(rule, told) for rule, so in found.items() if so]


def check_move(case: Case, procedure: Procedure, *, today: date) -> tuple[Obstacle, ...]:
    """Return what stands in the way of going on under another version."""
    flow, own = Flow(case), case.procedure
    found = {
        "ended": bool(flow.ended),
        "move_other": (procedure.family, procedure.variant) != (own.family, own.variant),
        "move_same": procedure.version == own.version,
        "move_early": procedure.valid_from > today,
    }
    told = {"day": procedure.valid_from.isoformat()}
    value = {"ended": ended_words(flow)}
    return tuple(
        machine_obstacle(
            rule,
            basis=procedure.source,
            field="version",
            value=value.get(rule, procedure.version),
            **told,
        )
        for rule, so in found.items()
        if so
    )[:1]


def move(case: Case, procedure: Procedure) -> Case:
    """Return the case under another version.

    Steps done stay done by their ids. What the other version demands besides is open, or, where
    a later step was already done, left out and told by the audit.
    """
    return replace(case, procedure=procedure)


def check_close(case: Case, on: date, *, today: date) -> tuple[Obstacle, ...]:
    """Return what stands in the way of closing a case that has not come to its end."""
    flow, basis = Flow(case), case.procedure.source
    floor = max((one.on for one in case.done), default=case.opened_on)
    told = {"day": on.isoformat(), "today": today.isoformat(), "floor": floor.isoformat()}
    if flow.ended:
        return (machine_obstacle("ended", basis=basis, value=ended_words(flow)),)
    if on > today:
        return (machine_obstacle("future", basis=basis, field="on", **told),)
    if on < floor:
        return (machine_obstacle("close_early", basis=basis, field="on", **told),)
    return ()
