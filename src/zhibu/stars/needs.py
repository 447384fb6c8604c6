"""What a branch lacks for each star, and by when it can be had: from the lines of its account."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from zhibu.assessment import scorecard
from zhibu.assessment.evidence import Proof
from zhibu.assessment.models import Purpose
from zhibu.assessment.values import Due, Line
from zhibu.core import explanation
from zhibu.core.explanation import Standing
from zhibu.party.models import Organization
from zhibu.stars import measure
from zhibu.stars.measure import Reckoned
from zhibu.stars.records.ratings import StarTold

MOST_DUE = 3
NONE = Proof(0, 0)


@dataclass(frozen=True, slots=True)
class Lack:
    """An item that costs points of a star: why, and what would bring them back by when."""

    line: Line
    waiting: bool
    dues: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class StarNeed:
    """One star: what it has, what it still needs in hundredths of points, what is amiss."""

    star: StarTold
    missing: int
    lacks: tuple[Lack, ...]

    @property
    def points(self) -> float:
        return self.star.points / 100

    @property
    def out_of(self) -> float:
        return self.star.out_of / 100

    @property
    def missing_points(self) -> float:
        return self.missing / 100

    @property
    def share(self) -> int:
        return self.star.points * 100 // self.star.out_of if self.star.out_of else 0


def needs_of(branch: Organization, reckoned: Reckoned, as_of: date) -> tuple[StarNeed, ...]:
    """Return what each star needs. Two queries."""
    found = scorecard.reckon(branch, year=as_of.year, as_of=as_of, purpose=Purpose.STARS)
    dues = found.dues()
    rule = reckoned.standard.stars
    won_at = rule.won_at if rule else 100
    return tuple(
        StarNeed(
            star,
            measure.missing(star, won_at),
            tuple(_lacks(star.section, found.lines, dues, branch=branch.uid)),
        )
        for star in reckoned.stars
    )


def _lacks(
    section: str, lines: Sequence[explanation.Line], dues: Sequence[Due], *, branch: str
) -> Iterator[Lack]:
    for line in lines:
        if line.item.section != section:
            continue
        own = [_traced(due, branch) for due in dues if due.item == line.item.id][:MOST_DUE]
        waiting = line.standing is Standing.WAITING
        if line.lost or waiting or any(due.at_stake for due in own):
            shown = scorecard.line_of(line, NONE, own[0] if own else None)
            yield Lack(shown, waiting, tuple(own))


def _traced(due: Due, branch: str) -> Due:
    """Lead to this room's own account where there is no form to fill in."""
    if due.url == reverse("assessment:item", args=[branch, due.item]):
        return replace(due, url=reverse("stars:item", args=[branch, due.item]))
    return due
