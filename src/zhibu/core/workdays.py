"""Working days: weekends, public holidays and the days worked in exchange for them.

A year without announced holidays counts weekends only; dates computed with it are provisional.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from zhibu.core.standard_text import Node, parse

SATURDAY = 5
ONE_DAY = timedelta(days=1)
_SPAN = re.compile(r"([0-9]{2})-([0-9]{2})(?:\.\.([0-9]{2})-([0-9]{2}))?")


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Which days are worked. ``version`` names the data it was made of.

    Two are the same only if they are one object.

    ``rest`` and ``work`` hold, in order, only the days that differ from plain weeks.
    """

    version: str
    rest: tuple[date, ...] = ()
    work: tuple[date, ...] = ()
    years: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work that day."""
        return self.working_days_between(day - ONE_DAY, day) == 1

    def working_days_between(self, after: date, until: date) -> int:
        """Count the working days after one day, up to and including another."""
        if until <= after:
            return 0
        weekdays = _weekdays_before(until) - _weekdays_before(after)
        return weekdays + _between(self.work, after, until) - _between(self.rest, after, until)

    def last_day_within(self, day: date, working_days: int) -> date:
        """Return the latest day that is at most so many working days after another."""
        return self.add_working_days(day, working_days + 1) - ONE_DAY

    def add_working_days(self, day: date, working_days: int) -> date:
        """Return the day on which so many working days have passed; none gives the day itself."""
        while working_days > 0:
            day += ONE_DAY
            working_days -= self.is_working_day(day)
        return day

    def provisional_for(self, first: date, last: date) -> bool:
        """Tell whether a span touches a year whose holidays are not known."""
        return any(year not in self.years for year in range(first.year, last.year + 1))


WEEKENDS_ONLY = Calendar(version="weekends")


def load(text: str, *, filename: str = "calendars/cn.yaml") -> Calendar:
    """Read a calendar. Raises StandardFault where the text is not one."""
    told = parse(text, filename).fields(required=("version", "years"))
    rest: set[date] = set()
    work: set[date] = set()
    years = told["years"].entries()
    for spelled, node in years.items():
        year = node.number_in(spelled, least=1949, most=2999)
        parts = node.fields(required=("basis", "confidence", "rest", "work"))
        rest |= _days(year, parts["rest"])
        work |= _days(year, parts["work"])
    _refuse_both(rest & work, told["years"])
    return Calendar(
        version=told["version"].text(),
        rest=tuple(sorted(day for day in rest if day.weekday() < SATURDAY)),
        work=tuple(sorted(day for day in work if day.weekday() >= SATURDAY)),
        years=frozenset(int(year) for year in years),
    )


def _refuse_both(days: set[date], node: Node) -> None:
    if days:
        raise node.fault("rest_and_work", value=min(days).isoformat())


def _days(year: int, spans: Node) -> set[date]:
    return {day for span in spans.listed() for day in _span(year, span)}


def _span(year: int, node: Node) -> list[date]:
    spelled = _SPAN.fullmatch(node.text())
    if spelled is None:
        raise node.fault("not_a_day", value=node.text())
    month, day, last_month, last_day = spelled.groups()
    try:
        first = date(year, int(month), int(day))
        last = date(year, int(last_month or month), int(last_day or day))
    except ValueError as fault:
        raise node.fault("not_a_day", value=node.text()) from fault
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def _between(days: tuple[date, ...], after: date, until: date) -> int:
    return bisect_right(days, until) - bisect_right(days, after)


def _weekdays_before(day: date) -> int:
    """Count Mondays to Fridays from the first day of the calendar up to and including a day."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * SATURDAY + min(rest, SATURDAY)
