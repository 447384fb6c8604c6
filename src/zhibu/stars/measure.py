"""What the star standard makes of branches' records: points, stars, level. Nothing is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhibu.assessment import engine, standing
from zhibu.assessment.models import Purpose
from zhibu.core.rules import WHOLE
from zhibu.core.scores import Scores
from zhibu.core.standard import Standard
from zhibu.stars import rules
from zhibu.stars.models import By
from zhibu.stars.periods import Period
from zhibu.stars.records.ratings import StarTold

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Short:
    """An item that costs a branch points of a star, or waits for people to rate it."""

    section: str
    code: str
    title: str
    lost: int
    waiting: bool


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A branch's stars by the records; ``level`` is None while people owe sheets.

    ``percent`` is the total in hundredths of a percent. ``short`` is of the latest year.
    """

    unit: str
    standard: Standard
    stars: tuple[StarTold, ...]
    percent: int
    level: int | None
    short: tuple[Short, ...]

    @property
    def named(self) -> str:
        return standing.named(self.standard)

    @property
    def won(self) -> tuple[str, ...]:
        return tuple(star.section for star in self.stars if star.won)


@dataclass(frozen=True, slots=True)
class _Part:
    """One unit in one year's scores."""

    scores: Scores
    place: int


def reckon(units: Sequence[str], period: Period, *, by: str) -> dict[str, Reckoned]:
    """Return each unit's stars of a period. Some queries for each 500 units and each standard."""
    parts: dict[str, list[_Part]] = {unit: [] for unit in units}
    for year, as_of in period.years:
        for standard, members in engine.units_by_standard(units, year, Purpose.STARS).items():
            for at in range(0, len(members), AT_ONCE):
                width = engine.read(standard, members[at : at + AT_ONCE], year)
                scores = engine.judge(standard, width.sums, as_of)
                for place, unit in enumerate(width.units):
                    parts[unit].append(_Part(scores, place))
    return {unit: _reckoned(unit, told, by) for unit, told in parts.items() if told}


def _reckoned(unit: str, parts: Sequence[_Part], by: str) -> Reckoned:
    latest = parts[-1]
    standard = latest.scores.standard
    percents = [int(one.scores.percent[one.place]) for one in parts]
    percent = sum(percents) // len(percents)
    stars = tuple(_stars(parts)) if standard.stars else ()
    level = _level(stars, parts, percent, by=by if standard.stars else By.TOTAL)
    return Reckoned(unit, standard, stars, percent, level, tuple(_short(latest)))


def _level(
    stars: Sequence[StarTold], parts: Sequence[_Part], percent: int, *, by: str
) -> int | None:
    if by == By.TOTAL:
        ready = all(bool(one.scores.ready[one.place]) for one in parts)
        return rules.in_force().level_of(percent) if ready else None
    if any(star.won is None for star in stars):
        return None
    return sum(star.won is True for star in stars)


def _stars(parts: Sequence[_Part]) -> Iterator[StarTold]:
    """Yield each star over all years together. A result item that failed in one takes the star."""
    standard = parts[-1].scores.standard
    titles = {section.id: section.title for section in standard.sections}
    rule = standard.stars
    if rule is None:
        return
    of_years = [one.scores.stars(one.place).each for one in parts if one.scores.standard.stars]
    for section in rule.sections:
        told = [star for year in of_years for star in year if star.section == section]
        points, out_of = sum(star.points for star in told), sum(star.out_of for star in told)
        failed = next((star.failed_item for star in told if star.failed_item), "")
        # Where nothing applies nothing is known: that is no star lost.
        undecided = not out_of or any(star.won is None for star in told)
        reached = points * WHOLE >= out_of * rule.won_at
        won = False if failed else None if undecided else reached
        yield StarTold(section, titles[section], points, out_of, won, failed)


def _short(part: _Part) -> Iterator[Short]:
    scores = part.scores
    points, out_of = scores.points[:, part.place].tolist(), scores.out_of[:, part.place].tolist()
    unrated = scores.unrated[:, part.place].tolist()
    for item, got, whole, waits in zip(scores.standard.items, points, out_of, unrated, strict=True):
        if waits or got < whole:
            yield Short(item.section, item.id, item.title, max(whole - got, 0), bool(waits))


def missing(star: StarTold, won_at: int) -> int:
    """Return how many hundredths of points a star still needs; 0 where it has them."""
    return max(-(-star.out_of * won_at // WHOLE) - star.points, 0)
