"""The rules of a step as conditions that can be read before anything is typed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.core.case_rules import span_words
from zhibu.core.majority import Comparator, Threshold
from zhibu.core.procedure_parts import Kind, Procedure, Step
from zhibu.core.procedure_rules import Ref, Rule, RuleKind

TIME, PEOPLE, OTHER = gettext_lazy("时限"), gettext_lazy("人数"), gettext_lazy("要求")
TAGS = {
    RuleKind.EARLIEST: TIME, RuleKind.LATEST: TIME, RuleKind.QUORUM: PEOPLE,
    RuleKind.MAJORITY: PEOPLE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: what sort, in words, on which ground, and whether it is but marked."""

    tag: str
    words: str
    basis: str
    confidence: str
    mark: bool

    @property
    def provisional(self) -> bool:
        """Say whether it must be told that this is a default, where its ground does not say so."""
        return is_provisional(self.basis, self.confidence)


def is_provisional(basis: str, confidence: str) -> bool:
    """Say whether something is a default that waits to be confirmed and does not say so itself."""
    return confidence != "A" and "待确认" not in basis


def conditions_of(procedure: Procedure, step: Step) -> list[Condition]:
    """Return the conditions of a step in the order of its definition."""
    told = Teller(procedure, step)
    return [
        Condition(
            tag=str(TAGS.get(rule.kind, OTHER)),
            words=words,
            basis=rule.basis or step.basis,
            confidence=rule.confidence or step.confidence,
            mark=rule.mark and rule.kind is RuleKind.LATEST,
        )
        for rule in step.rules
        if (words := told.words(rule))
    ]


class Teller:
    """Puts rules into words, with the titles of steps and fields."""

    def __init__(self, procedure: Procedure, step: Step) -> None:
        self.procedure, self.step = procedure, step

    def words(self, rule: Rule) -> str:
        """Return a rule as a condition."""
        match rule.kind:
            case RuleKind.EARLIEST | RuleKind.LATEST:
                return self._dated(rule)
            case RuleKind.LEAST:
                told = {"what": self._sum(rule), "n": rule.number}
                return _("%(what)s不少于 %(n)d") % told
            case RuleKind.MOST:
                return _("%(what)s不超过 %(n)d") % {"what": self._sum(rule), "n": rule.number}
            case RuleKind.ANY:
                return _("，或者").join(self.words(one) for one in rule.rules)
            case RuleKind.REPEATED:
                told = {"what": self._step(rule.step), "n": rule.number}
                return _("“%(what)s”至少办过 %(n)d 次") % told
        return self._compared(rule)

    def _compared(self, rule: Rule) -> str:
        whole = self._title(rule.than) if rule.than else ""
        match rule.kind:
            case RuleKind.IS:
                told = {"what": self._sum(rule), "values": _("或").join(self._options(rule))}
                return _("%(what)s为“%(values)s”") % told
            case RuleKind.DISTINCT:
                return _("%(what)s不能相同") % {"what": self._sum(rule)}
            case RuleKind.NO_MORE:
                return _("%(what)s不多于%(whole)s") % {"what": self._sum(rule), "whole": whole}
            case RuleKind.SUMS:
                return _("%(what)s合计等于%(whole)s") % {"what": self._sum(rule), "whole": whole}
        told = {"what": self._sum(rule), "whole": whole, "share": share_words(rule.threshold)}
        return _("%(what)s%(share)s（%(whole)s）") % told

    def _dated(self, rule: Rule) -> str:
        early = rule.kind is RuleKind.EARLIEST
        told = {
            "what": "" if rule.of == (Ref(),) else self._sum(rule),
            "since": self._title(rule.than) if rule.than else "",
            "span": span_words(rule.span) if rule.span else "",
        }
        words = (
            _("%(what)s不早于“%(since)s”%(span)s")
            if early
            else _("%(what)s不晚于“%(since)s”%(span)s")
        )
        return words % told

    def _sum(self, rule: Rule) -> str:
        return _("、").join(self._title(ref) for ref in rule.of)

    def _title(self, ref: Ref) -> str:
        step = self.procedure.steps.get(ref.step) if ref.step else self.step
        ask = step.asks.get(ref.field) if step and not ref.case else None
        ask = self.procedure.context.get(ref.field) if ref.case else ask
        if ask:
            return ask.title + (_("的人数") if ref.count else "")
        return step.title if step else ref.field

    def _step(self, name: str) -> str:
        step = self.procedure.steps.get(name)
        return step.title if step else name

    def _options(self, rule: Rule) -> Iterator[str]:
        ref = rule.of[0]
        ask = self.procedure.ask_of(ref) if ref.step or ref.case else self.step.asks.get(ref.field)
        spoken = {"yes": _("是"), "no": _("否")} if ask and ask.kind is Kind.YES else {}
        for value in rule.values:
            yield (
                spoken[value]
                if value in spoken
                else ask.options.get(value, value)
                if ask
                else value
            )


def share_words(threshold: Threshold | None) -> str:
    """Return a share in words: 达到 4/5, 超过 1/2, 为全部."""
    if threshold is None:
        return ""
    if threshold.numerator == threshold.denominator:
        return _("为全部")
    told = {"n": threshold.numerator, "m": threshold.denominator}
    more = threshold.comparator is Comparator.MORE_THAN
    return (_("超过 %(n)d/%(m)d") if more else _("达到 %(n)d/%(m)d")) % told
