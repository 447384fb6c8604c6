"""The sums: what every score reads. Written in the same transaction as the leaf.

One row per unit, month, fact and lag. Levels (running totals) also carry an opening balance into
each later year as month yyyy00, which a back-dated change moves too.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db import connection

from zhibu.journal import facts, numbers, rows
from zhibu.journal.models import OpenYear

Key = tuple[int, int, int, int]  # unit_no, month, fact_no, lag: the order rows are locked in

_ADD = """
    INSERT INTO journal_tally (unit_no, month, fact_no, lag, sum) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (unit_no, month, fact_no, lag) DO UPDATE SET sum = journal_tally.sum + excluded.sum
"""
_OPEN = """
    INSERT INTO journal_tally (unit_no, month, fact_no, lag, sum)
    SELECT unit_no, %s, fact_no, lag, SUM(sum) FROM journal_tally
    WHERE month >= %s AND month <= %s AND fact_no IN ({levels})
    GROUP BY unit_no, fact_no, lag
"""


def add(changes: Iterable[tuple[Key, int]]) -> None:
    """Add to sums, in sorted order so that no two acts can wait for each other.

    Call only while the units are held.
    """
    totals: Counter[Key] = Counter()
    for key, value in changes:
        totals[key] += value
    summed = [(*key, value) for key, value in sorted(totals.items()) if value]
    if summed:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, summed)


def spread(key: Key, value: int, *, level: bool, years: Sequence[int]) -> Iterator[tuple[Key, int]]:
    """Yield what one fact changes: its month, and for a level the openings of later years."""
    yield key, value
    if level:
        unit_no, month, fact_no, lag = key
        for year in years:
            if year > month // 100:
                yield (unit_no, year * 100, fact_no, lag), value


def open_years(today: date, *, levels: bool = True) -> list[int]:
    """Return the years whose openings stand, opening today's if it is new.

    On PostgreSQL the rows are read for share where ``levels`` are to be moved: an act that adds to
    last year while a new year is being opened would else be missing from the new opening. They are
    not shared before we know that none is to be opened: see ``_open_until``.
    """
    years = _years()
    if not years or years[-1] < today.year:
        _open_until(today.year)
        years = _years()
    return _years(" FOR SHARE") if levels and _shares() else years


def _shares() -> bool:
    return connection.vendor == "postgresql"


def _open_until(year: int) -> None:
    """Open the years up to this one, alone: the first acts of a year all come here at once.

    The whole table is locked, and by nobody who reads it for share already: of two who held shares
    and both wanted more, each would wait for the other; and rows alone would not hold back whoever
    opens the very first year.
    """
    if _shares():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE journal_year IN EXCLUSIVE MODE")
    years = _years()
    for fresh in range(years[-1] + 1 if years else year - 1, year + 1):
        _open(fresh)


def _years(locking: str = "") -> list[int]:
    return [row[0] for row in rows.select(f"SELECT year FROM journal_year ORDER BY year{locking}")]  # noqa: S608 - ours


def _open(year: int) -> None:
    """Carry every level's balance over into a year."""
    OpenYear.objects.create(year=year)
    known = numbers.of_measures(facts.levels())
    levels = sorted(known[name] for name in facts.levels())
    before = (year - 1) * 100
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(levels))
        cursor.execute(_OPEN.format(levels=marks), [year * 100, before, before + 12, *levels])
