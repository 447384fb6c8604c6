"""Reading the sums: a unit's year as a few rows, or everything of a year as columns."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

import numpy as np
from django.db import connection
from django.db.models import Sum
from numpy.typing import NDArray

from zhibu.journal.models import Measure, StatedFact, Tally, Unit

_FACT_BITS = 31
_FACTS = (1 << _FACT_BITS) - 1
Row = tuple[str, str, int, int, int]
Ints = NDArray[np.int64]

_ROWS = """
    SELECT journal_unit.uid, journal_measure.name, month, lag, sum FROM journal_tally
    JOIN journal_unit ON journal_unit.no = unit_no
    JOIN journal_measure ON journal_measure.no = fact_no
    WHERE month >= %s AND month <= %s AND journal_unit.uid IN ({units})
"""


def rows_of(uids: Collection[str], year: int) -> Iterator[Row]:
    """Yield (unit, fact name, month, lag, sum) of units in a year; month yyyy00 opens a level."""
    if not uids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _ROWS.format(units=", ".join(["%s"] * len(uids))),
            [year * 100, year * 100 + 12, *uids],
        )
        yield from cursor.fetchall()


def has_any(year: int) -> bool:
    """Tell whether anything at all is recorded of a year; what it opened with does not count."""
    return Tally.objects.filter(month__gt=year * 100, month__lte=year * 100 + 12).exists()


def rows_of_subject(
    subject: str, uids: Collection[str], year: int, *, until: date
) -> Iterator[Row]:
    """Yield the sums of a year of what names one subject in these units, up to a day. One query.

    Rows are as those of units, with the subject in the unit's place.
    """
    days = (date(year, 1, 1), min(until, date(year, 12, 31)))
    stated = StatedFact.objects.filter(unit__uid__in=uids, on__range=days, subject=subject)
    grouped = stated.values_list("measure__name", "on__month", "lag").annotate(Sum("value"))
    for name, month, lag, value in grouped.order_by():
        yield subject, name, year * 100 + month, lag, value


@dataclass(frozen=True, slots=True)
class Columns:
    """A year's tallies as five arrays of one length; ``units`` and ``facts`` name the numbers."""

    unit_no: Ints
    fact_no: Ints
    month: Ints
    lag: Ints
    sum: Ints
    units: dict[int, str]
    facts: dict[int, str]

    def of_units(self, uids: Collection[str]) -> "Columns":
        """Return the rows of some units alone."""
        wanted = set(uids)
        units = {no: uid for no, uid in self.units.items() if uid in wanted}
        kept = np.isin(self.unit_no, np.fromiter(units, dtype=np.int64, count=len(units)))
        named = ("unit_no", "fact_no", "month", "lag", "sum")
        columns = {name: getattr(self, name)[kept] for name in named}
        return replace(self, units=units, **columns)


def columns_of_year(year: int) -> Columns:
    """Return every tally of a year; ``units`` holds those that have any.

    The key is packed into one number by the database, so that a row costs two Python integers
    rather than five: 31 bits for the fact, 4 for the month, 3 for the lag, the unit above them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT ((CAST(unit_no AS bigint) * 2147483648 + fact_no) * 16 + month - %s) * 8 + lag,
            sum FROM journal_tally WHERE month >= %s AND month <= %s
            """,
            [year * 100, year * 100, year * 100 + 12],
        )
        flat = np.fromiter(chain.from_iterable(cursor), dtype=np.int64)
    key, total = flat[0::2], flat[1::2]
    lag, rest = key % 8, key // 8
    month, rest = rest % 16 + year * 100, rest // 16
    named = dict(Unit.objects.values_list("no", "uid"))
    units = {no: named[no] for no in np.unique(rest >> _FACT_BITS).tolist()}
    facts = dict(Measure.objects.values_list("no", "name"))
    return Columns(rest >> _FACT_BITS, rest & _FACTS, month, lag, total, units, facts)
