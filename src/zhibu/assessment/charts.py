"""Small charts as numbers for an SVG: where a line stands, where a point lies."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu.assessment import words
from zhibu.assessment.values import Scorecard

LEFT, STEP = 30, 24
TOP, FLOOR = 10, 92
HIGH, USUAL_LOW = 1000, 400


@dataclass(frozen=True, slots=True)
class Mark:
    """A threshold on a chart."""

    x: int
    y: int
    text_y: int
    label: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """How much is reached, in thousandths of the width, and where the thresholds stand."""

    reached: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int
    label: str


@dataclass(frozen=True, slots=True)
class Trend:
    """The year's line, its points, its thresholds, and the same in words."""

    line: str
    points: tuple[Point, ...]
    ends: tuple[Point, ...]
    marks: tuple[Mark, ...]
    words: str


def gauge_of(card: Scorecard) -> Gauge:
    return Gauge(card.per_mille or 0, _marks(card, 0))


def trend_of(card: Scorecard) -> Trend:
    low = min([USUAL_LOW, *(told.per_mille // 100 * 100 for told in card.trend)])
    points = tuple(
        Point(
            LEFT + STEP * (told.month - 1) - 8,
            _height(told.per_mille, low),
            words.period_name(told.month - 1, 1),
        )
        for told in card.trend
    )
    said = [
        f"{point.label} {words.per_cent(told.per_mille)}%"
        for point, told in zip(points, card.trend, strict=True)
    ]
    ends = (points[0], points[-1]) if len(points) > 1 else ()
    line = " ".join(f"{point.x},{point.y}" for point in points) if ends else ""
    return Trend(line, points, ends, _marks(card, low), words.listed(said))


def _marks(card: Scorecard, low: int) -> tuple[Mark, ...]:
    told = ((_("达标"), card.qualified_mark), (_("先进"), card.advanced_mark))
    return tuple(
        Mark(at, _height(at, low), _height(at, low) - 3, f"{label} {at / 10:g}")
        for label, at in told
        if at
    )


def _height(per_mille: int, low: int) -> int:
    return FLOOR - (FLOOR - TOP) * (per_mille - low) // (HIGH - low)
