"""What is asked about scores: everything bounded, in a constant number of queries."""

from collections.abc import Iterable

from zhibu.assessment import engine, standing
from zhibu.assessment.account import account_of
from zhibu.assessment.bands import Distribution, class_distribution
from zhibu.assessment.declared import standard_shown
from zhibu.assessment.evidence import evidence_for
from zhibu.assessment.judged import JudgedItem, judged_items
from zhibu.assessment.overview import overview_of
from zhibu.assessment.scorecard import due_of, scorecard_of
from zhibu.assessment.standing import Standing
from zhibu.assessment.trace import trace_of
from zhibu.assessment.versions import (
    place_of,
    seals_for,
    standard_at,
    standard_named,
    versions_for,
)
from zhibu.assessment.whatif_shown import change_shown
from zhibu.core.standard import Standard

__all__ = [
    "Distribution",
    "JudgedItem",
    "account_of",
    "change_shown",
    "class_distribution",
    "due_of",
    "evidence_for",
    "judged_items",
    "live_score_of",
    "overview_of",
    "place_of",
    "scorecard_of",
    "seals_for",
    "standard_at",
    "standard_named",
    "standard_shown",
    "trace_of",
    "versions_for",
]


def standings_of(units: Iterable[str], *, year: int) -> dict[str, Standing]:
    """Return what is stored of units by what assesses each; a query for each standard."""
    found: dict[str, Standing] = {}
    for standard, members in engine.units_by_standard(list(units), year).items():
        found |= standing.standings_of(members, standard=standing.named(standard), year=year)
    return found


def live_score_of(unit: str, *, year: int, by: Standard | None = None) -> Standing | None:
    """Return what is stored of a unit's year, as the latest act or night left it.

    ``by`` is the standard that scores it, where the caller has it already.
    """
    named = standing.named(by or engine.standard_for(unit, year))
    return standing.standings_of([unit], standard=named, year=year).get(unit)
