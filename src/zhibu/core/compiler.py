"""Compiles the text of a standard, refusing whatever is unknown, forbidden or adds up wrongly."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Literal

from zhibu.core import forbidden
from zhibu.core.cases import points_worked_out
from zhibu.core.catalogue import Catalogue, Nature
from zhibu.core.item_text import Shelf, item_of
from zhibu.core.rule_text import Scope, defaults_of
from zhibu.core.standard import AssessmentClass, Item, Section, Standard, Veto
from zhibu.core.standard_text import Node, parse

Profile = Literal["relief", "literal"]
_HEAD = ("id", "version", "title", "total", "machine_share", "defaults", "cases")
_BODY = ("sections", "classes", "peer_weight", "bonus", "vetoes", "items")


def compile_standard(
    text: str,
    *,
    catalogue: Catalogue,
    known_facts: Iterable[str],
    filename: str = "standard.yaml",
    profile: Profile = "relief",
) -> Standard:
    """Return a standard ready to score by.

    ``known_facts`` are those that something states; an item that needs another is not measured
    yet. Raises StandardFault with file, line and words. The literal profile, which only a
    recorded decision of a committee may choose, turns forbidden measures into warnings.
    """
    told = parse(text, filename).fields(required=(*_HEAD, *_BODY))
    scope = Scope(catalogue, defaults_of(told["defaults"]), profile == "relief", [])
    standard = _standard(told, scope, frozenset(known_facts))
    _refuse_doubled_ids(told)
    _refuse_wrong_sums(standard, told)
    _refuse_unreachable(standard, told["classes"])
    for item, node in zip(standard.items, told["items"].listed(), strict=True):
        _refuse_wrong_cases(item, standard, node)
    _warn_of_machines(standard, told["machine_share"], scope)
    return replace(standard, warnings=tuple(scope.warnings))


def _standard(told: Mapping[str, Node], scope: Scope, known: frozenset[str]) -> Standard:
    sections = tuple(_section(node) for node in told["sections"].listed())
    shelf = Shelf(scope, known, tuple(section.id for section in sections), told["cases"])
    bonus = told["bonus"].fields(required=("each", "cap"))
    return Standard(
        id=told["id"].text(most=40),
        version=told["version"].text(most=40),
        title=told["title"].text(most=80),
        out_of=told["total"].cents(),
        sections=sections,
        items=tuple(item_of(node, shelf) for node in told["items"].listed()),
        classes={key: _class(key, node) for key, node in told["classes"].entries().items()},
        peer_weight=told["peer_weight"].whole(most=100),
        bonus_each=bonus["each"].cents(),
        bonus_cap=bonus["cap"].cents(),
        vetoes=tuple(_veto(node, scope, known) for node in told["vetoes"].listed()),
    )


def _section(node: Node) -> Section:
    told = node.fields(required=("id", "title", "points"))
    return Section(told["id"].text(most=20), told["title"].text(most=40), told["points"].cents())


def _class(key: str, node: Node) -> AssessmentClass:
    told = node.fields(required=("title", "qualified_at", "advanced_at"))
    qualified, advanced = told["qualified_at"].cents(), told["advanced_at"].cents()
    if advanced < qualified:
        raise node.fault("thresholds_turned", value=key)
    return AssessmentClass(key, told["title"].text(most=40), qualified, advanced)


def _veto(node: Node, scope: Scope, known: frozenset[str]) -> Veto:
    told = node.fields(required=("id", "title", "fact"))
    scope.heed(partial(forbidden.refuse_words, told["title"]))
    fact = scope.fact(told["fact"], Nature.FLOW)
    return Veto(told["id"].text(most=20), told["title"].text(most=80), fact, fact in known)


def _refuse_doubled_ids(told: Mapping[str, Node]) -> None:
    for name in ("sections", "items", "vetoes"):
        seen: set[str] = set()
        for node in told[name].listed():
            found = node.entries()["id"]
            if found.text() in seen:
                raise found.fault("id_doubled", value=found.text())
            seen.add(found.text())


def _refuse_wrong_sums(standard: Standard, told: Mapping[str, Node]) -> None:
    for section, node in zip(standard.sections, told["sections"].listed(), strict=True):
        actual = sum(item.points for item in standard.items if item.section == section.id)
        if actual != section.points:
            names = {"declared": spelled(section.points), "actual": spelled(actual)}
            raise node.fault("section_sum", section=section.id, **names)
    actual = sum(section.points for section in standard.sections)
    if actual != standard.out_of:
        names = {"declared": spelled(standard.out_of), "actual": spelled(actual)}
        raise told["total"].fault("total_sum", **names)


def _refuse_unreachable(standard: Standard, node: Node) -> None:
    for key, place in node.entries().items():
        if standard.classes[key].advanced_at > standard.out_of:
            raise place.fault("threshold_high", value=key)


def _refuse_wrong_cases(item: Item, standard: Standard, node: Node) -> None:
    for case, place in zip(item.cases, node.entries()["cases"].listed(), strict=True):
        actual = points_worked_out(item, case, standard)
        if actual != case.points:
            names = {"expected": spelled(case.points), "actual": spelled(actual)}
            raise place.fault("case_wrong", item=item.id, case=case.say, **names)


def _warn_of_machines(standard: Standard, node: Node, scope: Scope) -> None:
    """N6: a machine must not be the main carrier of assessment. It is told, never refused."""
    most = node.whole(most=100)
    counted = sum(item.points for item in standard.items if item.auto == "A")
    share = 100 * counted // max(standard.out_of, 1)
    if share > most:
        scope.warnings.append(node.fault("machine_share", share=share, most=most))


def spelled(points: int | None) -> str:
    """Return points in words: ``3.75``, ``4``, or 不适用."""
    if points is None:
        return "不适用"
    return f"{points // 100}.{points % 100:02d}".rstrip("0").rstrip(".")
