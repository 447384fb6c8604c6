"""Everything that is wrong with a draft at once: the compiler stops at the first fault."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhibu.core.rubric_alone import Compile, alone, fault_of
from zhibu.core.rubric_amounts import amount_of
from zhibu.core.rubric_writing import Tree, tree_of
from zhibu.core.standard import Standard
from zhibu.core.standard_fault import Lesson, StandardFault
from zhibu.core.standard_text import Node, parse

MOST_FAULTS = 60
_NO_PLACE = {"section_sum", "total_sum", "section_unknown", "threshold_high"}


@dataclass(frozen=True, slots=True)
class Sum:
    """A section's points: what its heading declares and what its items add up to."""

    id: str
    title: str
    declared: int | None
    actual: int
    items: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A text looked over. ``standard`` is there only if nothing is wrong."""

    standard: Standard | None
    faults: tuple[StandardFault, ...]
    tree: Tree | None
    lines: tuple[int, ...] = ()


def check(text: str, compiled: Compile) -> Checked:
    """Compile a text; where that is refused, tell what is wrong with every item."""
    try:
        standard: Standard | None = compiled(text)
        first: tuple[StandardFault, ...] = ()
    except StandardFault as fault:
        standard, first = None, (fault,)
    try:
        node = parse(text, first[0].file if first else "")
    except StandardFault:
        return Checked(None, first, None)
    items = _nodes(node, "items")
    lines = tuple(each.line for each in items)
    if standard is not None:
        return Checked(standard, (), tree_of(node), lines)
    faults = sorted({_key(each): each for each in (*_each(node, items, compiled), *first)}.values(),
                    key=lambda each: each.line)  # fmt: skip
    return Checked(None, tuple(faults)[:MOST_FAULTS], tree_of(node), lines)


def sums_of(tree: Tree | None) -> tuple[tuple[Sum, ...], int | None, int]:
    """Return each section's sum, the total declared and the total of the sections."""
    told = tree if isinstance(tree, dict) else {}
    items = _mappings(told.get("items"))
    found = []
    for section in _mappings(told.get("sections")):
        mine = [each for each in items if each.get("section") == section.get("id")]
        actual = sum(cents_of(each.get("points")) or 0 for each in mine)
        name = str(section.get("id", "")), str(section.get("title", ""))
        found.append(Sum(*name, cents_of(section.get("points")), actual, len(mine)))
    declared = sum(each.declared or 0 for each in found)
    return tuple(found), cents_of(told.get("total")), declared


def cents_of(value: object) -> int | None:
    """Return points that a scalar spells, or None."""
    found = amount_of(value) if isinstance(value, str) else None
    return found.cents if found and not found.sign and not found.percent else None


def _each(node: Node, items: list[Node], compiled: Compile) -> Iterator[StandardFault]:
    head = tree_of(node)
    for each in items:
        item = tree_of(each)
        fault = fault_of(item, head, compiled)
        if fault is not None and fault.code not in _NO_PLACE:
            yield _moved(fault, item, each, head=head)


def _moved(fault: StandardFault, item: Tree, node: Node, *, head: Tree) -> StandardFault:
    """Tell a fault where it stands in the whole text."""
    there = parse(alone(item, head), fault.file)
    mine = _nodes(there, "items")[0]
    path = next((path for path, each in _walk(mine) if each.line == fault.line), ())
    line = _at(node, path).line
    moved = StandardFault(fault.file, line, Lesson(fault.code, fault.params))
    moved.suggestion = fault.suggestion
    return moved


def _walk(
    node: Node, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    """Yield every node with its path, the innermost first."""
    if isinstance(node.held, list):
        for place, each in enumerate(node.held):
            yield from _walk(each, (*path, place))
    elif isinstance(node.held, dict):
        for key, each in node.held.items():
            yield from _walk(each, (*path, key))
    yield path, node


def _at(node: Node, path: tuple[str | int, ...]) -> Node:
    for step in path:
        if isinstance(node.held, list) and isinstance(step, int) and step < len(node.held):
            node = node.held[step]
        elif isinstance(node.held, dict) and step in node.held:
            node = node.held[str(step)]
    return node


def _nodes(node: Node, key: str) -> list[Node]:
    found = node.held.get(key) if isinstance(node.held, dict) else None
    return found.held if found is not None and isinstance(found.held, list) else []


def _mappings(tree: Tree | None) -> list[dict[str, Tree]]:
    return [each for each in tree if isinstance(each, dict)] if isinstance(tree, list) else []


def _key(fault: StandardFault) -> tuple[int, str, str]:
    return fault.line, fault.code, fault.words
