"""How a class's branches are spread over the bands of the standard: counts, never names."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from zhibu.assessment import engine, standing
from zhibu.core.scoring import Result
from zhibu.core.standard import Standard
from zhibu.party import queries as party
from zhibu.party.models import Organization

FEWEST = 5
STEPS = 10  # of the total: how fine the distribution is


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many branches of a class are in each band and each tenth of the total.

    Bands are by what is measured so far. Nobody is named, and a class of fewer than five branches
    has no distribution: in so few, a count would point at somebody.
    """

    class_id: str
    branches: int
    by_band: Mapping[str, int]
    by_tenth: tuple[int, ...]
    qualified_at: int
    advanced_at: int
    out_of: int


def class_distribution(scope: Organization, year: int, class_id: str) -> Distribution | None:
    """Return how a class's branches at or below an organization stand, or None for fewer than five.

    Branches that another standard scores are left out. Three queries.
    """
    branches = party.branches_under(scope).filter(branch_class=class_id)
    units = list(branches.values_list("uid", flat=True))
    grouped = engine.units_by_standard([scope.uid, *units], year)
    standard = next(one for one, members in grouped.items() if scope.uid in members)
    bounds = standard.classes.get(class_id)
    if bounds is None:
        return None
    alike = [unit for unit in grouped[standard] if unit != scope.uid or scope.uid in units]
    stored = standing.standings_of(alike, standard=standing.named(standard), year=year)
    found = [one for one in stored.values() if one.out_of]
    if len(found) < FEWEST:
        return None
    banded = (band_of(standard, class_id, one.final, vetoed=one.vetoed) for one in found)
    tenths = Counter(_tenth(one.percent) for one in found)
    return Distribution(
        class_id=class_id,
        branches=len(found),
        by_band=Counter(banded),
        by_tenth=tuple(tenths[at] for at in range(STEPS)),
        qualified_at=bounds.qualified_at,
        advanced_at=bounds.advanced_at,
        out_of=standard.out_of,
    )


def band_of(standard: Standard, class_id: str, final: int, *, vetoed: bool) -> str:
    """Return the band that a final score falls in by its class's thresholds, or empty."""
    bounds = standard.classes.get(class_id)
    if bounds is None:
        return ""
    if vetoed or final < bounds.qualified_at:
        return Result.BELOW_STANDARD.value
    return (Result.ADVANCED if final >= bounds.advanced_at else Result.QUALIFIED).value


def _tenth(percent: int) -> int:
    return min(max(percent * STEPS // 10_000, 0), STEPS - 1)
