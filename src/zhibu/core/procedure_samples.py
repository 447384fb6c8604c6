"""A plausible attempt at a step: what is not said is filled in so that it fits the rules."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from zhibu.core.case_acts import waivers
from zhibu.core.case_flow import Flow
from zhibu.core.case_parts import Case, Done
from zhibu.core.case_rules import Court
from zhibu.core.case_values import day_of, holds, number_of
from zhibu.core.procedure_dates import shift
from zhibu.core.procedure_parts import LISTS, NUMBERS, Ask, Kind, Step, Value
from zhibu.core.procedure_rules import Ref, Rule, RuleKind, Span
from zhibu.core.workdays import ONE_DAY, Calendar

ROUNDS = 6
_USUAL = 10


def fill(
    case: Case,
    step: str,
    on: date,
    *,
    calendar: Calendar,
    outcome: str = "",
    values: Mapping[str, Value] | None = None,
    materials: tuple[str, ...] | None = None,
) -> Done:
    """Return an attempt at a step: what is given as given, everything else as the rules want it.

    The outcome left open is the first that goes on. Nothing promises that it may be recorded.
    """
    known = case.procedure.steps[step]
    blank = Done(
        step=step,
        on=on,
        entered_on=on,
        version=case.procedure.version,
        values=dict(values or {}),
        outcome=outcome or usual_outcome(known),
        waived=waivers(case, step, on),
    )
    filled = _Filler(Flow(case), known, calendar=calendar, given=frozenset(blank.values)).filled(
        blank
    )
    papers = required_materials(case, known, filled) if materials is None else materials
    return replace(filled, materials=papers)


def usual_outcome(step: Step) -> str:
    """Return the first outcome that goes on; of a step that only ends or goes back, the first."""
    onward = [one.id for one in step.outcomes.values() if not one.ends and not one.back_to]
    return next(iter([*onward, *step.outcomes]), "")


def required_materials(case: Case, step: Step, attempt: Done) -> tuple[str, ...]:
    """Return the papers that an attempt must bring."""
    papers = step.materials.values()
    return tuple(one.id for one in papers if one.required and holds(one.when, attempt, case))


class _Filler:
    def __init__(
        self, flow: Flow, step: Step, *, calendar: Calendar, given: frozenset[str]
    ) -> None:
        self.case = flow.case
        self.flow = flow
        self.step = step
        self.calendar = calendar
        self.given = given
        self.fixed: set[str] = set()

    def filled(self, attempt: Done) -> Done:
        for _round in range(ROUNDS):
            before = attempt.values
            attempt = self._asked(attempt)
            for rule in self.step.rules:
                attempt = self._mended(rule, attempt)
            if attempt.values == before:
                break
        return attempt

    def _asked(self, attempt: Done) -> Done:
        missing = {
            ask.id: usual(ask, attempt.on)
            for ask in self.step.asks.values()
            if ask.id not in attempt.values
            and not ask.optional
            and holds(ask.when, attempt, self.case)
        }
        return replace(attempt, values={**attempt.values, **missing})

    def _mended(self, rule: Rule, attempt: Done) -> Done:
        court = Court(self.flow, self.step, attempt, self.calendar)
        if court.met(rule) is not False:
            return attempt
        if rule.kind is RuleKind.ANY:
            return self._mend(rule.rules[0], attempt, court)
        return self._mend(rule, attempt, court)

    def _mend(self, rule: Rule, attempt: Done, court: Court) -> Done:
        if rule.kind in {RuleKind.EARLIEST, RuleKind.LATEST}:
            return self._dated(rule, attempt, court)
        own = [ref for ref in rule.of if self._free(ref)]
        if not own or rule.kind is RuleKind.DISTINCT:
            return attempt
        if rule.kind is RuleKind.IS:
            return self._put(attempt, own[0], self._spelled(own[0], rule.values[0]))
        if rule.kind in {RuleKind.SUMS, RuleKind.NO_MORE}:
            return self._balanced(rule, attempt, own)
        self.fixed.add(own[0].field)
        return self._numbered(rule, attempt, own)

    def _free(self, ref: Ref | None) -> bool:
        return bool(ref and ref.own and ref.field and ref.field not in self.given)

    def _dated(self, rule: Rule, attempt: Done, court: Court) -> Done:
        """Move a day: what a rule counts from to earlier, else what it judges to where it fits."""
        of, than, due = rule.of[0], rule.than, court.due(rule)
        early = rule.kind is RuleKind.EARLIEST
        if self._free(of) and due and not (early and self._free(than)):
            return self._put(attempt, of, due.day)
        day = day_of(of, attempt, self.case)
        if than is None or day is None or not self._free(than):
            return attempt
        return self._put(attempt, than, self._counted_back(day, rule.span or Span(), early=early))

    def _counted_back(self, day: date, span: Span, *, early: bool) -> date:
        found = shift(day, span.negative, self.calendar)
        while early and shift(found, span, self.calendar) > day:
            found -= ONE_DAY
        return found

    def _balanced(self, rule: Rule, attempt: Done, own: list[Ref]) -> Done:
        """Make numbers add up, changing last what another rule has fixed."""
        whole = number_of(rule.than, attempt, self.case) if rule.than else None
        numbers = {ref: number_of(ref, attempt, self.case) or 0 for ref in rule.of}
        more = sum(numbers.values()) - (whole or 0)
        for ref in sorted(own, key=lambda one: (one.field in self.fixed, -own.index(one))):
            less = min(more, numbers[ref])
            attempt = self._put(attempt, ref, numbers[ref] - less)
            more -= less
        return attempt

    def _numbered(self, rule: Rule, attempt: Done, own: list[Ref]) -> Done:
        whole = number_of(rule.than, attempt, self.case) if rule.than else None
        wanted = rule.number if whole is None else whole
        if rule.threshold:
            wanted = rule.threshold.needed(whole or 0)
        others = [ref for ref in rule.of if ref != own[0]]
        fixed = sum(number_of(ref, attempt, self.case) or 0 for ref in others)
        return self._put(attempt, own[0], max(wanted - fixed, 0))

    def _put(self, attempt: Done, ref: Ref, value: Value) -> Done:
        if ref.count and isinstance(value, int):
            value = tuple(f"{ref.field}_{n}" for n in range(1, value + 1))
        return replace(attempt, values={**attempt.values, ref.field: value})

    def _spelled(self, ref: Ref, value: str) -> Value:
        return spell(self.step.asks[ref.field], value)


def usual(ask: Ask, on: date) -> Value:
    """Return an ordinary answer to what is asked."""
    if ask.kind is Kind.DATE:
        return on
    if ask.kind is Kind.YES:
        return True
    if ask.kind in NUMBERS:
        return _USUAL
    if ask.kind in LISTS:
        return (f"{ask.id}_1",)
    return next(iter(ask.options), ask.id)


def spell(ask: Ask | None, text: str) -> Value:
    """Return the value that a definition's text means for what is asked; else the text itself.

    Raises ValueError for a text that is no such value.
    """
    if ask and ask.kind is Kind.DATE:
        return date.fromisoformat(text)
    if ask and ask.kind in NUMBERS:
        return int(text)
    if ask and ask.kind is Kind.YES:
        return text == "yes"
    return (text,) if ask and ask.kind in LISTS else text
