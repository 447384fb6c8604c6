"""Reads an item of a standard: what is asked, on what basis, by which rule, with worked cases."""

from dataclasses import dataclass
from functools import partial

from zhibu.core import forbidden
from zhibu.core.cases import case_of
from zhibu.core.catalogue import Nature
from zhibu.core.majority import CONFIDENCE
from zhibu.core.rule_text import CODES, JUDGED, Scope, rule_of
from zhibu.core.rules import Rule
from zhibu.core.standard import AUTOMATION, Applies, Basis, Case, Hint, Item
from zhibu.core.standard_text import Node

CADENCES = ("continuous", "each", "month", "quarter", "half", "year", "term")
_REQUIRED = ("id", "section", "title", "evidence", "points", "cadence", "basis", "code", "auto")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What every item of a standard is read against."""

    scope: Scope
    known: frozenset[str]
    sections: tuple[str, ...]
    cases: Node


def item_of(node: Node, shelf: Shelf) -> Item:
    """Read an item. Raises StandardFault for whatever is missing, unknown or forbidden."""
    told = node.fields(required=(*_REQUIRED, "hint", "cases"), optional=("rule", "applies_when"))
    for name in ("title", "evidence"):
        shelf.scope.heed(partial(forbidden.refuse_words, told[name]))
    code, rule = _rule(told, shelf)
    applies = _applies(told["applies_when"], shelf.scope) if "applies_when" in told else None
    facts = {column.fact for column in rule.columns} | ({applies.fact} if applies else set())
    return Item(
        id=told["id"].text(most=20),
        section=_section(told["section"], shelf),
        title=told["title"].text(most=80),
        evidence=told["evidence"].text(most=120),
        points=told["points"].cents(),
        cadence=told["cadence"].choice(CADENCES),
        basis=_basis(told["basis"]),
        code=code,
        rule=rule,
        auto=told["auto"].choice(AUTOMATION),
        hint=_hint(told["hint"]),
        applies=applies,
        cases=_cases(told, code, shelf),
        measured=code not in JUDGED and facts <= shelf.known,
        line=node.line,
    )


def _rule(told: dict[str, Node], shelf: Shelf) -> tuple[str, Rule]:
    code = told["code"].choice(CODES)
    if (code in JUDGED) == ("rule" in told):
        raise told["code"].fault("rule_without_body", value=code)
    return code, rule_of(code, told.get("rule"), shelf.scope)


def _section(node: Node, shelf: Shelf) -> str:
    if node.text() not in shelf.sections:
        raise node.fault("section_unknown", among=shelf.sections, value=node.text()[:20])
    return node.text()


def _applies(node: Node, scope: Scope) -> Applies:
    told = node.fields(required=("fact", "at_least"))
    return Applies(scope.fact(told["fact"], Nature.LEVEL), told["at_least"].whole(least=1))


def _basis(node: Node) -> Basis:
    told = node.fields(required=("text", "source", "confidence"))
    return Basis(
        text=told["text"].text(most=120),
        source=told["source"].text(most=40),
        confidence=told["confidence"].choice(CONFIDENCE),
    )


def _hint(node: Node) -> Hint:
    told = node.fields(required=("words", "minutes"))
    return Hint(told["words"].text(most=120), told["minutes"].whole(most=100_000))


def _cases(told: dict[str, Node], code: str, shelf: Shelf) -> tuple[Case, ...]:
    """Every item a machine measures is worked out at least once."""
    start = shelf.cases.fields(required=("year", "as_of"))
    nodes = told["cases"].listed()
    if not nodes and code not in JUDGED:
        raise told["cases"].fault("case_missing", item=told["id"].text())
    year, as_of = start["year"].whole(least=1900, most=2999), start["as_of"].day()
    return tuple(case_of(node, shelf.scope, year=year, as_of=as_of) for node in nodes)
