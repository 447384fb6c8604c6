"""What verification asks of this room: does each score on the screens follow from the sums?"""

from collections import defaultdict
from datetime import date

from zhibu.assessment import engine, standing
from zhibu.assessment.models import LiveScore
from zhibu.notary.verify import Findings

_AT_ONCE = 500
_COLUMNS = ("points", "out_of", "items", "states")


def check_scores(findings: Findings) -> None:
    """Score every unit's latest year again, as of the day of its row, and name what differs.

    Every act rescores that year. Earlier ones may wait for the night, so nothing is said of them.
    """
    for (year, as_of), rows in _alike().items():
        for some in (rows[i : i + _AT_ONCE] for i in range(0, len(rows), _AT_ONCE)):
            _compare(findings, some, year=year, as_of=as_of)


def _alike() -> dict[tuple[int, date], list[LiveScore]]:
    """Return each unit's latest row by the standard in force, those of one year and day at once."""
    version = standing.named(engine.standard_in_force())
    latest = {
        row.unit: row
        for row in LiveScore.objects.filter(standard=version).order_by("year").iterator()
    }
    found: defaultdict[tuple[int, date], list[LiveScore]] = defaultdict(list)
    for row in latest.values():
        found[row.year, row.as_of].append(row)
    return found


def _compare(findings: Findings, rows: list[LiveScore], *, year: int, as_of: date) -> None:
    width = engine.read(engine.standard_in_force(), [row.unit for row in rows], year)
    should = {row.unit: row for row in engine.scored(width, as_of)}
    for row in rows:
        key = f"unit={row.unit} standard={row.standard} year={year}"
        for column in _COLUMNS:
            told = {"found": getattr(row, column), "expected": getattr(should[row.unit], column)}
            if told["found"] != told["expected"]:
                findings.changed(LiveScore._meta.db_table, key, column, **told)
