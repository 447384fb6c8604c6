"""A branch's score at a glance, as the latest act or night left it; the scorecard has the rest."""

from dataclasses import dataclass

from zhibu.assessment import engine, queries, words
from zhibu.party.models import Organization


@dataclass(frozen=True, slots=True)
class Glance:
    """Points of those measured so far, of how many in all. No class before all are measured."""

    year: int
    points: str
    out_of: str
    out_of_total: str
    percent: str
    measured: int
    items: int
    class_title: str


def glance_at(branch: Organization, year: int) -> Glance:
    """Return what is stored of a branch's year; without anything measured, without a percentage."""
    standard = engine.standard_for(branch.uid, year)
    score = queries.live_score_of(branch.uid, year=year, by=standard)
    assessed = standard.classes.get(branch.branch_class)
    return Glance(
        year=year,
        points=words.spell(score.points if score else 0),
        out_of=words.spell(score.out_of if score else 0),
        out_of_total=words.spell(standard.out_of),
        percent=words.per_cent(score.per_mille if score else None),
        measured=len(score.items) if score else 0,
        items=len(standard.items),
        class_title=words.class_named(assessed) if assessed else "",
    )
