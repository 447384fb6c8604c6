"""Coverage: how many groups or members reached a threshold in a period.

A record cannot say so, because it takes several; each subject's own sum can. When a sum crosses
the threshold that the catalogue declares, the unit's coverage moves by one, in the lag in which
the threshold was reached, whatever the order in which the records came.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import connection

from zhibu.core.catalogue import Coverage
from zhibu.journal import facts
from zhibu.journal.models import FactRow, StatedFact, SubjectSum
from zhibu.journal.tallies import Key

_ADD = """
    INSERT INTO journal_subject_sum (subject, fact_no, period, lag, sum)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (subject, fact_no, period, lag)
    DO UPDATE SET sum = journal_subject_sum.sum + excluded.sum
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact about a subject that enters the sums."""

    unit_no: int
    name: str
    row: StatedFact | FactRow

    def period(self, months: int) -> int:
        """Return the first month, as yyyymm, of the period of so many months it falls in."""
        on = self.row.on
        return on.year * 100 + (on.month - 1) // months * months + 1


def move(moved: Collection[Moved], known: dict[str, int]) -> Iterator[tuple[Key, int]]:
    """Add to the subjects' sums and yield what that changes in their units' tallies.

    ``known`` are the numbers of the facts' names.
    """
    for declared in facts.known().coverages if moved else ():
        grouped: dict[tuple[int, str, int], Counter[int]] = defaultdict(Counter)
        for one in moved:
            if one.name == declared.counts:
                key = one.unit_no, one.row.subject, one.period(declared.months)
                grouped[key][one.row.lag] += one.row.value
        for key, change in sorted(grouped.items()):
            yield from _move_one(declared, key, change=change, known=known)


def _move_one(
    declared: Coverage,
    key: tuple[int, str, int],
    *,
    change: Counter[int],
    known: dict[str, int],
) -> Iterator[tuple[Key, int]]:
    unit_no, subject, period = key
    measured = known[declared.counts]
    before = _sums(subject, measured, period)
    with connection.cursor() as cursor:
        rows = [(subject, measured, period, lag, more) for lag, more in sorted(change.items())]
        cursor.executemany(_ADD, rows)
    after = {lag: before.get(lag, 0) + change[lag] for lag in before.keys() | change.keys()}
    old, new = (_reached_in(sums, declared.at_least) for sums in (before, after))
    if old != new:
        for lag, sign in ((old, -1), (new, 1)):
            if lag is not None:
                yield (unit_no, period, known[declared.fact], lag), sign


def _sums(subject: str, fact_no: int, period: int) -> dict[int, int]:
    rows = SubjectSum.objects.filter(subject=subject, fact_no=fact_no, period=period)
    return dict(rows.values_list("lag", "sum"))


def _reached_in(sums: dict[int, int], at_least: int) -> int | None:
    """Return the narrowest lag within which the threshold was reached, or None."""
    total = 0
    for lag in sorted(sums):
        total += sums[lag]
        if total >= at_least:
            return lag
    return None
