"""The sums as they were at a size of the journal: added up again from what records stated.

The tallies know only now. A year that was closed is read as of its checkpoint, so that no later
record moves it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from zhibu.core.catalogue import Coverage
from zhibu.journal import facts, rows
from zhibu.journal.sums import Row

_AT_ONCE = 1_000
_STATED = """
    FROM journal_fact f JOIN journal_entry e ON e.lh = f.lh
    JOIN journal_unit u ON u.no = f.unit_no JOIN journal_measure m ON m.no = f.fact_no
    WHERE e.seq < %s AND f."on" >= %s AND f."on" <= %s
"""
_MONTH = 'substr(CAST(f."on" AS text), 1, 7)'
_OF_YEAR = f"""
    SELECT u.uid, m.name, {_MONTH}, f.lag, SUM(f.value) {_STATED} AND u.uid IN ({{units}})
    GROUP BY u.uid, m.name, {_MONTH}, f.lag
"""
_BEFORE = f"""
    SELECT u.uid, m.name, f.lag, SUM(f.value) {_STATED} AND u.uid IN ({{units}})
    AND m.name IN ({{names}}) GROUP BY u.uid, m.name, f.lag
"""
_OF_SUBJECTS = f"""
    SELECT f.subject, {_MONTH}, f.lag, u.uid, SUM(f.value), MAX(e.seq) {_STATED}
    AND m.name = %s AND f.subject <> '' GROUP BY f.subject, {_MONTH}, f.lag, u.uid
"""
_FIRST_DAY = date(1, 1, 1)
Span = tuple[int, str, str]  # so many entries, from this day to that


def rows_at(size: int, uids: Collection[str], *, year: int, until: date) -> Iterator[Row]:
    """Yield (unit, fact name, month, lag, sum) as the first ``size`` entries tell of a year.

    Facts of days after ``until`` have not come. Month yyyy00 opens a level. What the tallies of
    that moment held, this gives again, in any order and without rows of nought.
    """
    span = size, str(date(year, 1, 1)), str(min(until, date(year, 12, 31)))
    for units in _portions(sorted(uids)):
        yield from _of_year(span, units)
        yield from _openings(size, units, year)
    wanted = set(uids)
    for declared in facts.known().coverages:
        yield from (row for row in _covered(span, declared) if row[0] in wanted)


def _of_year(span: Span, units: Sequence[str]) -> Iterator[Row]:
    order = _OF_YEAR.format(units=_marks(units))
    for unit, name, month, lag, total in rows.select(order, [*span, *units]):
        if total:
            yield unit, name, _index(month), lag, int(total)


def _openings(size: int, units: Sequence[str], year: int) -> Iterator[Row]:
    names = sorted(facts.levels())
    order = _BEFORE.format(units=_marks(units), names=_marks(names))
    values = [size, str(_FIRST_DAY), str(date(year - 1, 12, 31)), *units, *names]
    for unit, name, lag, total in rows.select(order, values):
        if total:
            yield unit, name, year * 100, lag, int(total)


def _covered(span: Span, declared: Coverage) -> Iterator[Row]:
    """Yield what subjects' sums brought about, as ``journal.coverage`` keeps it in the tallies.

    Each subject counts once in a period, in the narrowest lag within which its sum reached the
    threshold, for the unit of the last record about it.
    """
    reached: defaultdict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    latest: dict[tuple[str, int], tuple[int, str]] = {}
    found = rows.select(_OF_SUBJECTS, [*span, declared.counts])
    for subject, month, lag, unit, total, seq in found:
        key = subject, _period(_index(month), declared.months)
        reached[key][lag] += int(total)
        latest[key] = max(latest.get(key, (-1, "")), (seq, unit))
    counted: Counter[tuple[str, int, int]] = Counter()
    for key, by_lag in reached.items():
        lag = _narrowest(by_lag, declared.at_least)
        if lag is not None:
            counted[latest[key][1], key[1], lag] += 1
    for (unit, period, lag), total in counted.items():
        yield unit, declared.fact, period, lag, total


def _narrowest(by_lag: Counter[int], at_least: int) -> int | None:
    total = 0
    for lag in sorted(by_lag):
        total += by_lag[lag]
        if total >= at_least:
            return lag
    return None


def _index(month: Any) -> int:
    return int(month[:4]) * 100 + int(month[5:7])


def _period(month: int, months: int) -> int:
    """Return the first month, as yyyymm, of the period of so many months it falls in."""
    return month // 100 * 100 + (month % 100 - 1) // months * months + 1


def _marks(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))


def _portions(units: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(units)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some
