"""One act, end to end in the server: recording a meeting of 20 people, in a young and an old book.

Checks, leaf, facts, sums, projection and rescoring, until the database has it safe.
"""

import statistics
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench import committee, installation
from bench.committee import Branch
from bench.result import Result, at_most

PEOPLE = 20
ACTS = 200
YOUNG, OLD = 1_000, 1_000_000
BRANCHES = 1_000
LIMIT_MS, LIMIT_RATIO = 25.0, 1.2


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    installation.opened()
    old = OLD // 100 if asked.small else OLD
    top = committee.committee()
    branch = committee.branch(top, 1, members=PEOPLE)
    age(branch, YOUNG)
    young = timings(branch)
    began = time.perf_counter()
    age(branch, old - YOUNG - ACTS)
    took = time.perf_counter() - began
    tell(young, timings(branch), old)
    Result("acts", f"for comparison: bulk loading {old:,} leaves", f"{took:,.0f} s").tell()


def age(branch: Branch, leaves: int) -> None:
    """Fill the journal with other branches' years, and some of this one's."""
    from bench import fill  # noqa: PLC0415 - app ready

    others = fill.units(max(1, min(BRANCHES, leaves // 10)))
    first = date(installation.now().year - 4, 1, 1)
    days = (installation.now().date() - first).days
    fill.fill(leaves, fill.Stretch([branch.organization.uid, *others], first, days))


@dataclass(frozen=True)
class Taken:
    """Milliseconds of each act by the clock, and of the processor's own work for it."""

    clock: list[float]
    work: list[float]


def timings(branch: Branch) -> Taken:
    """Return how long each act took, after some to warm up."""
    today = installation.now().date()
    clock, work = [], []
    for i in range(ACTS):
        began, busy = time.perf_counter(), time.process_time()
        committee.hold(branch, today - timedelta(days=i % 20))
        work.append((time.process_time() - busy) * 1000)
        clock.append((time.perf_counter() - began) * 1000)
    return Taken(clock[20:], work[20:])


def tell(young: Taken, aged: Taken, old: int) -> None:
    where = installation.database_named()
    for taken, leaves in ((young, YOUNG), (aged, old)):
        what = f"an act on {where}, {leaves:,} leaves in the journal: median"
        at_most("acts", what, (statistics.median(taken.clock), LIMIT_MS, "ms")).tell()
        p95 = statistics.quantiles(taken.clock, n=20)[-1]
        Result("acts", "… 95th of 100", f"{p95:.1f} ms").tell()
        work = statistics.median(taken.work)
        Result("acts", "… of which work of our own processor (median)", f"{work:.1f} ms").tell()
    ratio = statistics.median(aged.clock) / statistics.median(young.clock)
    Result(
        "acts", f"old journal ÷ young journal on {where}", f"{ratio:.2f} ×",
        f"≤ {LIMIT_RATIO} ×", met=ratio <= LIMIT_RATIO,
    ).tell()  # fmt: skip
    flushed = flush_ms()
    what = "for comparison: writing 4 kB and flushing it to disk"
    Result("acts", what, f"{flushed:.1f} ms").tell()


def flush_ms() -> float:
    """Return what the disk alone takes: no database is quicker than its disk."""
    import os  # noqa: PLC0415 - optional: only to compare

    path: Path = installation.place() / "flush"
    taken = []
    with path.open("wb", buffering=0) as file:
        for _ in range(100):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    sys.exit(main())
