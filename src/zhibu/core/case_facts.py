"""The facts of a case: obligations that arise, are met in time or late, or fall away."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from zhibu.core.case_flow import Flow
from zhibu.core.case_parts import Case, Done
from zhibu.core.case_stand import window
from zhibu.core.facts import Fact
from zhibu.core.workdays import Calendar

DUE, IN_TIME, LATE = "due", "done_in_time", "done_late"
Count = Counter[tuple[str, date]]


def due_facts(before: Case, after: Case, calendar: Calendar) -> tuple[Fact, ...]:
    """Return what an act did to a case's obligations, each dated on its due day.

    A deadline that moved or fell away is taken back. Taking the last record back gives the
    opposite of what it gave.
    """
    if len(after.done) < len(before.done):
        return tuple(-fact for fact in due_facts(after, before, calendar))
    owed: Count = Counter()
    for place in range(len(before.done), len(after.done)):
        then = replace(before, done=after.done[:place])
        owed.update(_settled(then, after.done[place], calendar))
    owed.update(_owed(after, calendar))
    owed.subtract(_owed(before, calendar))
    return _facts(owed)


def stated_facts(before: Case, after: Case) -> tuple[Fact, ...]:
    """Return the further facts that steps state, one each on the day the step was done."""
    if len(after.done) < len(before.done):
        return tuple(-fact for fact in stated_facts(after, before))
    new = after.done[len(before.done) :]
    return _facts(Counter(_stated(after, new)))


def _stated(case: Case, new: Iterable[Done]) -> Iterable[tuple[str, date]]:
    known = case.procedure.steps
    return ((name, d.on) for d in new if d.step in known for name in known[d.step].states)


def _facts(owed: Count) -> tuple[Fact, ...]:
    return tuple(Fact(name, on, number) for (name, on), number in sorted(owed.items()) if number)


def _owed(case: Case, calendar: Calendar) -> Count:
    """Return the obligations that stand open; of an ended case those already overdue."""
    running = replace(case, closed_as="", closed_on=None)
    flow, end = Flow(running), _end_of(case)
    found: Count = Counter()
    for step in flow.steps.values():
        waits = step.id not in flow.now or flow.may_repeat(step)
        if not step.duties or not waits or step.id in flow.left_out or flow.missing(step):
            continue
        due = window(flow, step, date.max, calendar=calendar).latest
        if due and (end is None or due < end):
            found.update((f"{duty}.{DUE}", due) for duty in step.duties)
    return found


def _end_of(case: Case) -> date | None:
    """Return the day a case ended; nothing while it runs."""
    if case.closed_on:
        return case.closed_on
    if Flow(case).ended:
        return max((one.on for one in case.done), default=case.opened_on)
    return None


def _settled(then: Case, done: Done, calendar: Calendar) -> Count:
    """Return the obligations that a record meets, which it keeps standing, and how."""
    step = then.procedure.steps.get(done.step)
    if step is None or not step.duties:
        return Counter()
    due = window(Flow(then), step, done.on, calendar=calendar).latest
    if due is None:
        return Counter()
    how = IN_TIME if done.on <= due else LATE
    return Counter((f"{duty}.{end}", due) for duty in step.duties for end in (DUE, how))
