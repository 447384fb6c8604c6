"""Reads the rule of an item. Numbers an item leaves out come from the standard's defaults."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from zhibu.core import forbidden
from zhibu.core import worded_points as points
from zhibu.core.catalogue import Catalogue, Nature
from zhibu.core.lag import Lag
from zhibu.core.periods import DIVISORS
from zhibu.core.rules import (
    WHOLE,
    Demand,
    Document,
    Documented,
    Gauge,
    Measurable,
    Periodic,
    Ratio,
    Share,
    Sound,
    Timely,
    Valid,
)
from zhibu.core.standard_fault import StandardFault
from zhibu.core.standard_text import Node

LAGS = {lag.spelled: lag for lag in Lag}
_IN_POINTS = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,2})?) ?分")
PERCENTS = ("step", "costs", "late", "undone", "month", "each", "incomplete")


@dataclass(frozen=True, slots=True)
class Defaults:
    """Numbers that rules share unless an item says otherwise."""

    grace: Lag
    percents: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule is read against: the catalogue, the defaults, and how strict to be."""

    catalogue: Catalogue
    defaults: Defaults
    strict: bool
    warnings: list[StandardFault]
    worth: int = 0

    def fact(self, node: Node, nature: Nature | None = None) -> str:
        """Return the name of a fact. Refuses the unknown, the forbidden and the wrong nature."""
        name = node.text()
        self.heed(partial(forbidden.refuse_name, name, node))
        if name not in self.catalogue:
            raise node.fault("fact_unknown", among=self.catalogue.measures, value=name)
        if nature and self.catalogue[name].nature is not nature:
            raise node.fault(f"fact_not_{nature}", value=name)
        return name

    def heed(self, check: Callable[[], None]) -> None:
        """Let a check refuse, or only warn where a committee has chosen the literal profile."""
        try:
            check()
        except StandardFault as fault:
            if self.strict:
                raise
            self.warnings.append(fault)

    def gauge(self, node: Node) -> Gauge:
        """Return a fact of either nature."""
        name = self.fact(node)
        return Gauge(name, self.catalogue[name].nature is Nature.LEVEL)

    def percent(self, told: Mapping[str, Node], name: str) -> int:
        """Return a percentage of an item, or the default."""
        node = told.get(name)
        return node.whole(most=WHOLE) if node else self.defaults.percents[name]

    def costs(self, told: Mapping[str, Node], *names: str) -> tuple[int, ...]:
        """Return what a case costs, by name, and last the whole that these are a part of.

        ``25`` is a percentage of the points, ``0.5分`` so many points: both exact.
        """
        found = [told.get(name) for name in names]
        if not any(node and _IN_POINTS.fullmatch(node.text()) for node in found):
            return (*(self.percent(told, name) for name in names), WHOLE)
        return (*(self._of_both(told, name) for name in names), WHOLE * self.worth)

    def _of_both(self, told: Mapping[str, Node], name: str) -> int:
        """Return a cost of a hundred times the points, which both spellings divide."""
        node = told.get(name)
        spelled = _IN_POINTS.fullmatch(node.text()) if node else None
        if node is None or spelled is None:
            return self.percent(told, name) * self.worth
        cost = replace(node, held=spelled[1]).cents()
        if not 0 < cost <= self.worth:
            raise node.fault("cost_large", value=node.text(), most=points.spelled(self.worth))
        return cost * WHOLE

    def grace(self, told: Mapping[str, Node]) -> Lag:
        """Return the grace of an item, or the default."""
        return lag_in(told["grace"]) if "grace" in told else self.defaults.grace


def defaults_of(node: Node) -> Defaults:
    """Read the standard's default numbers."""
    told = node.fields(required=("grace", *PERCENTS))
    percents = {name: told[name].whole(least=1, most=WHOLE) for name in PERCENTS}
    return Defaults(lag_in(told["grace"]), percents)


def lag_in(node: Node) -> Lag:
    """Return the bucket of lag that a text names."""
    return LAGS[node.choice(LAGS)]


def rule_of(code: str, node: Node, scope: Scope, *, worth: int) -> Measurable:
    """Return a rule by which a machine measures; it takes from ``worth`` hundredths of a point."""
    return _READERS[code](node, replace(scope, worth=worth))


def _periodic(node: Node, scope: Scope) -> Periodic:
    told = node.fields(required=("demands",), optional=("miss",))
    demands = tuple(_demand(each, scope) for each in _some(told["demands"]))
    return Periodic(demands, *scope.costs(told, "miss")) if "miss" in told else Periodic(demands)


def _demand(node: Node, scope: Scope) -> Demand:
    told = node.fields(required=("fact", "months"), optional=("at_least", "grace", "per"))
    return Demand(
        fact=scope.fact(told["fact"], Nature.FLOW),
        months=_months(told["months"]),
        at_least=told["at_least"].whole(least=1) if "at_least" in told else 1,
        grace=scope.grace(told),
        per=scope.fact(told["per"], Nature.LEVEL) if "per" in told else None,
    )


