"""Reads how people judge an item: who rates, by which grades or in which words."""

from collections.abc import Mapping
from functools import partial

from zhibu.core import decided, forbidden
from zhibu.core.decided import ASSESSOR, SHEET, Rater, rater_of
from zhibu.core.rule_text import JUDGED, Scope
from zhibu.core.rules import WHOLE
from zhibu.core.standard import Grade
from zhibu.core.standard_text import Node

KEYS = ("raters", "grades", "rubric")


def refuse_in(told: Mapping[str, Node]) -> None:
    """Refuse raters, grades and rubric where a machine measures."""
    for key in KEYS:
        if key in told:
            raise told[key].fault("judged_only", value=key, words="、".join(JUDGED))


def raters(told: Mapping[str, Node], standard: str, item: str) -> tuple[Rater, ...]:
    """Return who rates an item; assessors where it does not say. Their weights add up to 100."""
    if "raters" not in told:
        return (rater_of(standard, item, ASSESSOR, weight=WHOLE),)
    weights = {
        _named(name, node): node.whole(least=1, most=WHOLE)
        for name, node in told["raters"].entries().items()
    }
    if sum(weights.values()) != WHOLE:
        raise told["raters"].fault("raters_sum", value=sum(weights.values()))
    return tuple(rater_of(standard, item, name, weight=weight) for name, weight in weights.items())


def _named(name: str, node: Node) -> str:
    if len(name) > decided.LONGEST_RATER or not decided.RATER.fullmatch(name):
        raise node.fault("not_a_rater", value=name[:40])
    return name


def grades(told: Mapping[str, Node], points: int, at_most: int | None) -> tuple[Grade, ...]:
    """Return the choices of those who judge, from the best to the worst."""
    if "grades" not in told:
        return ()
    found: list[Grade] = []
    for node in told["grades"].listed():
        parts = node.fields(required=("title", "share"))
        grade = Grade(parts["title"].text(most=40), parts["share"].cents())
        best = found[-1].share - 1 if found else _best(points, at_most)
        if grade.share > best:
            raise node.fault("grades_turned", value=grade.title)
        found.append(grade)
    return tuple(found)


def _best(points: int, at_most: int | None) -> int:
    """Return the largest share that an item's ceiling leaves room for; of a B item, all."""
    return SHEET if not points or at_most is None else at_most * SHEET // points


def rubric(told: Mapping[str, Node], scope: Scope) -> str:
    """Return the words by which people judge, or none."""
    if "rubric" not in told:
        return ""
    scope.heed(partial(forbidden.refuse_words, told["rubric"]))
    return told["rubric"].text(most=1_000)
