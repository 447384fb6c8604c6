"""What the assessment says of a branch's year: the standard, whether it is closed, what counts."""

from datetime import date

from zhibu.assessment import engine
from zhibu.assessment.models import Purpose, SealedScore
from zhibu.core.standard import Standard
from zhibu.grading import rules
from zhibu.party.models import Organization


def standard_of(unit: str, year: int) -> Standard:
    """Return the standard by which a unit is assessed in a year."""
    return engine.standard_for(unit, year)


def is_sealed(branch: Organization, year: int) -> bool:
    """Say whether a branch's year is closed. One query."""
    rows = SealedScore.objects.filter(unit=branch.uid, year=year, purpose=Purpose.ASSESSMENT)
    return rows.exists()


def counted_on(day: date, year: int) -> date:
    """Return the day on which something decided counts: at the latest the year's last."""
    return min(day, date(year, 12, 31))


def years_open(on: date) -> list[int]:
    """Return the years for which something may still be claimed or found, the latest first."""
    past = (on - date(on.year, 1, 1)).days < rules.in_force()["claim_days_after"]
    return [on.year, on.year - 1] if past else [on.year]


def most_of(standard: Standard, level: str) -> int | None:
    """Return what one claim may give at most, in hundredths; None for an unknown level."""
    if not standard.bonus_table:
        return standard.bonus_each if not level else None
    return next((one.points for one in standard.bonus_table if one.id == level), None)
