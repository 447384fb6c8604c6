"""Months and the periods made of them.

Adding months clamps to the month's end: 31 August + 6 months is the last of February, and 29
February + 1 year is 28 February.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

MONTHS = 12
DIVISORS = (1, 2, 3, 4, 6, 12)
_SPELLED = re.compile(r"([0-9]{4})-([0-9]{2})")
_FIRST_YEAR, _LAST_YEAR = 1, 9999
_IN_EVERY_MONTH = 28


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month. Raises ValueError for a month that no calendar has."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (_FIRST_YEAR <= self.year <= _LAST_YEAR and 1 <= self.month <= MONTHS):
            raise ValueError(f"no such month: {self.year}-{self.month}")

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month in which a day lies."""
        return cls(day.year, day.month)

    @classmethod
    def from_index(cls, index: int) -> "Month":
        """Return the month written as the number yyyymm."""
        return cls(*divmod(index, 100))

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Return the month spelled ``yyyy-mm``. Raises ValueError for any other spelling."""
        spelled = _SPELLED.fullmatch(text)
        if spelled is None:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(spelled[1]), int(spelled[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def index(self) -> int:
        """The month as the number yyyymm."""
        return self.year * 100 + self.month

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def quarter(self) -> int:
        return (self.month + 2) // 3

    @property
    def half(self) -> int:
        return (self.month + 5) // 6

    def shift(self, months: int) -> "Month":
        """Return the month that lies so many months later, or earlier if negative."""
        years, month = divmod(self.year * MONTHS + self.month - 1 + months, MONTHS)
        return Month(years, month + 1)

    def until(self, last: "Month") -> Iterator["Month"]:
        """Tell the months from this one up to and including the last."""
        month = self
        while month <= last:
            yield month
            month = month.shift(1)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """Whole months in a row."""

    first: Month
    last: Month

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(self.first.until(self.last))

    @property
    def last_day(self) -> date:
        return self.last.last_day

    def contains(self, month: Month) -> bool:
        """Tell whether a month belongs to the period."""
        return self.first <= month <= self.last


@lru_cache(maxsize=256)
def periods_of(year: int, months: int) -> tuple[Period, ...]:
    """Return the periods of so many months into which a year falls.

    Raises ValueError for a length that does not divide the year.
    """
    if months not in DIVISORS:
        raise ValueError(f"a year does not fall into periods of {months} months")
    firsts = (Month(year, first) for first in range(1, MONTHS + 1, months))
    return tuple(Period(first, first.shift(months - 1)) for first in firsts)


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day where it has none."""
    years, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    if day.day <= _IN_EVERY_MONTH:
        return date(years, month + 1, day.day)
    last = Month(years, month + 1).last_day
    return last.replace(day=min(day.day, last.day))


def first_whole_month(day: date) -> Month:
    """Return the first month that something beginning on this day lasts throughout."""
    return Month.of(day) if day.day == 1 else Month.of(day).shift(1)
