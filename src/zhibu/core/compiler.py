"""Compiles the text of a standard, refusing whatever is unknown, forbidden or adds up wrongly."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from zhibu.core import decided, forbidden, result_text
from zhibu.core.bonus_text import bonus_of
from zhibu.core.cases import points_worked_out
from zhibu.core.catalogue import Catalogue, Nature, is_stated
from zhibu.core.item_text import Shelf, id_in, item_of
from zhibu.core.rule_text import Scope, defaults_of
from zhibu.core.standard import (
    KINDS,
    PURPOSES,
    AssessmentClass,
    Item,
    Section,
    Standard,
    Veto,
)
from zhibu.core.standard_text import Node, parse
from zhibu.core.worded_points import spelled

__all__ = ["Profile", "compile_standard", "spelled"]

Profile = Literal["relief", "literal"]
_HEAD = ("id", "version", "title", "total", "machine_share", "defaults", "cases")
_BODY = ("sections", "classes", "peer_weight", "bonus", "vetoes", "items")
_MORE = ("kind", "purpose", "weights", "stars", "ties", "advanced_most")


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
    told = parse(text, filename).fields(required=(*_HEAD, *_BODY), optional=_MORE)
    scope = Scope(catalogue, defaults_of(told["defaults"]), profile == "relief", [])
    standard = _standard(told, scope, frozenset(known_facts))
    _refuse_doubled_ids(told)
    _refuse_wrong_sums(standard, told)
    _refuse_unreachable(standard, told["classes"])
    standard = replace(standard, **result_text.ending_of(told, standard))
    for item, node in zip(standard.items, told["items"].listed(), strict=True):
        _refuse_wrong_cases(item, standard, node)
    _warn_of_machines(standard, told["machine_share"], scope)
    return replace(standard, warnings=tuple(scope.warnings))


def _standard(told: Mapping[str, Node], scope: Scope, known: frozenset[str]) -> Standard:
    identity = id_in(told["id"], decided.LONGEST_STANDARD)
    sections = _sections(told)
    shelf = Shelf(scope, known, identity, {each.id: each for each in sections}, told["cases"])
    return Standard(
        id=identity,
        version=told["version"].text(most=40),
        title=told["title"].text(most=80),
        out_of=told["total"].cents(),
        sections=sections,
        items=tuple(item_of(node, shelf) for node in told["items"].listed()),
        classes={key: _class(key, node) for key, node in told["classes"].entries().items()},
        peer_weight=told["peer_weight"].whole(most=100),
        vetoes=tuple(_veto(node, shelf) for node in told["vetoes"].listed()),
        kind=told["kind"].choice(KINDS) if "kind" in told else KINDS[0],
        purpose=told["purpose"].choice(PURPOSES) if "purpose" in told else PURPOSES[0],
        peers_stated=is_stated(decided.PEERS_OFFERED, known),
        **_bonus(told["bonus"], scope, known),
    )


def _bonus(node: Node, scope: Scope, known: frozenset[str]) -> dict[str, Any]:
    bonus = bonus_of(node, scope, known)
    return {
        "bonus_each": bonus.each,
        "bonus_cap": bonus.cap,
        "bonus_table": bonus.table,
        "bonus_ladder": bonus.ladder,
        "bonus_stated": is_stated(decided.BONUS, known),
    }


def _sections(told: Mapping[str, Node]) -> tuple[Section, ...]:
    sections = tuple(_section(node) for node in told["sections"].listed())
    weights = told["weights"].entries() if "weights" in told else {}
    names = [section.id for section in sections]
    for name, node in weights.items():
        if name not in names:
            raise node.fault("section_unknown", among=names, value=name[:20])
    found = {name: node.whole(least=1, most=1_000) for name, node in weights.items()}
    return tuple(
        replace(section, weight=found.get(section.id, section.weight)) for section in sections
    )


def _section(node: Node) -> Section:
    told = node.fields(required=("id", "title", "points"), optional=("open",))
    return Section(
        id=told["id"].text(most=20),
        title=told["title"].text(most=40),
        points=told["points"].cents(),
        open="open" in told and told["open"].flag(),
    )


def _class(key: str, node: Node) -> AssessmentClass:
    told = node.fields(required=("title", "qualified_at", "advanced_at"))
    qualified, advanced = told["qualified_at"].cents(), told["advanced_at"].cents()
    if advanced < qualified:
        raise node.fault("thresholds_turned", value=key)
    return AssessmentClass(key, told["title"].text(most=40), qualified, advanced)


def _veto(node: Node, shelf: Shelf) -> Veto:
    """A veto without a fact is upheld by people alone."""
    told = node.fields(required=("id", "title"), optional=("fact",))
    shelf.scope.heed(partial(forbidden.refuse_words, told["title"]))
    identity = id_in(told["id"], decided.LONGEST_ITEM)
    fact = shelf.scope.fact(told["fact"], Nature.FLOW) if "fact" in told else None
    upheld = decided.vetoed(shelf.standard, identity)
    return Veto(
        id=identity,
        title=told["title"].text(most=80),
        fact=fact,
        measured=fact is not None and is_stated(fact, shelf.known),
        upheld=upheld if is_stated(upheld, shelf.known) else "",
    )


def _refuse_doubled_ids(told: Mapping[str, Node]) -> None:
    """Ids that differ only in case or in ``.-_`` would name the same facts."""
    for name, alike in (("sections", str), ("items", decided.slug), ("vetoes", decided.slug)):
        seen: set[str] = set()
        for node in told[name].listed():
            found = node.entries()["id"]
            if alike(found.text()) in seen:
                raise found.fault("id_doubled", value=found.text())
            seen.add(alike(found.text()))


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
