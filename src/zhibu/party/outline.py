"""The tree of organizations as the lines of a page that folds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from zhibu.party.queries import Node
from zhibu.party.sets import Level

MOST = 600


@dataclass(frozen=True, slots=True)
class Line:
    """An organization with what lies below it. ``closes`` is how many folds end after it.

    ``more`` says that what lies below it has a page of its own.
    """

    node: Node
    branches: int
    members: int
    folds: bool
    more: bool
    closes: range

    @property
    def is_branch(self) -> bool:
        return self.node.level is Level.BRANCH


def under(nodes: Sequence[Node], uid: str) -> list[Node]:
    """Return an organization and what stands below it, of nodes in the order of the tree."""
    first = next((place for place, node in enumerate(nodes) if node.uid == uid), None)
    if first is None:
        return []
    rest = enumerate(nodes[first + 1 :], start=first + 1)
    last = next((place for place, node in rest if node.depth <= nodes[first].depth), len(nodes))
    return list(nodes[first:last])


def outline(nodes: Sequence[Node], *, most: int = MOST) -> list[Line]:
    """Return the lines of a tree whose superiors stand before those below them.

    A tree of more lines than a page bears is shown as deep as fits; the rest waits behind a link.
    """
    branches, members = _totals(nodes)
    deepest = _deepest(nodes, most)
    shown = [place for place, node in enumerate(nodes) if node.depth <= deepest]
    root = nodes[0].depth if nodes else 0
    depths = [nodes[place].depth for place in shown[1:]] + [root]
    return [
        Line(
            node=nodes[place],
            branches=branches[place],
            members=members[place],
            folds=following > nodes[place].depth,
            more=nodes[place].depth == deepest and _has_below(nodes, place),
            closes=range(nodes[place].depth - following),
        )
        for place, following in zip(shown, depths, strict=bool(nodes))
    ]


def _totals(nodes: Sequence[Node]) -> tuple[list[int], list[int]]:
    """Return how many branches and members each organization has at or below it."""
    members = [node.members for node in nodes]
    branches = [int(node.level is Level.BRANCH) for node in nodes]
    places = {node.uid: place for place, node in enumerate(nodes)}
    for place in range(len(nodes) - 1, 0, -1):
        superior = places.get(nodes[place].superior or "")
        if superior is not None:
            members[superior] += members[place]
            branches[superior] += branches[place]
    return branches, members


def _deepest(nodes: Sequence[Node], most: int) -> int:
    """Return the depth down to which a page bears all lines: one below the top at least."""
    counted = Counter(node.depth for node in nodes)
    sums = accumulate(counted[depth] for depth in sorted(counted))
    fitting = [depth for depth, lines in zip(sorted(counted), sums, strict=True) if lines <= most]
    return max([*fitting, min(counted, default=0) + 1])


def _has_below(nodes: Sequence[Node], place: int) -> bool:
    return place + 1 < len(nodes) and nodes[place + 1].depth > nodes[place].depth
