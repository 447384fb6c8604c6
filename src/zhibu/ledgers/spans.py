"""Spans of time that books are made for: a year, a half, a quarter, or from a day to a day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.periods import MONTHS, Month
from zhibu.core.refusal import Refusal
from zhibu.paper.typefaces import day_words

EARLIEST, LATEST = 1921, 2199
LONGEST_DAYS = 1_100
_SPELLED = re.compile(r"([0-9]{4})(?:-(H[12]|Q[1-4]))?")


class NoSuchSpan(Refusal):
    """No book can be made for those days."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both ends included; ``key`` is how an address spells them."""

    key: str
    first: date
    last: date

    @property
    def title(self) -> str:
        """Return how people call the span, in the language of the moment."""
        year, _dash, part = self.key.partition("-")
        if part in {"H1", "H2"}:
            words = _("%(year)s年上半年") if part == "H1" else _("%(year)s年下半年")
            return words % {"year": year}
        if part[:1] == "Q":
            return _("%(year)s年第%(n)s季度") % {"year": year, "n": part[1]}
        if not part:
            return _("%(year)s年") % {"year": year}
        if part.isdigit():
            return _("%(year)s年%(month)d月") % {"year": year, "month": int(part)}
        told = {"first": day_words(self.first), "last": day_words(self.last)}
        return _("%(first)s至%(last)s") % told

    def months(self, each: int) -> Iterator["Span"]:
        """Yield the spans of so many months that begin in this one, whole ones."""
        month = Month(self.first.year, (self.first.month - 1) // each * each + 1)
        while month.first_day <= self.last:
            if month.first_day >= self.first.replace(day=1):
                last = month.shift(each - 1)
                yield Span(f"{month}..{last}", month.first_day, last.last_day)
            month = month.shift(each)


def year_of(year: int) -> Span:
    """Return a calendar year."""
    return Span(f"{year:04d}", date(year, 1, 1), date(year, 12, 31))


def within(year: int) -> list[tuple[str, str]]:
    """Return a year and its parts as a page offers them: how addresses spell each, its name."""
    parts = ("", "-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4")
    return [(one.key, one.title) for one in (parse(f"{year:04d}{part}") for part in parts)]


def half_of(year: int, half: int) -> Span:
    """Return a half of a year, 1 or 2."""
    first = Month(year, 6 * half - 5)
    return Span(f"{year:04d}-H{half}", first.first_day, first.shift(5).last_day)


def parse(key: str) -> Span:
    """Return the span that an address spells: 2026, 2026-H1, 2026-Q3, 2026-01-05..2026-02-10.

    Raises NoSuchSpan for anything else, a span of more than three years, or one that ends first.
    """
    if found := _SPELLED.fullmatch(key):
        return _named(int(found[1]), found[2] or "")
    first, _dots, last = key.partition("..")
    try:
        return between(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        words = _("时段“%(told)s”看不懂，请写 2026、2026-H1、2026-Q3 或起止日期。")
        raise NoSuchSpan(words % {"told": key[:40]}, field="span") from None


def between(first: date, last: date) -> Span:
    """Return the span from a day to a day. Raises NoSuchSpan as ``parse``."""
    if last < first:
        raise NoSuchSpan(_("结束日期早于起始日期，请对调或重填。"), field="last")
    if (last - first).days > LONGEST_DAYS or not EARLIEST <= first.year <= last.year <= LATEST:
        raise NoSuchSpan(_("一本最多收三年，请把时段分开。"), field="last")
    return Span(f"{first}..{last}", first, last)


def _named(year: int, part: str) -> Span:
    if not EARLIEST <= year <= LATEST:
        raise NoSuchSpan(_("没有这个年份，请重填。"), field="span")
    if not part:
        return year_of(year)
    months, number = (6, int(part[1])) if part[0] == "H" else (3, int(part[1]))
    first = Month(year, months * (number - 1) + 1)
    last = first.shift(months - 1)
    return Span(f"{year:04d}-{part}", first.first_day, last.last_day)


def halves_until(today: date, count: int) -> list[tuple[int, int]]:
    """Return the latest halves that are over, the newest first."""
    year, half = today.year, 1 if today.month <= MONTHS // 2 else 2
    found = []
    for _number in range(count):
        year, half = (year - 1, 2) if half == 1 else (year, 1)
        found.append((year, half))
    return found
