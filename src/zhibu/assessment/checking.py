"""What verification asks of this room: does each score on the screens follow from the sums?"""

import zlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from zhibu.assessment import engine, in_force, sealing, standing
from zhibu.assessment.models import LiveScore, Sealed, SealedScore
from zhibu.core.standard import Standard
from zhibu.notary.verify import Findings

_AT_ONCE = 500
# What a payload gives that was spoiled; the levels below name it by its bytes.
_UNREADABLE = (ValueError, KeyError, TypeError, LookupError, zlib.error)
_COLUMNS = ("points", "out_of", *standing.WEIGHED, "items", "states")


def check_scores(findings: Findings) -> None:
    """Score every unit's latest year again, as of the day of its row, and name what differs.

    Every act rescores that year. Earlier ones may wait for the night, so nothing is said of them.
    """
    for standard, rows in _alike():
        for some in (rows[i : i + _AT_ONCE] for i in range(0, len(rows), _AT_ONCE)):
            _compare(findings, standard, some)


def _alike() -> Iterator[tuple[Standard, list[LiveScore]]]:
    """Yield the rows of each unit's latest year, those of one standard, year and day at once."""
    latest: dict[str, int] = {}
    alike: defaultdict[tuple[int, str, date], list[LiveScore]] = defaultdict(list)
    for row in LiveScore.objects.order_by("-year").iterator():
        if latest.setdefault(row.unit, row.year) == row.year:
            alike[row.year, row.standard, row.as_of].append(row)
    for year in set(latest.values()):
        units = [unit for unit, last in latest.items() if last == year]
        for pin, members in in_force.grouped(units, year).items():
            inside = set(members)
            named = standing.named(pin.standard)
            for key in [key for key in alike if key[:2] == (year, named)]:
                yield pin.standard, [row for row in alike[key] if row.unit in inside]


def _compare(findings: Findings, standard: Standard, rows: list[LiveScore]) -> None:
    width = engine.read(standard, [row.unit for row in rows], rows[0].year)
    should = {row.unit: row for row in engine.scored(standard, width, rows[0].as_of)}
    for row in rows:
        key = f"unit={row.unit} standard={row.standard} year={row.year}"
        for column in _COLUMNS:
            told = {"found": getattr(row, column), "expected": getattr(should[row.unit], column)}
            if told["found"] != told["expected"]:
                findings.changed(LiveScore._meta.db_table, key, column, **told)


def check_seals(findings: Findings) -> None:
    """Compute every sealed year again from the journal, and name what differs."""
    table = SealedScore._meta.db_table
    for sealed in Sealed.objects.order_by("sealed_at", "rec"):
        try:
            for unit, column, found, expected in sealing.check(sealed):
                key = f"unit={unit} year={sealed.year} purpose={sealed.purpose}"
                findings.changed(table, key, column, found=found, expected=expected)
        except _UNREADABLE:
            findings.broken(Sealed._meta.db_table, f"rec={sealed.rec}", "cards")
