"""Scoring 10,000 branches by 41 and 132 items from 2.5 million sums; against a query for each."""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

from bench import installation
from bench.result import Result

BRANCHES = 10_000
ROWS_EACH = 250
LOOPED = 100
RESCORED = 50
YEAR = 2026
LIMIT = 5.0
ONE = 5.0  # milliseconds
FLAT = 1.5
FASTER = 50
FILES = ("zb41.yaml", "zb132.yaml")


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    installation.opened()
    branches = BRANCHES // 100 if asked.small else BRANCHES
    rows = fill(branches // 100)
    young = rescored()
    rows += fill(branches - branches // 100)
    tell_rescored(young, rescored(), branches)
    measure(branches, rows)


def fill(branches: int) -> int:
    """Load sums for more branches, over every fact that the standards read."""
    from django.db import transaction  # noqa: PLC0415 - app ready

    from bench import fill as bulk  # noqa: PLC0415 - app ready
    from zhibu.journal import numbers  # noqa: PLC0415 - app ready
    from zhibu.journal.models import Unit  # noqa: PLC0415 - app ready

    former = set(Unit.objects.values_list("no", flat=True))
    bulk.units(branches)
    names = sorted({name for file in FILES for name in facts_of(file)})
    known = numbers.of_measures(names)
    facts = [known[name] for name in names]
    counted = [known[name] for name in ("party.counted", "party.live")]
    nos = sorted(set(Unit.objects.values_list("no", flat=True)) - former)
    columns = ("unit_no", "month", "fact_no", "lag", "sum")
    rows = list(_sums(nos, facts, counted))
    with transaction.atomic():
        bulk.load("journal_tally", columns, rows)
    bulk.analyze()
    return len(rows)


def rescored() -> float:
    """Return how many milliseconds it takes to score one branch again by all its standards."""
    from django.db import transaction  # noqa: PLC0415 - app ready

    from zhibu.assessment import engine  # noqa: PLC0415 - app ready
    from zhibu.journal.models import Unit  # noqa: PLC0415 - app ready

    at = installation.now().replace(year=YEAR, month=11, day=22)
    units = list(Unit.objects.order_by("no").values_list("uid", flat=True)[:RESCORED])
    times = []
    for unit in units:
        with transaction.atomic():
            began = time.perf_counter()
            engine.refresh(frozenset([unit]), at)
            times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)


def tell_rescored(young: float, old: float, branches: int) -> None:
    what = f"one branch scored again after a record, of {branches:,} (median)"
    Result("scoring", what, f"{old:.1f} ms", f"≤ {ONE:g} ms", met=old <= ONE).tell()
    what = "the same, to that in a journal of a hundredth the size"
    ratio = old / young
    Result("scoring", what, f"{ratio:.2f} ×", f"≤ {FLAT:g} ×", met=ratio <= FLAT).tell()


def _sums(nos: list[int], facts: list[int], counted: list[int]) -> Iterator[tuple[int, ...]]:
    chance = random.Random(41)  # noqa: S311 - the same sums in every run
    keys = [(YEAR * 100 + month, fact) for month in range(1, 13) for fact in facts]
    for no in nos:
        yield from ((no, YEAR * 100, fact, 0, 1) for fact in counted)
        chosen = sorted(chance.sample(keys, min(ROWS_EACH - len(counted), len(keys))))
        for month, fact in chosen:
            yield no, month, fact, chance.randrange(6), chance.randrange(1, 4)


def facts_of(file: str) -> tuple[str, ...]:
    from zhibu.core import sums  # noqa: PLC0415 - app ready

    return sums.facts(whole(file))


@cache
def whole(file: str = FILES[0]) -> Any:
    """Return a shipped standard with all of its items measured, as when every room is there."""
    from zhibu import standards  # noqa: PLC0415 - app ready
    from zhibu.core.compiler import compile_standard  # noqa: PLC0415 - app ready
    from zhibu.journal import facts, kinds  # noqa: PLC0415 - app ready

    known = facts.known()
    stated = known.known_from(kinds.fact_names()) | frozenset(known.measures)
    return compile_standard(standards.text(file), catalogue=known, known_facts=stated)


def measure(branches: int, rows: int) -> None:
    from zhibu.assessment import engine  # noqa: PLC0415 - app ready

    as_of = installation.now().date().replace(year=YEAR, month=12, day=31)
    told = [score(file, branches, rows=rows, as_of=as_of) for file in FILES]
    stored, _ = timed(lambda: engine.assess_all(year=YEAR, as_of=as_of))
    Result(
        "scoring", "for comparison: `assess_all`, all standards in force, stored for the overview",
        f"{stored:.2f} s",
    ).tell()  # fmt: skip
    standard = whole()
    looped = min(branches, LOOPED)
    by_orm, _ = timed(lambda: loop(standard, looped, by_orm=True))
    by_sql, _ = timed(lambda: loop(standard, looped, by_orm=False))
    for how, seconds, asks in (("Django aggregate", by_orm, True), ("bare SQL", by_sql, False)):
        ratio = seconds * branches / looped / told[0]
        Result(
            "scoring",
            f"loop of one {how} query per branch and item: {looped} branches in {seconds:.2f} s, "
            f"extrapolated to {branches:,} ({seconds * branches / looped:,.0f} s), is slower by",
            f"{ratio:,.0f} ×", f"≥ {FASTER} ×" if asks else "",
            met=ratio >= FASTER if asks else None,
        ).tell()  # fmt: skip


def score(file: str, branches: int, *, rows: int, as_of: date) -> float:
    """Tell how long it takes to score every branch by a standard, and return it in seconds."""
    from zhibu.assessment import engine  # noqa: PLC0415 - app ready

    standard = whole(file)
    items = len(standard.items)
    read, found = timed(lambda: engine.read_all(standard, YEAR))
    judged, _ = timed(lambda: engine.judge(standard, found.sums, as_of))
    Result("scoring", f"{file}: reading and folding {rows:,} sums", f"{read:.2f} s").tell()
    what = f"{file}: evaluating {branches:,} branches × {items} items"
    Result("scoring", what, f"{judged:.2f} s").tell()
    both = read + judged
    what = f"{file}: scoring {branches:,} branches × {items} items from the database in all"
    Result("scoring", what, f"{both:.2f} s", f"≤ {LIMIT:g} s", met=both <= LIMIT).tell()
    return both


def loop(standard: Any, branches: int, *, by_orm: bool) -> int:
    """Ask once for each branch and item, as one would without tallies as columns."""
    from django.db import connection  # noqa: PLC0415 - app ready
    from django.db.models import Sum  # noqa: PLC0415 - app ready

    from zhibu.journal import numbers  # noqa: PLC0415 - app ready
    from zhibu.journal.models import Tally, Unit  # noqa: PLC0415 - app ready

    known = numbers.of_measures(facts_of(FILES[0]))
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
