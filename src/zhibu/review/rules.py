"""How people judge, read from data: assessors, spread, deadlines, grades."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from zhibu import standards
from zhibu.core.bound import Bound, Reading
from zhibu.core.standard import Item
from zhibu.core.standard_text import Node, parse

WHOLE = 10_000  # of an item's points
_READING = Reading(least=1)


@dataclass(frozen=True, slots=True)
class When:
    """An occasion: how many months it lasts, how many sheets, whom a sheet speaks for."""

    title: str
    months: int
    assessors: Bound
    below: tuple[str, ...]
    above: tuple[str, ...]

    def raters(self, *, below: bool) -> tuple[str, ...]:
        """Return the raters that a sheet may fill, by who judges."""
        return self.below if below else self.above


@dataclass(frozen=True, slots=True)
class Grade:
    """A step of an item, in 1/10,000 of its points."""

    title: str
    share: int


@dataclass(frozen=True, slots=True)
class Rules:
    """All of it."""

    version: str
    occasions: Mapping[str, When]
    numbers: Mapping[str, Bound]
    grades: tuple[Grade, ...]

    def __getitem__(self, name: str) -> int:
        return self.numbers[name].number


_NUMBERS = (
    "spread_percent", "most_assessors", "appeal_within", "answer_within", "most_branches",
    "most_items",
)  # fmt: skip


@cache
def in_force() -> Rules:
    """Return the rules in force."""
    return load(standards.text("review.yaml"))


def load(text: str) -> Rules:
    """Read the rules. Raises StandardFault where the text is none."""
    needed = ("name", "version", "occasions", "grades", *_NUMBERS)
    told = parse(text, "review.yaml").fields(required=needed)
    return Rules(
        version=told["version"].text(),
        occasions={name: _when(node) for name, node in told["occasions"].entries().items()},
        numbers={name: _READING.read(told[name]) for name in _NUMBERS},
        grades=tuple(_grade(node) for node in told["grades"].listed()),
    )


def grades_of(item: Item) -> tuple[Grade, ...]:
    """Return the steps among which an item's share is chosen."""
    own = tuple(Grade(_(one.title), one.share) for one in item.grades)
    return own or tuple(Grade(_(one.title), one.share) for one in in_force().grades)


def rater_of(item: Item, occasion: str, *, below: bool) -> str | None:
    """Return for which of an item's raters a sheet speaks; None where others judge it."""
    declared = {rater.name for rater in item.raters}
    wanted = in_force().occasions[occasion].raters(below=below)
    return next((name for name in wanted if name in declared), None)


def _when(node: Node) -> When:
    told = node.fields(required=("title", "months", "assessors", "below", "above"))
    return When(
        told["title"].text(),
        told["months"].whole(least=1, most=12),
        _READING.read(told["assessors"]),
        tuple(one.text() for one in told["below"].listed()),
        tuple(one.text() for one in told["above"].listed()),
    )


def _grade(node: Node) -> Grade:
    told = node.fields(required=("title", "share"))
    return Grade(told["title"].text(), told["share"].whole(most=100) * (WHOLE // 100))
