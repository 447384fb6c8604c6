"""Reads what becomes of the points: stars, ties, and how many may be advanced."""

from collections.abc import Iterable, Mapping
from typing import Any

from zhibu.core.standard import TIES, Item, Quota, Standard, StarRule
from zhibu.core.standard_text import Node


def ending_of(told: Mapping[str, Node], standard: Standard) -> dict[str, Any]:
    """Return the fields of a standard that speak of results; those it leaves out are left out."""
    readers = {"stars": _stars, "ties": _ties, "advanced_most": _quota}
    found = {key: read(told[key], standard) for key, read in readers.items() if key in told}
    if standard.purpose == "stars" and "stars" not in found:
        raise told["purpose"].fault("stars_missing")
    return found


def _stars(node: Node, standard: Standard) -> StarRule:
    """Every section is a star unless ``sections`` names those that are."""
    told = node.fields(required=("won_at",), optional=("sections", "result_items"))
    every = {section.id: section for section in standard.sections}
    items = {item.id: item for item in standard.items}
    named = told["sections"].listed() if "sections" in told else []
    results = told["result_items"].listed() if "result_items" in told else []
    return StarRule(
        won_at=told["won_at"].whole(least=1, most=100),
        sections=_once(_among(each, every, "section_unknown") for each in named) or tuple(every),
        result_items=_once(_result_item(each, items) for each in results),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """A star counts once, however often it is named."""
    return tuple(dict.fromkeys(names))


def _result_item(node: Node, items: Mapping[str, Item]) -> str:
    identity = _among(node, items, "item_unknown")
    if items[identity].code != "V":
        raise node.fault("result_item", value=identity)
    return identity


def _among(node: Node, known: Mapping[str, object], code: str) -> str:
    if node.text() not in known:
        raise node.fault(code, among=known, value=node.text()[:20])
    return node.text()


def _ties(node: Node, standard: Standard) -> tuple[str, ...]:
    known = dict.fromkeys((*standard.classes, *TIES))
    for each in node.listed():
        if each.text() not in known:
            words = "、".join(TIES)
            raise each.fault("tie_unknown", among=known, value=each.text()[:40], words=words)
    return tuple(each.text() for each in node.listed())


def _quota(node: Node, _standard: Standard) -> Quota:
    """A bare number is a percentage of each class."""
    if isinstance(node.held, str):
        return Quota(node.whole(least=1, most=100), of_each_class=True)
    told = node.fields(required=("percent", "of"))
    of_each = told["of"].choice(("each_class", "all")) == "each_class"
    return Quota(told["percent"].whole(least=1, most=100), of_each)
