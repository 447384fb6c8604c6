"""How branches are rated by stars, the days and bounds around it, read from data."""

from dataclasses import dataclass
from functools import cache

from zhibu import standards
from zhibu.core.bound import SURE, Bound, Reading, confidence
from zhibu.core.standard_text import Node, parse

FILE = "stars.yaml"


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often is rated: how many years together, and month and day of each reckoning."""

    title: str
    years: int
    as_of: tuple[tuple[int, int], ...]
    basis: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Band:
    """From so many percent of the total, so many stars; ``guide`` percent are expected there."""

    at: int
    level: int
    guide: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force."""

    version: str
    by: str
    every: str
    ways: dict[str, Bound]
    cadences: dict[str, Cadence]
    bands: tuple[Band, ...]
    weak_level: Bound
    days: dict[str, Bound]
    months: dict[str, Bound]
    hints: dict[str, Bound]
    demonstration_years: Bound
    circle: dict[str, Bound]

    def level_of(self, percent: int) -> int:
        """Return the stars for hundredths of a percent of the total."""
        return next(band.level for band in self.bands if percent >= band.at * 100)

    def is_weak(self, level: int) -> bool:
        return level <= self.weak_level.number


@cache
def in_force() -> Rules:
    """Return the shipped rules."""
    return load(standards.text(FILE))


def load(text: str, *, filename: str = FILE) -> Rules:
    """Read the rules. Raises StandardFault for whatever is missing or unknown."""
    told = parse(text, filename).fields(
        required=(
            "name", "version", "default", "ways", "cadences", "bands", "weak_level", "days",
            "months", "hints", "demonstration_years", "circle",
        )
    )  # fmt: skip
    ways, cadences = Reading("", titled=True).each(told["ways"]), told["cadences"].entries()
    default = told["default"].fields(required=("by", "every"))
    return Rules(
        version=told["version"].text(),
        by=default["by"].choice(ways),
        every=default["every"].choice(cadences),
        ways=ways,
        cadences={key: _cadence(node) for key, node in cadences.items()},
        bands=tuple(_band(node) for node in told["bands"].listed()),
        weak_level=Reading().read(told["weak_level"]),
        days=Reading(titled=True).each(told["days"]),
        months=Reading(titled=True).each(told["months"]),
        hints=Reading().each(told["hints"]),
        demonstration_years=Reading().read(told["demonstration_years"]),
        circle=Reading().each(told["circle"]),
    )


def _cadence(node: Node) -> Cadence:
    told = node.fields(required=("title", "years", "as_of", "basis", "confidence"))
    days = (one.text().partition("-") for one in told["as_of"].listed())
    return Cadence(
        told["title"].text(),
        told["years"].whole(least=1, most=5),
        tuple((int(month), int(day)) for month, _dash, day in days),
        told["basis"].text(),
        confidence(told["confidence"]) == SURE,
    )


def _band(node: Node) -> Band:
    told = node.fields(required=("at", "level", "guide"))
    return Band(
        told["at"].whole(most=100), told["level"].whole(least=1, most=5),
        told["guide"].whole(most=100),
    )  # fmt: skip
