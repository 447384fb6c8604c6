"""How branches are rated by stars, the days and bounds around it, read from data."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from zhibu import standards
from zhibu.core.majority import CONFIDENCE
from zhibu.core.periods import Month
from zhibu.core.standard_text import Node, parse

FILE = "stars.yaml"


@dataclass(frozen=True, slots=True)
class Bound:
    """A number with where it comes from."""

    value: int
    title: str
    basis: str
    confidence: str

    @property
    def sure(self) -> bool:
        return self.confidence == "A"


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
        return level <= self.weak_level.value


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
    ways, cadences = _bounds(told["ways"]), told["cadences"].entries()
    default = told["default"].fields(required=("by", "every"))
    return Rules(
        version=told["version"].text(),
        by=default["by"].choice(ways),
        every=default["every"].choice(cadences),
        ways=ways,
        cadences={key: _cadence(node) for key, node in cadences.items()},
        bands=tuple(_band(node) for node in told["bands"].listed()),
        weak_level=_bound(told["weak_level"]),
        days=_bounds(told["days"]),
        months=_bounds(told["months"]),
        hints=_bounds(told["hints"]),
        demonstration_years=_bound(told["demonstration_years"]),
        circle=_bounds(told["circle"]),
    )


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last of a shorter month."""
    count = day.month - 1 + months
    month = Month(day.year + count // 12, count % 12 + 1)
    return min(date(month.year, month.month, 1) + timedelta(days=day.day - 1), month.last_day)


def _bounds(node: Node) -> dict[str, Bound]:
    return {key: _bound(each) for key, each in node.entries().items()}


def _bound(node: Node) -> Bound:
    told = node.fields(required=("basis", "confidence"), optional=("value", "title"))
    return Bound(
        told["value"].whole(most=1_000) if "value" in told else 0,
        told["title"].text() if "title" in told else "",
        told["basis"].text(),
        told["confidence"].choice(CONFIDENCE),
    )


def _cadence(node: Node) -> Cadence:
    told = node.fields(required=("title", "years", "as_of", "basis", "confidence"))
    days = (one.text().partition("-") for one in told["as_of"].listed())
    return Cadence(
        told["title"].text(),
        told["years"].whole(least=1, most=5),
        tuple((int(month), int(day)) for month, _dash, day in days),
        told["basis"].text(),
        told["confidence"].choice(CONFIDENCE) == "A",
    )


def _band(node: Node) -> Band:
    told = node.fields(required=("at", "level", "guide"))
    return Band(
        told["at"].whole(most=100), told["level"].whole(least=1, most=5),
        told["guide"].whole(most=100),
    )  # fmt: skip
