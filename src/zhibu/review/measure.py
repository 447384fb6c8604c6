"""What the assessment says of a branch's year: the standard, what people judge in it, points."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhibu.assessment import engine
from zhibu.assessment import queries as assessment
from zhibu.assessment.models import Purpose, Sealed
from zhibu.assessment.values import Line
from zhibu.core.standard import Item, Standard
from zhibu.journal.days import civil
from zhibu.party.models import Organization
from zhibu.party.models.organizations import SEGMENT
from zhibu.review import rules

BONUS = "B"
CONFIRMED = "S"


@dataclass(frozen=True, slots=True)
class Asked:
    """An item that a sheet asks about, and for which of its raters the sheet speaks."""

    item: Item
    rater: str


def standard_of(unit: str, year: int) -> Standard:
    """Return the standard by which a unit is assessed in a year."""
    return engine.standard_for(unit, year)


def edition_of(standard: Standard) -> str:
    """Return the standard and its version as records name them."""
    return f"{standard.id}/{standard.version}"


def asked_on(standard: Standard, occasion: str, *, below: bool) -> tuple[Asked, ...]:
    """Return the items that sheets of an occasion judge."""
    judged = (item for item in standard.items if item.judged and item.code != BONUS)
    found = ((item, rules.rater_of(item, occasion, below=below)) for item in judged)
    return tuple(Asked(item, rater) for item, rater in found if rater)


def confirmed_in(standard: Standard) -> tuple[Item, ...]:
    """Return the items that a machine scores and a person confirms."""
    found = (item for item in standard.items if item.auto == CONFIRMED)
    return tuple(item for item in found if item.adjusted and item.measured)


def lines_of(branch: Organization, *, year: int, as_of: date) -> Mapping[str, Line]:
    """Return how each item stands by what is recorded, by its id."""
    card = assessment.scorecard_of(branch, year=year, as_of=as_of)
    sections = (*card.sections, *card.unmeasured)
    return {line.code: line for section in sections for line in section.lines}


def cents(points: str) -> int | None:
    """Return points that the assessment spelled as hundredths; None where there are none."""
    whole, _dot, part = points.partition(".")
    if not whole.removeprefix("-").isdecimal():
        return None
    sign = -1 if points.startswith("-") else 1
    return int(whole) * 100 + sign * int((part or "0").ljust(2, "0")[:2])


def sealed_on(branch: Organization, year: int) -> date | None:
    """Return the day on which a branch's year was sealed, or None while it is open. One query."""
    above = [branch.path[:end] for end in range(SEGMENT, len(branch.path) + 1, SEGMENT)]
    rows = Sealed.objects.filter(
        committee__path__in=above, year=year, purpose=Purpose.ASSESSMENT
    ).order_by("-sealed_at")
    at = rows.values_list("sealed_at", flat=True).first()
    return civil(at) if at else None


def counted_on(day: date, year: int) -> date:
    """Return the day on which something decided counts: at the latest the year's last."""
    return min(day, date(year, 12, 31))
