"""What people have to say about a unit's year: items they rate, and what a machine only hints."""

from dataclasses import dataclass

from zhibu.assessment import engine
from zhibu.core.standard import Item, Standard

RATE, CONFIRM = "rate", "confirm"


@dataclass(frozen=True, slots=True)
class JudgedItem:
    """An item that needs people, and of which standard.

    ``way`` is ``rate`` for what raters give points for, by grades or rubric, and ``confirm`` for
    what the machine counts and a person confirms. ``item`` has grades, rubric and raters.
    """

    standard: Standard
    item: Item
    way: str


def judged_items(unit: str, year: int) -> tuple[JudgedItem, ...]:
    """Return the items of a unit's standards that need people, in the standards' order.

    Two queries; their names for facts are ``core.standard.rated`` and ``adjusted``.
    """
    return tuple(
        JudgedItem(standard, item, RATE if item.judged else CONFIRM)
        for standard in engine.standards_for(unit, year)
        for item in standard.items
        if item.judged or item.auto == "S"
    )
