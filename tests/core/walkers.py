"""Secretaries who walk a case at random, but legally, and one who only wants to reach its end."""

from dataclasses import replace
from datetime import date, timedelta

from tests.core.tellers import CHINA
from tests.house import sources
from zhibu.core import case, procedure
from zhibu.core.procedure_samples import fill

FAR = date(2060, 1, 1)
LATER = (0, 1, 31, 190, 400)
SHIPPED = tuple(
    procedure.load(path.read_text("utf-8"), filename=path.name)
    for path in sorted((sources.SOURCE / "standards" / "procedures").glob("*.yaml"))
)


def opened(definition, on=None):
    """Return a new case, with a plausible answer to whatever the definition asks of a case."""
    first = on or max(definition.valid_from, date(2026, 3, 2))
    context = {
        ask.id: first + timedelta(days=200) if ask.kind is procedure.Kind.DATE else usual(ask)
        for ask in definition.context.values()
    }
    return case.Case(definition, first, context)


def usual(ask):
    if ask.kind in procedure.NUMBERS:
        return 10
    return next(iter(ask.options), "yes" if ask.kind is procedure.Kind.YES else ask.id)


def attempt_at(now, step, on, *, outcome=""):
    done = fill(now, step, on, calendar=CHINA, outcome=outcome)
    entered = max((one.entered_on for one in now.done), default=on)
    return replace(done, entered_on=max(entered, on))


def may(now, attempt, today=FAR):
    return case.check(now, attempt, today=today, calendar=CHINA) == ()


def record(now, attempt):
    return replace(now, done=(*now.done, attempt))


def floor_of(now, state):
    days = [now.opened_on, *(one.on for one in now.done)]
    return max([*days, state.earliest or now.opened_on])


def outcomes_of(now, step):
    known = now.procedure.steps[step].outcomes.values()
    return [one.id for one in sorted(known, key=lambda one: (bool(one.back_to), one.ends))] or [""]


def ways(now):
    """Yield the cases that some legal act leads to, those that go on first."""
    states = case.stand(now, today=FAR, calendar=CHINA).open
    for state in sorted(states, key=lambda one: one.again):
        base = floor_of(now, state)
        for outcome in outcomes_of(now, state.step):
            days = [base + timedelta(days=more) for more in LATER]
            attempts = (attempt_at(now, state.step, on, outcome=outcome) for on in days)
            found = next((one for one in attempts if may(now, one)), None)
            if found:
                yield record(now, found)
    yield from exits(now)


def exits(now):
    last = max((one.on for one in now.done), default=now.opened_on)
    for step in now.procedure.steps.values():
        for one in step.exceptions.values():
            granted = case.Granted(step.id, one.id, last, one.by)
            if not case.check_grant(now, granted, today=FAR):
                yield replace(now, granted=(*now.granted, granted))


def to_the_end(now, *, most=120):
    """Walk a case by the first legal way until it ends. Raises AssertionError where none is."""
    for _ in range(most):
        if case.stand(now, today=FAR, calendar=CHINA).ended:
            return now
        following = next(ways(now), None)
        assert following is not None, stuck(now)
        now = following
    raise AssertionError(f"never ends: {stuck(now)}")


def stuck(now):
    states = case.stand(now, today=FAR, calendar=CHINA).open
    told = {
        one.step: [
            o.words
            for o in case.check(
                now, attempt_at(now, one.step, floor_of(now, one)), today=FAR, calendar=CHINA
            )
        ]
        for one in states
    }
    return f"{now.procedure.key} after {[(d.step, d.outcome) for d in now.done]}: {told}"


def wander(now, chance, *, steps, each=None):
    """Try whatever comes to mind, legal or not, and record what the machine permits."""
    for _ in range(steps):
        tried = something(now, chance)
        if may(now, tried):
            now = record(now, tried)
        elif chance.random() < 0.15:
            now = chance.choice([now, *exits(now)])
        if each:
            each(now)
    return now


def something(now, chance):
    open_steps = [one.step for one in case.stand(now, today=FAR, calendar=CHINA).open]
    step = chance.choice(
        open_steps if open_steps and chance.random() < 0.8 else [*now.procedure.steps]
    )
    state = case.stand(now, today=FAR, calendar=CHINA).of(step)
    more = chance.choice((-40, -1, 0, 0, 0, 1, 20, 200, 400))
    on = floor_of(now, state) + timedelta(days=more)
    first, *others = outcomes_of(now, step)
    outcome = chance.choice([first] * 5 + others)
    return attempt_at(now, step, on, outcome=outcome)


def insist_on_order(now):
    """Raise AssertionError where a record stands before one that it comes after."""
    definition = now.procedure
    for place, done in enumerate(now.done):
        before = now.done[:place]
        known = {one.step for one in before}
        assert now.opened_on <= done.on <= done.entered_on <= FAR
        for one in before:
            if one.step in definition.before[done.step] or one.step == done.step:
                assert one.on <= done.on, (definition.key, one, done)
                assert one.entered_on <= done.entered_on
        missing = set(definition.steps[done.step].after) - known
        spared = {one for one in missing if is_spared(now, place, one)}
        assert missing == spared, (definition.key, done.step, missing)


def is_spared(now, place, step):
    then = replace(now, done=now.done[:place])
    state = case.stand(then, today=FAR, calendar=CHINA).of(step).state
    return now.procedure.steps[step].optional or state == case.LEFT_OUT
