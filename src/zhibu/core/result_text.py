"""Reads what becomes of the points: stars, ties, and how many may be advanced."""

from collections.abc import Mapping
from typing import Any

from zhibu.core.standard import TIES, Quota, Standard, StarRule
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
    every = [section.id for section in standard.sections]
    named = told["sections"].listed() if "sections" in told else []
    results = told["result_items"].listed() if "result_items" in told else []
    return StarRule(
        won_at=told["won_at"].whole(least=1, most=100),
        sections=tuple(_among(each, every, "section_unknown") for each in named) or tuple(every),
        result_items=tuple(_result_item(each, standard) for each in results),
    )


def _result_item(node: Node, standard: Standard) -> str:
    identity = _among(node, [item.id for item in standard.items], "item_unknown")
    if standard.item(identity).code != "V":
        raise node.fault("result_item", value=identity)
    return identity


def _among(node: Node, known: list[str], code: str) -> str:
    if node.text() not in known:
        raise node.fault(code, among=known, value=node.text()[:20])
    return node.text()


def _ties(node: Node, standard: Standard) -> tuple[str, ...]:
    known = (*standard.classes, *TIES)
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
