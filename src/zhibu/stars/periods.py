"""What a rating is of: a year, half of one or two together, as of its last day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.party.models import Organization
from zhibu.stars import rules
from zhibu.stars.models import Declared
from zhibu.stars.rules import Cadence

BACK = 3


@dataclass(frozen=True, slots=True)
class Mode:
    """What gives the level, how often, and since when; without a record as shipped."""

    by: str
    every: str
    from_year: int = 0
    rec: str = ""

    @property
    def cadence(self) -> Cadence:
        return rules.in_force().cadences[self.every]


@dataclass(frozen=True, slots=True)
class Period:
    """A period that is rated. ``years`` are told with the day each is reckoned as of."""

    year: int
    half: int
    as_of: date
    years: tuple[tuple[int, date], ...]

    @property
    def key(self) -> str:
        return f"{self.year}-{self.half}"

    @property
    def title(self) -> str:
        return title_of(self.year, self.half, years=len(self.years))


def title_of(year: int, half: int, *, years: int = 1) -> str:
    """Name a period: 2026 年上半年, 2026 年度, 2026–2027 年."""
    if half:
        return _("%(year)d 年上半年") % {"year": year} if half == 1 else (
            _("%(year)d 年下半年") % {"year": year}
        )  # fmt: skip
    if years > 1:
        return _("%(first)d–%(last)d 年") % {"first": year - years + 1, "last": year}
    return _("%(year)d 年度") % {"year": year}


class Modes:
    """Every declaration, read once. One query."""

    def __init__(self) -> None:
        rows = Declared.objects.order_by("from_year", "declared_at", "rec")
        self._declared = list(rows.select_related("committee"))

    def of(self, organization: Organization, year: int) -> Mode:
        """Return how an organization is rated in a year: as the nearest committee declared last."""
        holding = [
            one
            for one in self._declared
            if one.from_year <= year and organization.path.startswith(one.committee.path)
        ]
        if not holding:
            shipped = rules.in_force()
            return Mode(shipped.by, shipped.every)
        nearest = max(len(one.committee.path) for one in holding)
        one = next(one for one in reversed(holding) if len(one.committee.path) == nearest)
        return Mode(one.by, one.every, one.from_year, one.rec)


def periods_of(mode: Mode, year: int) -> Iterator[Period]:
    """Yield the periods that a mode has rated in a year, the earliest first."""
    cadence = mode.cadence
    if (year - mode.from_year + 1) % cadence.years:
        return
    several = len(cadence.as_of) > 1
    earlier = range(year - cadence.years + 1, year)
    whole = tuple((each, date(each, 12, 31)) for each in earlier)
    for place, (month, day) in enumerate(cadence.as_of, 1):
        as_of = date(year, month, day)
        yield Period(year, place if several else 0, as_of, (*whole, (year, as_of)))


def open_periods(modes: Modes, organization: Organization, today: date) -> list[Period]:
    """Return the periods that may be rated on a day, the latest first: those that have ended."""
    found = [
        period
        for year in range(today.year - BACK, today.year + 1)
        for period in periods_of(modes.of(organization, year), year)
        if period.as_of <= today
    ]
    return sorted(found, key=lambda period: period.as_of, reverse=True)[:BACK]


def today_of(today: date) -> Period:
    """Return the year so far, as a page shows it before anything is rated."""
    return Period(today.year, 0, today, ((today.year, today),))
