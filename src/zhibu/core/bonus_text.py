"""Reads what is given beyond the items: a table by level of award, and ladders by machine."""

from dataclasses import dataclass

from zhibu.core.catalogue import Nature, is_stated
from zhibu.core.rule_text import Scope
from zhibu.core.standard import Award, Rung
from zhibu.core.standard_text import Node
from zhibu.core.worded_points import spelled


@dataclass(frozen=True, slots=True)
class Bonus:
    """How much may be given for one thing and for all, in hundredths of a point."""

    each: int
    cap: int
    table: tuple[Award, ...]
    ladder: tuple[Rung, ...]


def bonus_of(node: Node, scope: Scope, known: frozenset[str]) -> Bonus:
    """Read the bonus. Raises StandardFault for an award or a rung above what one thing may give."""
    told = node.fields(required=("each", "cap"), optional=("table", "ladder"))
    each, cap = told["each"].cents(), told["cap"].cents()
    table = told["table"].listed() if "table" in told else []
    ladder = told["ladder"].listed() if "ladder" in told else []
    return Bonus(each, cap, _table(table, each), _ladder(ladder, each, scope=scope, known=known))


def _table(nodes: list[Node], each: int) -> tuple[Award, ...]:
    found: dict[str, Award] = {}
    for node in nodes:
        told = node.fields(required=("id", "title", "points"))
        identity, title = told["id"].text(most=20), told["title"].text(most=60)
        if identity in found:
            raise told["id"].fault("id_doubled", value=identity)
        found[identity] = Award(identity, title, _points(told["points"], each))
    return tuple(found.values())


def _ladder(
    nodes: list[Node], each: int, *, scope: Scope, known: frozenset[str]
) -> tuple[Rung, ...]:
    reached: dict[str, Rung] = {}
    found = []
    for node in nodes:
        told = node.fields(required=("fact", "at", "points"))
        fact = scope.fact(told["fact"], Nature.FLOW)
        at, points = told["at"].whole(least=1), _points(told["points"], each)
        below = reached.get(fact)
        if below and (at <= below.at or points <= below.points):
            raise node.fault("ladder_turned", value=fact)
        reached[fact] = Rung(fact, at, points, is_stated(fact, known))
        found.append(reached[fact])
    return tuple(found)


def _points(node: Node, each: int) -> int:
    points = node.cents()
    if points > each:
        raise node.fault("award_large", value=spelled(points), most=spelled(each))
    return points
