"""Whether a step may be recorded: order, dates, contents and rules; every no is an obstacle."""

from collections.abc import Iterator
from datetime import date

from zhibu.core.case_flow import Flow
from zhibu.core.case_parts import Case, Done, Obstacle, machine_obstacle, out_of_order
from zhibu.core.case_rules import Court
from zhibu.core.case_values import fits, holds
from zhibu.core.case_words import ABLE, NO_OUTCOME, RESET, WANTED
from zhibu.core.procedure_parts import Ask, Kind, Material, Step
from zhibu.core.workdays import Calendar


def check(case: Case, attempt: Done, *, today: date, calendar: Calendar) -> tuple[Obstacle, ...]:
    """Return what stands in the way of recording a step; nothing means it may be recorded.

    Of a step taken over from an older ledger only what is impossible stands in the way: a wrong
    order, a day that is not past, an answer that is none. What it lacks, ``audit`` tells.
    """
    flow = Flow(case)
    step = case.procedure.steps.get(attempt.step)
    if step is None:
        basis = case.procedure.source
        return (machine_obstacle("step_unknown", basis=basis, value=attempt.step),)
    first = tuple(_in_the_way(flow, step, attempt))
    if first:
        return first
    dates = tuple(_dates(flow, step, attempt, today=today))
    if attempt.taken_over:
        return (*dates, *_answered(step, attempt))
    return (
        *dates,
        *_contents(case, step, attempt),
        *_broken(flow, step, attempt, calendar=calendar),
    )


def remarks(case: Case, attempt: Done, *, calendar: Calendar) -> tuple[Obstacle, ...]:
    """Return the deadlines that are only marked when missed: the step may still be recorded.

    Of a step taken over from an older ledger every rule is: what was, was.
    """
    step = case.procedure.steps.get(attempt.step)
    if step is None:
        return ()
    flow = Flow(case)
    waived = flow.waived(step, attempt.on)
    court = Court(flow, step, attempt, calendar)
    told = (rule for rule in step.rules if rule.mark or attempt.taken_over)
    marked = [rule for rule in told if rule.id not in waived]
    return tuple(court.broken(marked))


def _in_the_way(flow: Flow, step: Step, attempt: Done) -> Iterator[Obstacle]:
    basis, now = step.basis, flow.case.procedure.version
    if flow.ended:
        yield machine_obstacle("ended", basis=basis, value=ended_words(flow))
    elif attempt.version != now:
        yield machine_obstacle("version", basis=basis, value=attempt.version, now=now)
    elif step.id in flow.left_out:
        yield machine_obstacle("left_out", basis=basis, title=step.title)
    elif step.id in flow.now and not flow.may_repeat(step):
        yield machine_obstacle("done", basis=basis, title=step.title)
    elif (missing := flow.missing(step)) and not attempt.taken_over:
        yield out_of_order(flow.case.procedure, step, missing)
    else:
        yield from _turned_out(flow, step, attempt)
        yield from _waivers(flow, step, attempt)


def ended_words(flow: Flow) -> str:
    """Return how a case ended, in words where the definition has them."""
    for done in reversed(flow.case.done):
        outcome = flow.outcome_of(done)
        if outcome and outcome.id == flow.ended:
            return outcome.title
    return {"completed": "已办结"}.get(flow.ended, flow.ended)


def _turned_out(flow: Flow, step: Step, attempt: Done) -> Iterator[Obstacle]:
    options = "、".join(one.title for one in step.outcomes.values()) or NO_OUTCOME
    outcome = step.named(attempt.outcome)
    told = {"title": step.title, "options": options, "value": attempt.outcome}
    if outcome is None and attempt.outcome:
        yield machine_obstacle("outcome_unknown", basis=step.basis, field="outcome", **told)
    elif outcome is None and step.outcomes:
        yield machine_obstacle("outcome", basis=step.basis, field="outcome", **told)
    elif outcome and outcome.once and (step.id, outcome.id) in flow.chosen:
        told["value"] = outcome.title
        yield machine_obstacle("outcome_once", basis=step.basis, field="outcome", **told)


