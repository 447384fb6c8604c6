"""How results are graded beside the points, read from data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from zhibu import standards
from zhibu.core.bound import Bound, Reading
from zhibu.core.scores import Result
from zhibu.core.standard_text import Node, parse

MOST_MEMBERS = 100_000
_READING = Reading(least=1, most=366)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a result may entail once a committee decides so."""

    id: str
    title: str
    of: Result
    confidence: str

    @property
    def words(self) -> str:
        return _(self.title)


@dataclass(frozen=True, slots=True)
class Size:
    """Branches of about one size, and within how many points of a hundred their score swings."""

    title: str
    below: int
    swing: int

    @property
    def words(self) -> str:
        return _(self.title)


@dataclass(frozen=True, slots=True)
class Rules:
    """All of it."""

    version: str
    numbers: Mapping[str, Bound]
    consequences: Mapping[str, Consequence]
    sizes: tuple[Size, ...]

    def __getitem__(self, name: str) -> int:
        return self.numbers[name].number

    def size_of(self, members: int) -> Size:
        """Return the size that so many members make."""
        return next((one for one in self.sizes if members < one.below), self.sizes[-1])

    def entailed_by(self, result: str) -> tuple[Consequence, ...]:
        """Return what may follow from a result."""
        return tuple(one for one in self.consequences.values() if one.of == result)


_NUMBERS = (
    "panel", "most_judges", "spread_percent", "claim_days_after", "veto_appeal_within",
    "veto_answer_within",
)  # fmt: skip


@cache
def in_force() -> Rules:
    """Return the rules in force."""
    return load(standards.text("grading.yaml"))


def load(text: str) -> Rules:
    """Read the rules. Raises StandardFault where the text is none."""
    needed = ("name", "version", "consequences", "sizes", "sizes_confidence", *_NUMBERS)
    told = parse(text, "grading.yaml").fields(required=needed)
    entailed = told["consequences"].entries()
    return Rules(
        version=told["version"].text(),
        numbers={name: _READING.read(told[name]) for name in _NUMBERS},
        consequences={key: _consequence(key, node) for key, node in entailed.items()},
        sizes=tuple(_size(node) for node in told["sizes"].listed()),
    )


def _consequence(key: str, node: Node) -> Consequence:
    told = node.fields(required=("title", "of", "basis", "confidence"))
    of = Result(told["of"].choice(tuple(Result)))
    return Consequence(key, told["title"].text(), of, told["confidence"].text())


def _size(node: Node) -> Size:
    told = node.fields(required=("title", "below", "swing"))
    below = told["below"].whole(least=1, most=MOST_MEMBERS)
    return Size(told["title"].text(), below, told["swing"].whole(most=100))
