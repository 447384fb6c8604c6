"""Scoring 10,000 branches by 41 items from 1.5 million sums; against a query for each."""

import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench import installation
from bench.result import Result

BRANCHES = 10_000
ROWS_EACH = 150
LOOPED = 100
YEAR = 2026
LIMIT = 5.0
FASTER = 50


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    installation.opened()
    branches = BRANCHES // 100 if asked.small else BRANCHES
    rows = fill(branches)
    measure(branches, rows)


def fill(branches: int) -> int:
    """Load sums for every branch, over every fact that the standard reads."""
    from django.db import transaction  # noqa: PLC0415 - app ready

    from bench import fill as bulk  # noqa: PLC0415 - app ready
    from zhibu.journal import numbers  # noqa: PLC0415 - app ready
    from zhibu.journal.models import Unit  # noqa: PLC0415 - app ready

    bulk.units(branches)
    names = sorted(set(whole_standard_facts()))
    known = numbers.of_measures(names)
    facts = [known[name] for name in names]
    counted = [known[name] for name in ("party.counted", "party.live")]
    nos = list(Unit.objects.values_list("no", flat=True))
    columns = ("unit_no", "month", "fact_no", "lag", "sum")
    rows = list(_sums(nos, facts, counted))
    with transaction.atomic():
        bulk.load("journal_tally", columns, rows)
    bulk.analyze()
    return len(rows)


def _sums(nos: list[int], facts: list[int], counted: list[int]) -> Iterator[tuple[int, ...]]:
    chance = random.Random(41)  # noqa: S311 - the same sums in every run
    keys = [(YEAR * 100 + month, fact) for month in range(1, 13) for fact in facts]
    for no in nos:
        yield from ((no, YEAR * 100, fact, 0, 1) for fact in counted)
        chosen = sorted(chance.sample(keys, min(ROWS_EACH - len(counted), len(keys))))
        for month, fact in chosen:
            yield no, month, fact, chance.randrange(6), chance.randrange(1, 4)


def whole_standard_facts() -> tuple[str, ...]:
    from zhibu.core import sums  # noqa: PLC0415 - app ready

    return sums.facts(whole_standard())


def whole_standard() -> Any:
    """Return ZB-41 with all of its 41 items measured, as when every room is there."""
    from zhibu import standards  # noqa: PLC0415 - app ready
    from zhibu.core.compiler import compile_standard  # noqa: PLC0415 - app ready
    from zhibu.journal import facts  # noqa: PLC0415 - app ready

    known = facts.known()
    return compile_standard(
        standards.text("zb41.yaml"), catalogue=known, known_facts=frozenset(known.measures)
    )


def measure(branches: int, rows: int) -> None:
    from zhibu.assessment import engine  # noqa: PLC0415 - app ready

    standard = whole_standard()
    as_of = installation.now().date().replace(year=YEAR, month=12, day=31)
    read, found = timed(lambda: engine.read_all(standard, YEAR))
    judged, _ = timed(lambda: engine.judge(standard, found.sums, as_of))
    stored, _ = timed(lambda: engine.assess_all(year=YEAR, as_of=as_of))
    looped = min(len(found.units), LOOPED)
    by_orm, _ = timed(lambda: loop(standard, looped, by_orm=True))
    by_sql, _ = timed(lambda: loop(standard, looped, by_orm=False))
    tell(branches, rows, items=len(standard.items), told=(read, judged, stored))
    for how, seconds, asks in (("Django aggregate", by_orm, True), ("bare SQL", by_sql, False)):
        ratio = seconds * branches / looped / (read + judged)
        Result(
            "scoring",
            f"loop of one {how} query per branch and item: {looped} branches in {seconds:.2f} s, "
            f"extrapolated to {branches:,} ({seconds * branches / looped:,.0f} s), is slower by",
            f"{ratio:,.0f} ×", f"≥ {FASTER} ×" if asks else "",
            met=ratio >= FASTER if asks else None,
        ).tell()  # fmt: skip


def tell(branches: int, rows: int, *, items: int, told: tuple[float, float, float]) -> None:
    read, judged, stored = told
    Result("scoring", f"reading and folding {rows:,} sums", f"{read:.2f} s").tell()
    Result("scoring", f"evaluating {branches:,} branches × {items} items", f"{judged:.2f} s").tell()
    whole = read + judged
    Result(
        "scoring", "scoring in all", f"{whole:.2f} s", f"≤ {LIMIT:g} s", met=whole <= LIMIT
    ).tell()
    Result(
        "scoring", "for comparison: `assess_all`, scores stored for the overview as well",
        f"{stored:.2f} s",
    ).tell()  # fmt: skip


def loop(standard: Any, branches: int, *, by_orm: bool) -> int:
    """Ask once for each branch and item, as one would without tallies as columns."""
    from django.db import connection  # noqa: PLC0415 - app ready
    from django.db.models import Sum  # noqa: PLC0415 - app ready

    from zhibu.journal import numbers  # noqa: PLC0415 - app ready
    from zhibu.journal.models import Tally, Unit  # noqa: PLC0415 - app ready

    known = numbers.of_measures(whole_standard_facts())
    wanted = [[known[name] for name in item.facts] for item in standard.items]
    span = (YEAR * 100, YEAR * 100 + 12)
    asked = 0
    with connection.cursor() as cursor:
        for no in Unit.objects.order_by("no").values_list("no", flat=True)[:branches]:
            for facts in wanted:
                asked += 1
                if by_orm:
                    rows = Tally.objects.filter(unit_no=no, fact_no__in=facts, month__range=span)
                    list(rows.values("fact_no", "month").annotate(total=Sum("sum")))
                    continue
                marks = ", ".join(["%s"] * len(facts)) or "NULL"
                cursor.execute(
                    "SELECT fact_no, month, SUM(sum) FROM journal_tally WHERE unit_no = %s "  # noqa: S608 - marks
                    f"AND fact_no IN ({marks}) AND month BETWEEN %s AND %s GROUP BY 1, 2",
                    [no, *facts, *span],
                )
                cursor.fetchall()
    return asked


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many seconds an act took, the quicker of two, and what it returned."""
    best, found = float("inf"), None
    for _ in range(2):
        began = time.perf_counter()
        found = act()
        best = min(best, time.perf_counter() - began)
    return best, found


if __name__ == "__main__":
    sys.exit(main())
