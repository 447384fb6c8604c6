"""Whether a step's rules hold: each broken one becomes an obstacle with its ground."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zhibu.core.case_flow import Flow
from zhibu.core.case_parts import Case, Done, Obstacle
from zhibu.core.case_values import day_of, holds, number_of, spelled, value_of
from zhibu.core.case_words import (
    AFTER,
    AT_LEAST,
    BEFORE,
    DAY,
    FIELD,
    MORE_THAN,
    RULE_WORDS,
    STEP,
)
from zhibu.core.majority import Comparator
from zhibu.core.procedure_dates import provisional, shift
from zhibu.core.procedure_parts import Step
from zhibu.core.procedure_rules import Ref, Rule, RuleKind, Span
from zhibu.core.workdays import Calendar

Told = Mapping[str, object]
_DATED = (RuleKind.EARLIEST, RuleKind.LATEST)


@dataclass(frozen=True, slots=True)
class Due:
    """A day that a rule gives, and whether holidays not yet announced may move it."""

    day: date
    provisional: bool
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Court:
    """Judges one attempt at one step of one case."""

    flow: Flow
    step: Step
    attempt: Done
    calendar: Calendar

    @property
    def case(self) -> Case:
        """The case that is judged."""
        return self.flow.case

    def broken(self, rules: Iterable[Rule]) -> Iterator[Obstacle]:
        """Yield an obstacle for each rule that is broken."""
        for rule in rules:
            if self.met(rule) is False:
                yield self.obstacle(rule)

    def applies(self, rule: Rule) -> bool:
        """Tell whether a rule counts for this attempt."""
        return holds(rule.when, self.attempt, self.case)

    def met(self, rule: Rule) -> bool | None:
        """Tell whether a rule holds; nothing where it does not apply or lacks what it reads."""
        if not self.applies(rule):
            return None
        if rule.kind is RuleKind.ANY:
            return any(self.met(one) for one in rule.rules)
        if rule.kind in _DATED:
            return self._in_time(rule)
        if rule.kind is RuleKind.REPEATED:
            return self._times(rule) >= rule.number
        if rule.kind in {RuleKind.IS, RuleKind.DISTINCT}:
            return self._valued(rule)
        return self._numbered(rule)

    def due(self, rule: Rule) -> Due | None:
        """Return the day that a dated rule gives, if what it counts from is there."""
        start = day_of(rule.than, self.attempt, self.case) if rule.than else None
        if start is None or rule.span is None:
            return None
        day = shift(start, rule.span, self.calendar)
        return Due(day, provisional(start, rule.span, self.calendar), rule)

    def obstacle(self, rule: Rule) -> Obstacle:
        """Return what a broken rule says."""
        words, way_out = RULE_WORDS[rule.kind]
        told = self._told(rule)
        due = self.due(rule) if rule.kind in _DATED else None
        return Obstacle(
            rule=rule.id,
            words=rule.words or words % told,
            basis=rule.basis or self.step.basis,
            field=next((ref.field for ref in rule.of if ref.own and ref.field), ""),
            way_out=way_out % told,
            confidence=rule.confidence or self.step.confidence,
            provisional=bool(due and due.provisional),
            template=("" if rule.words else words, way_out),
            told=told,
        )

    def _in_time(self, rule: Rule) -> bool | None:
        due, day = self.due(rule), day_of(rule.of[0], self.attempt, self.case)
        if due is None or day is None:
            return None
        return day >= due.day if rule.kind is RuleKind.EARLIEST else day <= due.day

    def _times(self, rule: Rule) -> int:
        """Count how often a step was done in the present round."""
        return len(self.flow.now.get(rule.step, ()))

    def _valued(self, rule: Rule) -> bool | None:
        found = [value_of(ref, self.attempt, self.case) for ref in rule.of]
        if None in found:
            return None
        if rule.kind is RuleKind.IS:
            return all(spelled(one) in rule.values for one in found)
        names = [name for one in found for name in (one if isinstance(one, tuple) else (one,))]
        return len(set(names)) == len(names)

    def _numbered(self, rule: Rule) -> bool | None:
        found, whole = self._sum(rule), self._than(rule)
        if found is None or (rule.than and whole is None):
            return None
        if rule.threshold:
            return rule.threshold.met(found, whole or 0)
        if rule.kind is RuleKind.LEAST:
            return found >= rule.number
        if rule.kind is RuleKind.MOST:
            return found <= rule.number
        return found <= (whole or 0) if rule.kind is RuleKind.NO_MORE else found == whole

    def _sum(self, rule: Rule) -> int | None:
        found = [number_of(ref, self.attempt, self.case) for ref in rule.of]
        return None if None in found else sum(one for one in found if one is not None)

    def _than(self, rule: Rule) -> int | None:
        return number_of(rule.than, self.attempt, self.case) if rule.than else None

    def _told(self, rule: Rule) -> Told:
        if rule.kind in _DATED:
            return self._dated(rule)
        if rule.kind is RuleKind.ANY:
            return {"among": "".join(self.obstacle(one).words for one in rule.rules)}
        if rule.kind is RuleKind.REPEATED:
            title = self._title(Ref(step=rule.step))
            return {"what": title, "needed": rule.number, "found": self._times(rule)}
        if rule.kind in {RuleKind.IS, RuleKind.DISTINCT}:
            return self._valued_words(rule)
        return self._numbered_words(rule)

    def _dated(self, rule: Rule) -> Told:
        due, day = self.due(rule), day_of(rule.of[0], self.attempt, self.case)
        return {
            "what": self._title(rule.of[0]),
            "due": due.day.isoformat() if due else "—",
            "from": self._title(rule.than or Ref()),
            "span": span_words(rule.span or Span()),
            "day": day.isoformat() if day else "—",
        }

    def _valued_words(self, rule: Rule) -> Told:
        found = (value_of(ref, self.attempt, self.case) for ref in rule.of)
        return {
            "what": "、".join(self._title(ref) for ref in rule.of),
            "needed": "或".join(self._option(rule.of[0], one) for one in rule.values),
            "found": "、".join(self._option(rule.of[0], spelled(one)) for one in found),
        }

    def _numbered_words(self, rule: Rule) -> Told:
        whole, threshold = self._than(rule), rule.threshold
        return {
            "what": "、".join(self._title(ref) for ref in rule.of),
            "found": _or_dash(self._sum(rule)),
            "whole": self._title(rule.than) if rule.than else "",
            "of": _or_dash(whole),
            "needed": threshold.needed(whole or 0)
            if threshold
            else (_or_dash(whole) if rule.than else rule.number),
            "share": _share(rule),
        }

    def _title(self, ref: Ref) -> str:
        """Return what a reference is called on a page."""
        procedure = self.case.procedure
        if ref == Ref():
            return DAY
        ask = self.step.asks.get(ref.field) if ref.own else procedure.ask_of(ref)
        step = procedure.steps.get(ref.step)
        if ask and not step:
            return ask.title
        title = step.title if step else ref.step
        named = STEP % {"step": title}
        return FIELD % {"step": named, "field": ask.title} if ask else named

    def _option(self, ref: Ref, value: str) -> str:
        ask = self.step.asks.get(ref.field) if ref.own else self.case.procedure.ask_of(ref)
        return ask.options.get(value, value) if ask else value


def _or_dash(number: int | None) -> object:
    return "—" if number is None else number


def _share(rule: Rule) -> str:
    if rule.threshold is None:
        return ""
    share = f"{rule.threshold.numerator}/{rule.threshold.denominator}"
    least = rule.threshold.comparator is Comparator.AT_LEAST
    return (AT_LEAST if least else MORE_THAN) % {"share": share}


def span_words(span: Span) -> str:
    """Return a length of time in words; nothing for none."""
    unit, number = span.parts[0]
    if not number:
        return ""
    return (AFTER if number > 0 else BEFORE)[unit] % {"number": abs(number)}