def _waivers(flow: Flow, step: Step, attempt: Done) -> Iterator[Obstacle]:
    granted = flow.waived(step, attempt.on)
    for rule in attempt.waived:
        if rule not in granted:
            by = next((one.by for one in step.exceptions.values() if rule in one.waives), "")
            body = flow.case.procedure.bodies.get(by)
            title = body.title if body else ABLE
            yield machine_obstacle("waiver", basis=step.basis, value=rule, by=title)


def _dates(flow: Flow, step: Step, attempt: Done, *, today: date) -> Iterator[Obstacle]:
    day, entered, basis = attempt.on, attempt.entered_on, step.basis
    told = {"day": day.isoformat(), "today": today.isoformat(), "entered": entered.isoformat()}
    if day > today:
        yield machine_obstacle("future", basis=basis, field="on", **told)
    elif attempt.taken_over and day >= entered:
        yield machine_obstacle("taken_now", basis=basis, field="on", **told)
    elif not day <= entered <= today:
        yield machine_obstacle("entered", basis=basis, field="on", **told)
    if entered < (before := flow.entry_floor(step)):
        told["floor"] = before.isoformat()
        yield machine_obstacle("entered_before", basis=basis, field="on", **told)
    floor, earlier = flow.floor(step)
    if day < floor:
        told["floor"] = floor.isoformat()
        rule = "backdated" if earlier or step.id in flow.resets else "before_opening"
        title = flow.steps[earlier].title if earlier else RESET
        yield machine_obstacle(rule, basis=basis, field="on", earlier=title, **told)


def _contents(case: Case, step: Step, attempt: Done) -> Iterator[Obstacle]:
    yield from _answers(case, step, attempt)
    yield from _papers(case, step, attempt)


def _answers(case: Case, step: Step, attempt: Done) -> Iterator[Obstacle]:
    for ask in unanswered(case, step, attempt):
        yield machine_obstacle("field_missing", basis=step.basis, field=ask.id, title=ask.title)
    yield from _answered(step, attempt)


def unanswered(case: Case, step: Step, attempt: Done) -> Iterator[Ask]:
    """Yield what a step asks for and was not told."""
    for ask in step.asks.values():
        wanted = not ask.optional and holds(ask.when, attempt, case)
        if wanted and ask.id not in attempt.values:
            yield ask


def _answered(step: Step, attempt: Done) -> Iterator[Obstacle]:
    for ask in step.asks.values():
        if ask.id in attempt.values:
            yield from _content(step, ask, attempt.values[ask.id])
    for name in attempt.values:
        if name not in step.asks:
            yield machine_obstacle("field_unknown", basis=step.basis, field=name, value=name)


def lacking(case: Case, step: Step, attempt: Done) -> Iterator[Material]:
    """Yield the papers that belong to a step and were not seen."""
    for one in step.materials.values():
        wanted = one.required and holds(one.when, attempt, case)
        if wanted and one.id not in attempt.materials:
            yield one


def _papers(case: Case, step: Step, attempt: Done) -> Iterator[Obstacle]:
    for one in lacking(case, step, attempt):
        yield machine_obstacle("material_missing", basis=step.basis, field=one.id, title=one.title)
    for name in attempt.materials:
        if name not in step.materials:
            yield machine_obstacle("material_unknown", basis=step.basis, field=name, value=name)


def _content(step: Step, ask: Ask, value: object) -> Iterator[Obstacle]:
    told = {"title": ask.title, "wanted": WANTED[ask.kind]}
    if not fits(ask, value):
        yield machine_obstacle("field_kind", basis=step.basis, field=ask.id, **told)
    elif ask.kind is Kind.CHOICE and value not in ask.options:
        told |= {"value": str(value)[:40], "options": "、".join(ask.options.values())}
        yield machine_obstacle("option_unknown", basis=step.basis, field=ask.id, **told)


def _broken(flow: Flow, step: Step, attempt: Done, *, calendar: Calendar) -> Iterator[Obstacle]:
    waived = flow.waived(step, attempt.on)
    rules = [rule for rule in step.rules if not rule.mark and rule.id not in waived]
    return Court(flow, step, attempt, calendar).broken(rules)
