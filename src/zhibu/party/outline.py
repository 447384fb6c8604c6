"""The tree of organizations as the lines of a page that folds."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhibu.party.queries import Node
from zhibu.party.sets import Level


@dataclass(frozen=True, slots=True)
class Line:
    """An organization with what lies below it. ``closes`` is how many folds end after it."""

    node: Node
    branches: int
    members: int
    folds: bool
    closes: range

    @property
    def is_branch(self) -> bool:
        return self.node.level is Level.BRANCH


def outline(nodes: Sequence[Node]) -> list[Line]:
    """Return the lines of a tree whose superiors stand before those below them."""
    members = [node.members for node in nodes]
    branches = [int(node.level is Level.BRANCH) for node in nodes]
    above = _superiors(nodes)
    for place in range(len(nodes) - 1, -1, -1):
        if (superior := above[place]) is not None:
            members[superior] += members[place]
            branches[superior] += branches[place]
    depths = [node.depth for node in nodes[1:]] + [0]
    return [
        Line(
            node=node,
            branches=branches[place],
            members=members[place],
            folds=following > node.depth,
            closes=range(node.depth - following),
        )
        for place, (node, following) in enumerate(zip(nodes, depths, strict=bool(nodes)))
    ]


def _superiors(nodes: Sequence[Node]) -> list[int | None]:
    places = {node.uid: place for place, node in enumerate(nodes)}
    return [places.get(node.superior) if node.superior else None for node in nodes]
