"""The file audit: each step that was done held against the version it was done under.

A step taken over from an older ledger proves no more than its day: what nobody saw is told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from zhibu.core.case_check import check, lacking, remarks, unanswered
from zhibu.core.case_flow import Flow, until
from zhibu.core.case_parts import Case, Done, Gap, Obstacle, machine_obstacle
from zhibu.core.case_stand import OVERDUE, next_due, stand
from zhibu.core.procedure_parts import Procedure, Step
from zhibu.core.workdays import Calendar


def audit(
    case: Case, *, today: date, calendar: Calendar, procedures: Iterable[Procedure]
) -> tuple[Gap, ...]:
    """Return every gap of a case: broken rules, missing papers, late, overdue and passed steps.

    ``procedures`` are the definitions known; the case's own is known in any case.
    """
    own = case.procedure
    known = {one.version: one for one in procedures if _same(one, own)} | {own.version: own}
    gaps = [
        gap
        for place, done in enumerate(case.done)
        for gap in _of_record(case, place, known.get(done.version), calendar=calendar)
    ]
    return (*gaps, *_overtaken(case), *_overdue(case, today, calendar))


def _same(one: Procedure, other: Procedure) -> bool:
    return (one.family, one.variant) == (other.family, other.variant)


def _of_record(
    case: Case, place: int, version: Procedure | None, *, calendar: Calendar
) -> Iterator[Gap]:
    done = case.done[place]
    if version is None:
        unknown = machine_obstacle("version_unknown", basis="", value=done.version)
        yield _gap(done.step, unknown)
        return
    then = replace(until(case, place), procedure=version)
    for one in check(then, done, today=done.entered_on, calendar=calendar):
        yield _gap(done.step, one)
    for one in remarks(then, done, calendar=calendar):
        yield _gap(done.step, one)
    yield from _late_again(then, done, calendar)
    if done.taken_over:
        yield from _unproven(then, done)


def _unproven(then: Case, done: Done) -> Iterator[Gap]:
    """Tell what a step of an older ledger does not show: papers not seen, answers not known."""
    step = then.procedure.steps.get(done.step)
    if step is None:
        return
    titles = [
        *(one.title for one in lacking(then, step, done)),
        *(one.title for one in unanswered(then, step, done)),
    ]
    if done.materials and not titles:
        return  # the papers were found since, and bear the day out
    missing = "、".join(f"“{title}”" for title in titles)
    rule = "taken_over" if titles else "taken_day"
    told = {"day": done.on.isoformat(), "missing": missing}
    yield _gap(step.id, machine_obstacle(rule, basis=step.basis, **told))


def _late_again(then: Case, done: Done, calendar: Calendar) -> Iterator[Gap]:
    """A step that repeats is late when its last time, or what came before, was too long ago."""
    step, flow = then.procedure.steps.get(done.step), Flow(then)
    due = next_due(flow, step, calendar) if step else None
    if step and due and done.on > due.day:
        told = {"due": due.day.isoformat(), "day": done.on.isoformat()}
        days = str((done.on - due.day).days)
        yield _gap(done.step, machine_obstacle("late", basis=step.basis, days=days, **told))


def _overtaken(case: Case) -> Iterator[Gap]:
    flow = Flow(case)
    for step in flow.steps.values():
        overtaken = step.id in flow.left_out and flow.is_overtaken(step)
        if overtaken and not step.optional and not flow.is_spared(step):
            told = {"version": case.procedure.version, "title": step.title}
            rule = "taken_past" if _taken_past(flow, step) else "passed"
            yield _gap(step.id, machine_obstacle(rule, basis=step.basis, **told))


def _taken_past(flow: Flow, step: Step) -> bool:
    """Tell whether it was an older ledger that went past a step."""
    later = flow.case.procedure.beyond[step.id]
    return any(done.taken_over for one in later for done in flow.now.get(one, ()))


def _overdue(case: Case, today: date, calendar: Calendar) -> Iterator[Gap]:
    for one in stand(case, today=today, calendar=calendar).steps:
        if one.state == OVERDUE and one.latest:
            late = str((today - one.latest).days)
            basis = case.procedure.steps[one.step].basis
            yield _gap(
                one.step,
                machine_obstacle("overdue", basis=basis, due=one.latest.isoformat(), days=late),
            )


def _gap(step: str, obstacle: Obstacle) -> Gap:
    return Gap(
        step=step,
        words=obstacle.words,
        basis=obstacle.basis,
        rule=obstacle.rule,
        confidence=obstacle.confidence,
        way_out=obstacle.way_out,
    )
