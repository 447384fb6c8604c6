"""Reads the parts of an item: requirements of which each deducts from the item's points."""

from functools import partial

from zhibu.core import forbidden
from zhibu.core.rule_text import JUDGED, MEASURABLE, Scope, rule_of
from zhibu.core.rules import Part, Parted
from zhibu.core.standard_text import Node
from zhibu.core.worded_points import spelled


def parted(node: Node, scope: Scope, *, worth: int, most: int) -> Parted:
    """Return a rule of parts; one alone deducts at most as much as the item can lose."""
    found = node.listed()
    if not found:
        raise node.fault("list_empty")
    return Parted(tuple(_part(each, scope, most) for each in found), worth)


def _part(node: Node, scope: Scope, most: int) -> Part:
    told = node.fields(required=("title", "code", "rule", "points"))
    scope.heed(partial(forbidden.refuse_words, told["title"]))
    title, points = told["title"].text(most=80), told["points"].cents()
    if told["code"].text() in JUDGED:
        raise told["code"].fault("part_judged", value=title)
    if points > most:
        names = {"points": spelled(points), "most": spelled(most)}
        raise told["points"].fault("part_large", value=title, **names)
    code = told["code"].choice(MEASURABLE)
    return Part(title, code, rule_of(code, told["rule"], scope, worth=points), points)