def _ratio(node: Node, scope: Scope) -> Ratio:
    told = node.fields(required=("shares",), optional=("step", "costs", "above", "gain"))
    shares = tuple(_share(each, scope) for each in _some(told["shares"]))
    if not (step := scope.percent(told, "step")):
        raise told["step"].fault("not_a_number", value=0, least=1, most=WHOLE)
    above = "above" in told and told["above"].flag()
    if "gain" in told and not above:
        raise told["gain"].fault("key_missing", value="above")
    if "gain" in told:
        costs, gain, whole = scope.costs(told, "costs", "gain")
    else:
        costs, whole = scope.costs(told, "costs")
        gain = costs
    return Ratio(shares, step, costs, gain if above else 0, whole)


def _share(node: Node, scope: Scope) -> Share:
    told = node.fields(
        required=("numerator", "denominator", "target"),
        optional=("times", "months", "grace", "accept", "now"),
    )
    now = "now" in told and told["now"].flag()
    nature = Nature.LEVEL if now else None
    scope.fact(told["numerator"], nature)
    scope.fact(told["denominator"], nature)
    if not now and "months" not in told:
        raise node.fault("key_missing", value="months")
    return Share(
        numerator=scope.gauge(told["numerator"]),
        denominator=scope.gauge(told["denominator"]),
        times=told["times"].whole(least=1, most=100_000) if "times" in told else 1,
        target=told["target"].whole(least=1, most=WHOLE),
        months=_months(told["months"]) if "months" in told else 1,
        grace=scope.grace(told),
        accept=lag_in(told["accept"]) if "accept" in told else scope.grace(told),
        now=now,
    )


def _timely(node: Node, scope: Scope) -> Timely:
    told = node.fields(required=("due", "in_time", "late"), optional=("late_costs", "undone_costs"))
    costs = {"late": told.get("late_costs"), "undone": told.get("undone_costs")}
    given = {name: each for name, each in costs.items() if each}
    late_costs, undone_costs, whole = scope.costs(given, "late", "undone")
    return Timely(
        due=scope.fact(told["due"], Nature.FLOW),
        in_time=scope.fact(told["in_time"], Nature.FLOW),
        late=scope.fact(told["late"], Nature.FLOW),
        late_costs=late_costs,
        undone_costs=undone_costs,
        whole=whole,
    )


def _documented(node: Node, scope: Scope) -> Documented:
    told = node.fields(required=("documents",), optional=("incomplete",))
    documents = tuple(_document(each, scope) for each in _some(told["documents"]))
    return Documented(documents, scope.percent(told, "incomplete"))


def _document(node: Node, scope: Scope) -> Document:
    told = node.fields(required=("made", "until"), optional=("complete", "from", "grace"))
    until = told["until"].whole(least=1, most=12)
    made = scope.fact(told["made"], Nature.FLOW)
    return Document(
        made=made,
        complete=scope.fact(told["complete"], Nature.FLOW) if "complete" in told else made,
        start=told["from"].whole(least=1, most=until) if "from" in told else 1,
        until=until,
        grace=scope.grace(told),
    )


def _sound(node: Node, scope: Scope) -> Sound:
    told = node.fields(required=(), optional=("standing", "breach", "month"))
    if not {"standing", "breach"} & told.keys():
        raise node.fault("key_missing", value="standing")
    month_costs, whole = scope.costs(told, "month")
    return Sound(
        standing=scope.fact(told["standing"], Nature.LEVEL) if "standing" in told else None,
        breach=scope.fact(told["breach"], Nature.FLOW) if "breach" in told else None,
        month_costs=month_costs,
        whole=whole,
    )


def _valid(node: Node, scope: Scope) -> Valid:
    told = node.fields(required=("fact",), optional=("each",))
    return Valid(scope.fact(told["fact"], Nature.FLOW), *scope.costs(told, "each"))


def _veto(node: Node, scope: Scope) -> Valid:
    told = node.fields(required=("fact",))
    return Valid(scope.fact(told["fact"], Nature.FLOW), WHOLE)


_READERS: dict[str, Callable[[Node, Scope], Measurable]] = {
    "P": _periodic,
    "R": _ratio,
    "T": _timely,
    "D": _documented,
    "C": _sound,
    "E": _valid,
    "V": _veto,
}
JUDGED = ("J", "X", "B")
MEASURABLE = tuple(_READERS)
CODES = (*MEASURABLE, *JUDGED)


def _months(node: Node) -> int:
    months = node.whole(least=1, most=12)
    if months not in DIVISORS:
        raise node.fault("cadence_unknown", value=months)
    return months


def _some(node: Node) -> list[Node]:
    found = node.listed()
    if not found:
        raise node.fault("list_empty")
    return found
