"""Where a case stands: each step done, open, overdue, ahead or left out, and its days."""

from dataclasses import dataclass
from datetime import date

from zhibu.core.case_flow import Flow
from zhibu.core.case_parts import (
    Case,
    Done,
    Obstacle,
    StageState,
    Standing,
    StepState,
    out_of_order,
)
from zhibu.core.case_rules import Court, Due
from zhibu.core.procedure_dates import provisional, shift
from zhibu.core.procedure_parts import Step
from zhibu.core.procedure_rules import Ref, RuleKind
from zhibu.core.workdays import Calendar

DONE, OPEN, OVERDUE, AHEAD, LEFT_OUT = "done", "open", "overdue", "ahead", "left_out"


def stand(case: Case, *, today: date, calendar: Calendar) -> Standing:
    """Return where a case stands on a day."""
    flow = Flow(case)
    steps = tuple(_state(flow, one, today, calendar=calendar) for one in flow.steps.values())
    return Standing(
        stages=tuple(_stage(flow, stage, steps) for stage in case.procedure.stages),
        steps=steps,
        open=tuple(one for one in steps if one.state in {OPEN, OVERDUE} or one.again),
        ended=flow.ended,
    )


@dataclass(frozen=True, slots=True)
class Window:
    """The days between which a step belongs. Each may be nothing; ``provisional`` if either is."""

    earliest: date | None
    latest: date | None
    provisional: bool
    early: tuple[Due, ...]


def window(flow: Flow, step: Step, today: date, *, calendar: Calendar) -> Window:
    """Return a step's earliest and latest day, as far as what they count from is known."""
    case = flow.case
    court = Court(flow, step, Done(step.id, today, today, case.procedure.version), calendar)
    waived = flow.waived(step, today)
    dated = [
        (rule, due)
        for rule in step.rules
        if rule.id not in waived and rule.of == (Ref(),) and rule.than != Ref()
        if not any(one.outcome or one.ref.own for one in rule.when) and court.applies(rule)
        if (due := court.due(rule))
    ]
    early = tuple(due for rule, due in dated if rule.kind is RuleKind.EARLIEST)
    late = [due for rule, due in dated if rule.kind is RuleKind.LATEST]
    again = next_due(flow, step, calendar)
    if again:
        late = [again] if step.id in flow.now else [*late, again]
    floor = [flow.floor(step)[0]] if not flow.missing(step) else []
    return Window(
        earliest=max([*floor, *(one.day for one in early)], default=None),
        latest=min((one.day for one in late), default=None),
        provisional=any(one.provisional for one in (*early, *late)),
        early=early,
    )


def next_due(flow: Flow, step: Step, calendar: Calendar) -> Due | None:
    """Return when a step that repeats is due: so long after the last time, or what came before."""
    if step.repeats is None or flow.ended or flow.missing(step):
        return None
    if step.id in flow.now and not flow.may_repeat(step):
        return None
    last, every = flow.floor(step)[0], step.repeats.every
    if step.id in flow.now:
        last = flow.now[step.id][-1].on
    return Due(shift(last, every, calendar), provisional(last, every, calendar))


def _state(flow: Flow, step: Step, today: date, *, calendar: Calendar) -> StepState:
    running = not flow.ended and step.id not in flow.left_out
    again = running and flow.may_repeat(step)
    waiting = running and (again or step.id not in flow.now)
    days = (
        window(flow, step, today, calendar=calendar) if waiting else Window(None, None, False, ())
    )
    return StepState(
        step=step.id,
        state=_named(flow, step, days, today=today),
        done=tuple(one for one in flow.case.done if one.step == step.id),
        earliest=days.earliest,
        latest=days.latest,
        provisional=days.provisional,
        obstacles=_obstacles(flow, step, days, today=today, calendar=calendar) if waiting else (),
        again=again,
    )


def _named(flow: Flow, step: Step, days: Window, *, today: date) -> str:
    late = days.latest is not None and days.latest < today
    if step.id in flow.now:
        return OVERDUE if late and flow.may_repeat(step) else DONE
    if flow.ended or step.id in flow.left_out:
        return LEFT_OUT
    if flow.missing(step):
        return AHEAD
    return OVERDUE if late else OPEN


def _obstacles(
    flow: Flow, step: Step, days: Window, *, today: date, calendar: Calendar
) -> tuple[Obstacle, ...]:
    missing = flow.missing(step)
    if missing:
        return (out_of_order(flow.case.procedure, step, missing),)
    attempt = Done(step.id, today, today, flow.case.procedure.version)
    court, waived = Court(flow, step, attempt, calendar), flow.waived(step, today)
    early = [due.rule for due in days.early if due.rule and due.day > today]
    apart = [
        rule
        for rule in step.rules
        if rule.id not in waived and rule.kind is not RuleKind.ANY and not rule.mark
        if rule.kind is RuleKind.REPEATED or (rule.of and not any(ref.own for ref in rule.of))
    ]
    return tuple(court.broken([*early, *apart]))


def _stage(flow: Flow, stage: str, steps: tuple[StepState, ...]) -> StageState:
    here = [one for one in steps if flow.steps[one.step].stage == stage]
    counted = [one for one in here if one.state != LEFT_OUT]
    done = sum(one.step in flow.now for one in counted)
    return StageState(stage, done, len(counted))
