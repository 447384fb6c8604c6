"""The order of steps in a running case: what is done, what is left out, what may come next."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property

from zhibu.core.case_parts import Case, Done
from zhibu.core.case_values import holds
from zhibu.core.procedure_parts import Outcome, Step

COMPLETED = "completed"


class Flow:
    """A case as the machine sees it. Nothing here changes the case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.steps = case.procedure.steps
        self.now: dict[str, list[Done]] = {}
        self.resets: dict[str, date] = {}
        self.chosen: set[tuple[str, str]] = set()
        self.end = ""
        for done in case.done:
            self._take(done)

    def _take(self, done: Done) -> None:
        self.now.setdefault(done.step, []).append(done)
        self.chosen.add((done.step, done.outcome))
        outcome = self.outcome_of(done)
        if outcome and outcome.ends:
            self.end = outcome.id
        if outcome and outcome.back_to in self.steps:
            self._go_back(outcome.back_to, done.on)

    def _go_back(self, step: str, on: date) -> None:
        for each in (step, *self.case.procedure.beyond[step]):
            self.now.pop(each, None)
            self.resets[each] = max(on, self.resets.get(each, on))

    def outcome_of(self, done: Done) -> Outcome | None:
        """Return how a step turned out, if its definition of today knows that outcome."""
        step = self.steps.get(done.step)
        return step.named(done.outcome) if step else None

    @cached_property
    def ended(self) -> str:
        """How the case ended, or nothing while it runs."""
        if self.case.closed_as or self.end:
            return self.case.closed_as or self.end
        return COMPLETED if all(self.is_settled(step) for step in self.steps.values()) else ""

    @cached_property
    def cut(self) -> frozenset[str]:
        """Steps that an outcome led away from, and those that only they led to."""
        found: set[str] = set()
        more = True
        while more:
            new = {
                s.id for s in self.steps.values() if s.id not in found and self._is_cut(s, found)
            }
            found |= new
            more = bool(new)
        return frozenset(found)

    def _is_cut(self, step: Step, found: set[str]) -> bool:
        if any(self._leads_past(earlier, step.id) for earlier in step.after):
            return True
        return bool(step.after) and all(earlier in found for earlier in step.after)

    def _leads_past(self, earlier: str, step: str) -> bool:
        outcome = self.outcome_of(self.now[earlier][-1]) if earlier in self.now else None
        return bool(outcome and outcome.leads_to and step not in outcome.leads_to)

    @cached_property
    def left_out(self) -> frozenset[str]:
        """Steps that will not be done: led past, waived, not for this case, or overtaken."""
        return frozenset(
            step.id
            for step in self.steps.values()
            if step.id not in self.now and (self.is_spared(step) or self.is_overtaken(step))
        )

    def is_spared(self, step: Step) -> bool:
        """Tell whether a step is none of this case's: led past, waived, or for other cases."""
        nothing = Done(step.id, date.min, date.min, "")
        applies = holds(step.when, nothing, self.case)
        return step.id in self.cut or self.is_waived(step) or not applies

    def is_waived(self, step: Step) -> bool:
        """Tell whether an exception spares the whole step."""
        granted = [one.exception for one in self.case.granted if one.step == step.id]
        return any(
            step.id in step.exceptions[one].waives for one in granted if one in step.exceptions
        )

    def is_overtaken(self, step: Step) -> bool:
        """Tell whether a later step was done without it, as after a move to another version."""
        return any(later in self.now for later in self.case.procedure.beyond[step.id])

    def is_settled(self, step: Step) -> bool:
        """Tell whether those that follow need not wait for a step any more."""
        return step.optional or step.id in self.now or step.id in self.left_out

    def missing(self, step: Step) -> tuple[Step, ...]:
        """Return the steps that must be done before this one and are not."""
        earlier = (self.steps[one] for one in step.after if one in self.steps)
        return tuple(one for one in earlier if not self.is_settled(one))

    def may_repeat(self, step: Step) -> bool:
        """Tell whether a step that was done may be done once more."""
        if step.repeats is None or step.id not in self.now:
            return False
        until = self.steps.get(step.repeats.until)
        passed = until is not None and self.is_overtaken(until)
        return step.repeats.until not in self.now and not passed

    def is_open(self, step: Step) -> bool:
        """Tell whether a step could be recorded now, apart from dates and contents."""
        if self.ended or step.id in self.left_out or self.missing(step):
            return False
        return step.id not in self.now or self.may_repeat(step)

    def floor(self, step: Step) -> tuple[date, str]:
        """Return the day before which a step cannot have been done, and the step it is from."""
        days = [(self.case.opened_on, "")]
        if step.id in self.resets:
            days.append((self.resets[step.id], ""))
        for earlier in (*self.case.procedure.before[step.id], step.id):
            days.extend((one.on, earlier) for one in self.now.get(earlier, ()))
        return max(days, key=lambda one: one[0])

    def entry_floor(self, step: Step) -> date:
        """Return the day before which a step cannot have been entered."""
        earlier = {*self.case.procedure.before[step.id], step.id}
        return max(
            (one.entered_on for one in self.case.done if one.step in earlier), default=date.min
        )

    def waived(self, step: Step, on: date) -> frozenset[str]:
        """Return the rules of a step that exceptions signed by that day waive."""
        signed: Iterable[str] = (
            one.exception for one in self.case.granted if one.step == step.id and one.on <= on
        )
        exits = (step.exceptions[one] for one in signed if one in step.exceptions)
        return frozenset(rule for one in exits for rule in one.waives if rule != step.id)


def until(case: Case, count: int) -> Case:
    """Return a case as it stood after so many records, under the version of the next one."""
    return replace(case, done=case.done[:count], closed_as="", closed_on=None)
