"""Reading the rules of a step."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from zhibu.core.bound import CONFIDENCE
from zhibu.core.majority import Comparator, Threshold
from zhibu.core.procedure_rules import Condition, Ref, Rule, RuleKind, Span
from zhibu.core.standard_text import Node

LONGEST_SPAN = 1_200
UNITS = ("days", "working_days", "months", "years")
NUMBERED = (
    RuleKind.EARLIEST, RuleKind.LATEST, RuleKind.LEAST, RuleKind.MOST, RuleKind.QUORUM,
    RuleKind.MAJORITY, RuleKind.REPEATED, RuleKind.ANY,
)  # fmt: skip
_SHARE = re.compile(r"([1-9])/([1-9])")
_ALWAYS = ("id", "basis", "confidence", "words", "when")
_KEYS: Mapping[RuleKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    RuleKind.EARLIEST: (("from",), ("of", *UNITS)),
    RuleKind.LATEST: (("from",), ("of", "lateness", *UNITS)),
    RuleKind.LEAST: (("of", "number"), ()),
    RuleKind.MOST: (("of", "number"), ()),
    RuleKind.ANY: (("rules",), ()),
    RuleKind.IS: (("of",), ("value", "values")),
    RuleKind.DISTINCT: (("of",), ()),
    RuleKind.NO_MORE: (("of", "than"), ()),
    RuleKind.SUMS: (("of", "to"), ()),
    RuleKind.QUORUM: (("present", "whole", "comparator", "share"), ("shortfall",)),
    RuleKind.MAJORITY: (("votes", "whole", "comparator", "share"), ()),
    RuleKind.REPEATED: (("step", "least"), ()),
}


def span_of(told: Mapping[str, Node]) -> Span:
    """Return the one length of time among some keys; none is the day itself."""
    written = [key for key in UNITS if key in told]
    if len(written) > 1:
        raise told[written[1]].fault("span_mixed")
    if not written:
        return Span()
    number = told[written[0]].whole(least=-LONGEST_SPAN, most=LONGEST_SPAN)
    if written[0] == "years":
        return Span(months=12 * number)
    return Span(**{written[0]: number})


def ref_of(node: Node, asks: tuple[str, ...]) -> Ref:
    """Return what a reference means: ``on``, a field, a step, ``step.field`` or ``case.name``.

    ``.count`` at its end asks how many a list holds.
    """
    head, *rest = node.text(most=120).split(".")
    count = bool(rest) and rest[-1] == "count"
    rest = rest[:-1] if count else rest
    if len(rest) > 1 or (head == "case" and not rest):
        raise node.fault("ref_unreadable", value=node.text())
    if head == "case":
        return Ref(field=rest[0], case=True, count=count)
    if rest:
        return Ref(step=head, field=rest[0], count=count)
    if head == "on":
        return Ref()
    return Ref(field=head, count=count) if head in asks else Ref(step=head, count=count)


def condition_of(node: Node | None) -> tuple[Condition, ...]:
    """Return what must be so for something to count: all of it. Keys are references or outcome."""
    return tuple(_condition(key, each) for key, each in node.entries().items()) if node else ()


def _condition(key: str, node: Node) -> Condition:
    values = node.listed() if isinstance(node.held, list) else [node]
    told = tuple(each.text(most=60) for each in values)
    if key == "outcome":
        return Condition(Ref(), told, outcome=True)
    ref = ref_of(replace(node, held=key), (key,))
    return Condition(ref, told)


@dataclass(frozen=True, slots=True)
class RuleReader:
    """Reads the rules of a step that has some asks."""

    asks: tuple[str, ...]

    def rules(self, node: Node | None) -> tuple[Rule, ...]:
        """Return the rules of a list, each with a name. Raises StandardFault."""
        found = [self._rule(each, None) for each in node.listed()] if node else []
        seen: Counter[str] = Counter()
        named = []
        for rule, each in zip(found, node.listed() if node else (), strict=True):
            seen[rule.id] += 1
            if seen[rule.id] > 1 and "id" in each.entries():
                raise each.fault("id_doubled", value=rule.id)
            name = rule.id if seen[rule.id] == 1 else f"{rule.id}_{seen[rule.id]}"
            named.append(replace(rule, id=name))
        return tuple(named)

    def _rule(self, node: Node, outer: Rule | None) -> Rule:
        if "kind" not in node.entries():
            raise node.fault("key_missing", value="kind")
        kind = RuleKind(node.entries()["kind"].choice(RuleKind))
        required, optional = _KEYS[kind]
        told = node.fields(required=("kind", *required), optional=(*optional, *_ALWAYS))
        head = self._head(kind, node, told, outer=outer)
        return self._filled(head, node, told)

    def _head(
        self, kind: RuleKind, node: Node, told: Mapping[str, Node], *, outer: Rule | None
    ) -> Rule:
        if kind in NUMBERED and "basis" not in told and outer is None:
            raise node.fault("number_without_basis", value=kind)
        sure = told["confidence"].choice(CONFIDENCE) if "confidence" in told else ""
        return Rule(
            id=told["id"].text(most=40) if "id" in told else str(kind),
            kind=kind,
            basis=told["basis"].text() if "basis" in told else outer.basis if outer else "",
            confidence=sure or (outer.confidence if outer else ""),
            words=told["words"].text() if "words" in told else "",
            line=node.line,
            when=condition_of(told.get("when")),
        )

    def _filled(self, rule: Rule, node: Node, told: Mapping[str, Node]) -> Rule:
        if rule.kind in {RuleKind.EARLIEST, RuleKind.LATEST}:
            return self._dated(rule, told)
        if rule.kind in {RuleKind.QUORUM, RuleKind.MAJORITY}:
            return self._shared(rule, told)
        if rule.kind is RuleKind.ANY:
            among = tuple(self._rule(each, rule) for each in told["rules"].listed())
            return replace(rule, rules=among)
        if rule.kind is RuleKind.REPEATED:
            least = told["least"].whole(least=1, most=100)
            return replace(rule, step=told["step"].text(), number=least)
        return self._valued(rule, node, told)

    def _dated(self, rule: Rule, told: Mapping[str, Node]) -> Rule:
        of = ref_of(told["of"], self.asks) if "of" in told else Ref()
        late = told["lateness"].choice(("mark", "refuse")) if "lateness" in told else "mark"
        return replace(
            rule,
            of=(of,),
            than=ref_of(told["from"], self.asks),
            span=span_of(told),
            mark=rule.kind is RuleKind.LATEST and late == "mark",
        )

    def _shared(self, rule: Rule, told: Mapping[str, Node]) -> Rule:
        share = _SHARE.fullmatch(told["share"].text())
        if share is None:
            raise told["share"].fault("not_a_share", value=told["share"].text()[:40])
        part = "present" if rule.kind is RuleKind.QUORUM else "votes"
        short = told["shortfall"].choice(("mark", "refuse")) if "shortfall" in told else "refuse"
        comparator = Comparator(told["comparator"].choice(Comparator))
        return replace(
            rule,
            of=(ref_of(told[part], self.asks),),
            than=ref_of(told["whole"], self.asks),
            mark=short == "mark",
            threshold=Threshold(
                comparator=comparator,
                numerator=int(share[1]),
                denominator=int(share[2]),
                of="voting_expected",
                basis=rule.basis,
                confidence=rule.confidence,
            ),
        )

    def _valued(self, rule: Rule, node: Node, told: Mapping[str, Node]) -> Rule:
        listed = isinstance(told["of"].held, list)
        of = tuple(ref_of(e, self.asks) for e in (told["of"].listed() if listed else [told["of"]]))
        rule = replace(rule, of=of)
        if rule.kind is RuleKind.IS:
            return replace(rule, values=self._values(node, told))
        if rule.kind in {RuleKind.NO_MORE, RuleKind.SUMS}:
            key = "than" if rule.kind is RuleKind.NO_MORE else "to"
            return replace(rule, than=ref_of(told[key], self.asks))
        if rule.kind is RuleKind.DISTINCT:
            return rule
        return replace(rule, number=told["number"].whole(least=0))

    def _values(self, node: Node, told: Mapping[str, Node]) -> tuple[str, ...]:
        if ("value" in told) == ("values" in told):
            raise node.fault("value_or_values")
        if "value" in told:
            return (told["value"].text(),)
        return tuple(each.text() for each in told["values"].listed())
