"""Reads an item of a standard: what is asked, on what basis, by which rule, with worked cases."""

from dataclasses import dataclass
from functools import partial

from zhibu.core import decided, forbidden, judged_text
from zhibu.core.bound import CONFIDENCE
from zhibu.core.cases import case_of
from zhibu.core.catalogue import Nature, is_stated
from zhibu.core.part_text import parted
from zhibu.core.rule_text import CODES, JUDGED, Scope, rule_of
from zhibu.core.rules import Judged, Ratio, Rule
from zhibu.core.standard import AUTOMATION, Applies, Basis, Case, Hint, Item, Section
from zhibu.core.standard_text import Node
from zhibu.core.worded_points import spelled

CADENCES = ("continuous", "each", "month", "quarter", "half", "year", "term")
_REQUIRED = ("id", "section", "title", "evidence", "points", "cadence", "basis", "auto")
_OPTIONAL = ("code", "rule", "parts", "applies_when", "at_most", "at_least", *judged_text.KEYS)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What every item of a standard is read against."""

    scope: Scope
    known: frozenset[str]
    standard: str
    sections: dict[str, Section]
    cases: Node


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What an item is worth, at best and at least, in hundredths of a point."""

    points: int
    at_most: int | None
    at_least: int


def item_of(node: Node, shelf: Shelf) -> Item:
    """Read an item. Raises StandardFault for whatever is missing, unknown or forbidden."""
    told = node.fields(required=(*_REQUIRED, "hint", "cases"), optional=_OPTIONAL)
    for name in ("title", "evidence"):
        shelf.scope.heed(partial(forbidden.refuse_words, told[name]))
    identity, section = id_in(told["id"], decided.LONGEST_ITEM), _section(told["section"], shelf)
    bounds = _bounds(told, section)
    code, rule = _rule(told, shelf, bounds)
    applies = _applies(told["applies_when"], shelf.scope) if "applies_when" in told else None
    adjusted = decided.adjusted(shelf.standard, identity)
    return Item(
        id=identity,
        section=section.id,
        title=told["title"].text(most=80),
        evidence=told["evidence"].text(most=120),
        points=bounds.points,
        cadence=told["cadence"].choice(CADENCES),
        basis=_basis(told["basis"]),
        code=code,
        rule=rule,
        auto=told["auto"].choice(AUTOMATION),
        hint=_hint(told["hint"]),
        applies=applies,
        cases=_cases(told, code, shelf),
        measured=_measured(rule, applies, shelf.known),
        line=node.line,
        at_most=bounds.at_most,
        at_least=bounds.at_least,
        grades=judged_text.grades(told, bounds.points, bounds.at_most),
        rubric=judged_text.rubric(told, shelf.scope),
        adjusted=adjusted if is_stated(adjusted, shelf.known) and code not in JUDGED else "",
    )


def id_in(node: Node, most: int) -> str:
    """Return an id that may stand in the name of a fact."""
    words = node.text()
    if len(words) > most or not decided.ID.fullmatch(words):
        raise node.fault("not_an_id", value=words[:40], most=most)
    return words


def _rule(told: dict[str, Node], shelf: Shelf, bounds: _Bounds) -> tuple[str, Rule]:
    if "parts" in told:
        return _parted(told, shelf, bounds)
    if "code" not in told:
        raise told["id"].fault("key_missing", value="code")
    code = told["code"].choice(CODES)
    if code in JUDGED:
        return code, _judged(told, code, shelf.standard, bounds=bounds)
    judged_text.refuse_in(told)
    if "rule" not in told:
        raise told["code"].fault("rule_without_body", value=code)
    rule = rule_of(code, told["rule"], shelf.scope, worth=bounds.points)
    full = bounds.at_most is not None and bounds.at_most <= bounds.points
    if isinstance(rule, Ratio) and rule.gain and full:
        raise told["rule"].fault("above_without_room")
    return code, rule


def _parted(told: dict[str, Node], shelf: Shelf, bounds: _Bounds) -> tuple[str, Rule]:
    judged_text.refuse_in(told)
    if "rule" in told:
        raise told["rule"].fault("parts_and_rule")
    most = bounds.points - bounds.at_least
    rule = parted(told["parts"], shelf.scope, worth=bounds.points, most=most)
    code = told["code"].choice(CODES) if "code" in told else rule.parts[0].code
    if code in JUDGED:
        raise told["code"].fault("part_judged", value=code)
    return code, rule


def _judged(told: dict[str, Node], code: str, standard: str, *, bounds: _Bounds) -> Judged:
    if "rule" in told:
        raise told["code"].fault("rule_without_body", value=code)
    if code == "B" and (bounds.points or not bounds.at_most):
        raise told["points"].fault("bonus_points")
    return Judged(code, judged_text.raters(told, standard, told["id"].text()))


def _measured(rule: Rule, applies: Applies | None, known: frozenset[str]) -> bool:
    """Tell whether something states all that an item reads."""
    facts = [column.fact for column in rule.columns]
    facts += [applies.fact] if applies else []
    facts += rule.decided if isinstance(rule, Judged) else ()
    return all(is_stated(fact, known) for fact in facts)


def _bounds(told: dict[str, Node], section: Section) -> _Bounds:
    """In an open section an item that names no ceiling has none."""
    points = told["points"].cents()
    at_most = None if section.open else points
    if "at_most" in told:
        at_most = told["at_most"].cents()
        if at_most < points:
            names = {"value": spelled(at_most), "least": spelled(points)}
            raise told["at_most"].fault("ceiling_low", **names)
    at_least = told["at_least"].signed_cents() if "at_least" in told else 0
    if at_least > points:
        raise told["at_least"].fault("floor_high", value=spelled(at_least))
    return _Bounds(points, at_most, at_least)


def _section(node: Node, shelf: Shelf) -> Section:
    if node.text() not in shelf.sections:
        raise node.fault("section_unknown", among=shelf.sections, value=node.text()[:20])
    return shelf.sections[node.text()]


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
