"""Validity, cadence and words of this room, read from data."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from zhibu import standards
from zhibu.core.bound import Bound, Reading
from zhibu.core.periods import Month, add_months
from zhibu.core.standard_text import parse

FILE = "mobility.yaml"
_PLACE = re.compile(r"[\u3400-\u9fff·]{2,30}")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force."""

    version: str
    validity: dict[str, Bound]
    longest: Bound
    warning: Bound
    stubs: Bound
    away: Bound
    contact: dict[str, Bound]
    duty: Bound
    reported: Bound
    number: str
    ends: tuple[str, ...]
    not_ends: tuple[str, ...]

    def number_of(self, year: int, number: int) -> str:
        """Write a letter's number: 转〔2026〕3号."""
        return self.number.format(year=year, number=number)

    def is_floating(self, since: date, until: date) -> bool:
        """Tell whether an absence lasts as long as one has to, to be registered."""
        return add_months(since, self.away.number) <= until

    def is_coarse(self, place: str) -> bool:
        """Tell whether a place inside the country is told as province, city or county and no finer.

        Where somebody lives is nobody's business (product law).
        """
        if not _PLACE.fullmatch(place) or place.endswith(self.not_ends):
            return False
        return place.endswith(self.ends)

    def is_name_of_a_country(self, place: str) -> bool:
        """Tell whether a place abroad is plain words: a country or region."""
        return _PLACE.fullmatch(place) is not None

    def contact_due(self, *, abroad: bool, since: date, latest: date | None) -> date:
        """Return until when somebody is to be contacted next.

        Inside the country once in each stretch of so many months, counted from January: by its
        end, or by the next one's where that is done already. Abroad at most so many months after
        the latest time.
        """
        if abroad:
            return add_months(latest or since, self.contact["abroad"].number)
        months = self.contact["home"].number
        if latest is None:
            return _stretch_end(since, months)
        return _stretch_end(_stretch_end(latest, months) + timedelta(1), months)


def _stretch_end(day: date, months: int) -> date:
    """Return the last day of the stretch of a year in which a day lies; December ends the last."""
    return Month(day.year, min(12, -(-day.month // months) * months)).last_day


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @property
    def first_day(self) -> date:
        return Month(self.year, self.number * 3 - 2).first_day

    @property
    def last_day(self) -> date:
        return Month(self.year, self.number * 3).last_day

    @property
    def before(self) -> "Quarter":
        return quarter_of(self.first_day - timedelta(1))

    @property
    def after(self) -> "Quarter":
        return quarter_of(self.last_day + timedelta(1))


def quarter_of(day: date) -> Quarter:
    """Return the quarter in which a day lies."""
    return Quarter(day.year, Month.of(day).quarter)


@cache
def in_force() -> Rules:
    """Return the shipped rules."""
    return load(standards.text(FILE))


def load(text: str, *, filename: str = FILE) -> Rules:
    """Read the rules. Raises StandardFault for whatever is missing or unknown."""
    told = parse(text, filename).fields(
        required=(
            "name", "version", "validity", "longest", "warning", "stubs", "away", "contact",
            "duty", "reported", "number", "places",
        )
    )  # fmt: skip
    places = told["places"].fields(required=("ends", "not_ends"))
    return Rules(
        version=told["version"].text(),
        validity=_reading("days").named(told["validity"], ("near", "far")),
        longest=_reading("days").read(told["longest"]),
        warning=_reading("days").read(told["warning"]),
        stubs=_reading("years").read(told["stubs"]),
        away=_reading("months").read(told["away"]),
        contact=_reading("months").named(told["contact"], ("home", "abroad")),
        duty=_reading("").read(told["duty"]),
        reported=_reading("days").read(told["reported"]),
        number=told["number"].text(),
        ends=tuple(node.text() for node in places["ends"].listed()),
        not_ends=tuple(node.text() for node in places["not_ends"].listed()),
    )


def _reading(unit: str) -> Reading:
    return Reading(unit, least=1, most=366, titled=True)
