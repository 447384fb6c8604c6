"""What a definition may not say, found before any case is opened by it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from zhibu.core.procedure_dates import shift
from zhibu.core.procedure_parts import LISTS, NUMBERS, Ask, Kind, Procedure, Step
from zhibu.core.procedure_rules import Condition, Ref, Rule, RuleKind, Span
from zhibu.core.standard_fault import Lesson, StandardFault
from zhibu.core.standard_text import Node
from zhibu.core.workdays import WEEKENDS_ONLY

_ANY_DAY = date(2024, 1, 31)
_COUNTED = (RuleKind.LEAST, RuleKind.MOST, RuleKind.NO_MORE, RuleKind.SUMS)
_SHARED = (RuleKind.QUORUM, RuleKind.MAJORITY)
_DATED = (RuleKind.EARLIEST, RuleKind.LATEST)


def lint(procedure: Procedure, root: Node) -> None:
    """Refuse a definition that cannot be walked. Raises StandardFault at the step's line."""
    _Lint(procedure).whole(root)


class _Lint:
    def __init__(self, procedure: Procedure) -> None:
        self.all = procedure

    def whole(self, root: Node) -> None:
        if not any(not step.after for step in self.all.steps.values()):
            raise root.fault("procedure_without_start")
        for step in self.all.steps.values():
            self._names(step)
        self._circles()
        last = list(self.all.steps)[-1]
        said = self._said_leaves(root)
        for step in self.all.steps.values():
            self._ways(step, last=step.id == last or step.id in said)
            for rule in _flat(step.rules):
                self._rule(step, rule)
            self._ranges(step)
            self._conditions(step)

    def _fault(
        self, line: int, code: str, *, among: Iterable[str] = (), **told: object
    ) -> StandardFault:
        return StandardFault(self.all.file, line, Lesson(code, told, tuple(among)))

    def _said_leaves(self, root: Node) -> set[str]:
        steps = [node.entries() for node in root.entries()["steps"].listed()]
        return {told["id"].text() for told in steps if "leads_to" in told}

    def _known(self, name: str, among: Iterable[str], code: str, *, line: int) -> None:
        known = tuple(among)
        if name not in known:
            raise self._fault(line, code, among=known, value=name)

    def _names(self, step: Step) -> None:
        told, line = self.all, step.line
        self._known(step.stage, told.stages, "stage_unknown", line=line)
        for body in (step.body, *step.tells, *(one.by for one in step.exceptions.values())):
            self._known(body, told.bodies, "body_unknown", line=line)
        for name in (*step.after, *step.leads_to):
            self._known(name, told.steps, "step_unknown", line=line)
        if step.repeats and step.repeats.until:
            self._known(step.repeats.until, told.steps, "step_unknown", line=line)
        names = {step.id, *(rule.id for rule in step.rules)}
        for one in step.exceptions.values():
            for waived in one.waives:
                self._known(waived, names, "rule_unknown", line=line)
        for ask in step.asks.values():
            if ask.id in told.steps:
                raise self._fault(line, "name_of_step_and_field", value=ask.id)

    def _circles(self) -> None:
        for step in self.all.steps.values():
            if step.id in self.all.before[step.id]:
                raise self._fault(step.line, "circle", value=step.id)

    def _ways(self, step: Step, *, last: bool) -> None:
        before, beyond = self.all.before[step.id], self.all.beyond[step.id]
        followers = [one.id for one in self.all.steps.values() if step.id in one.after]
        if not beyond and not last and not any(one.ends for one in step.outcomes.values()):
            raise self._fault(step.line, "step_without_way_out", value=step.id)
        for one in step.outcomes.values():
            if one.back_to and one.back_to not in {*before, step.id}:
                raise self._fault(step.line, "back_to_not_before", among=before, value=one.back_to)
            for name in one.leads_to:
                self._known(name, followers, "leads_elsewhere", line=step.line)
        if step.repeats and step.repeats.until in before:
            raise self._fault(step.line, "until_before", value=step.repeats.until)

    def _rule(self, step: Step, rule: Rule) -> None:
        for ref in (*rule.of, *((rule.than,) if rule.than else ())):
            self._ref(step, ref, rule)
        if rule.kind is RuleKind.REPEATED:
            self._known(rule.step, self.all.steps, "step_unknown", line=rule.line)
        if rule.kind is RuleKind.IS:
            self._options(step, rule.of[0], rule.values, line=rule.line)
        self._exit_of(step, rule)

    def _ref(self, step: Step, ref: Ref, rule: Rule) -> None:
        asks = self._asks_of(step, ref, rule.line)
        if not ref.field:
            return
        self._known(ref.field, asks, "field_unknown", line=rule.line)
        kind = asks[ref.field].kind
        if ref.count:
            fits = kind in LISTS
        elif rule.kind in _DATED:
            fits = kind is Kind.DATE
        elif rule.kind in {*_COUNTED, *_SHARED}:
            fits = kind in NUMBERS
        else:
            fits = True
        if not fits:
            raise self._fault(rule.line, "field_of_other_kind", value=ref.field, kind=rule.kind)

    def _asks_of(self, step: Step, ref: Ref, line: int) -> Mapping[str, Ask]:
        if ref.case:
            return self.all.context
        if ref.own:
            return step.asks
        if not ref.field:
            known = (*self.all.steps, *step.asks, "on")
            self._known(ref.step, known, "ref_unknown", line=line)
        self._known(ref.step, self.all.steps, "step_unknown", line=line)
        return self.all.steps[ref.step].asks

    def _options(self, step: Step, ref: Ref, values: Iterable[str], *, line: int) -> None:
        ask = step.asks.get(ref.field) if ref.own else self.all.ask_of(ref)
        if ask and ask.kind is Kind.CHOICE:
            for value in values:
                self._known(value, ask.options, "option_unknown", line=line)
        if ask and ask.kind is Kind.YES:
            for value in values:
                self._known(value, ("yes", "no"), "option_unknown", line=line)

    def _exit_of(self, step: Step, rule: Rule) -> None:
        """A deadline that shuts for good would leave the case where it is."""
        shuts = rule.kind is RuleKind.LATEST and not rule.mark and rule.of == (Ref(),)
        shuts = shuts and not any(one.outcome for one in rule.when)  # another outcome leads out
        outer = next((one.id for one in step.rules if rule in _flat([one])), rule.id)
        waived = {name for one in step.exceptions.values() for name in one.waives}
        if shuts and rule.than != Ref() and not waived & {outer, step.id}:
            raise self._fault(rule.line, "late_without_exit", value=rule.id)

    def _ranges(self, step: Step) -> None:
        """An earliest and a latest day counted from the same place must leave room between."""
        for early in (one for one in step.rules if one.kind is RuleKind.EARLIEST):
            for late in (one for one in step.rules if one.kind is RuleKind.LATEST):
                same = (early.than, early.of, early.when) == (late.than, late.of, late.when)
                if same and _day(early.span) > _day(late.span):
                    raise self._fault(late.line, "latest_before_earliest", value=step.id)

    def _conditions(self, step: Step) -> None:
        for condition in step.when:
            if condition.outcome or not condition.ref.case:
                raise self._fault(step.line, "step_depends_on_case_only", value=step.id)
            self._condition(step, condition)
        asked = (
            *(ask.when for ask in step.asks.values()),
            *(material.when for material in step.materials.values()),
            *(rule.when for rule in _flat(step.rules)),
        )
        for condition in (one for conditions in asked for one in conditions):
            self._condition(step, condition)

    def _condition(self, step: Step, condition: Condition) -> None:
        if condition.outcome:
            for value in condition.values:
                self._known(value, step.outcomes, "outcome_unknown", line=step.line)
            return
        asks = self._asks_of(step, condition.ref, step.line)
        self._known(condition.ref.field, asks, "field_unknown", line=step.line)
        self._options(step, condition.ref, condition.values, line=step.line)


def _flat(rules: Iterable[Rule]) -> Iterator[Rule]:
    for rule in rules:
        yield rule
        yield from _flat(rule.rules)


def _day(span: Span | None) -> date:
    return shift(_ANY_DAY, span or Span(), WEEKENDS_ONLY)
