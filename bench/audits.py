"""Audits: every leaf of a great journal, and every payload of one with real payloads of 35 parts.

The leaves are loaded, a million of them. The payloads are entered through the door, fifty thousand
of them, and what their audit takes is told for a million.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from bench import installation, proofs
from bench.machine import peak_mib
from bench.result import Result, at_most

LEAVES, PAYLOADS, AT_ONCE = 1_000_000, 50_000, 500
LIMIT_LEAVES, LIMIT_CONTENTS = 15.0, 150.0


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    part = 100 if asked.small else 1
    installation.opened()
    from zhibu.notary.verify import contents, leaves  # noqa: PLC0415 - app ready

    many = enter(PAYLOADS // part)
    found, took = timed(lambda: contents.verify_contents(processes=2))
    clean(found)
    million = took * 1_000_000 / many
    what = f"contents of {many:,} records of 35 parts in {took:.1f} s; of a million, two processes"
    at_most("audits", what, (million, LIMIT_CONTENTS, "s")).tell()
    proofs.load(LEAVES // part, whole=True)
    found, took = timed(leaves.verify_leaves)
    clean(found)
    size = LEAVES // part
    at_most("audits", f"all {size:,} leaves, one process", (took, LIMIT_LEAVES, "s")).tell()
    Result("audits", "… most memory held", f"{peak_mib():.0f} MiB").tell()


def enter(count: int) -> int:
    """Enter so many records; return how many payloads there are then."""
    from bench import record  # noqa: PLC0415 - app ready

    record.append_alone()
    unit = record.units(1)[0]
    began = time.perf_counter()
    for _ in range(count // AT_ONCE):
        record.append_many(unit, AT_ONCE)
    took = time.perf_counter() - began
    what = f"for comparison: entering {count:,} records, {AT_ONCE} in one act"
    Result("audits", what, f"{took:,.0f} s").tell()
    return count


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    found = work()
    return found, time.perf_counter() - began


def clean(found: Any) -> None:
    """Break off where an audit of good books finds fault: its time would say nothing."""
    if found.total:
        raise SystemExit(f"{found.total} faults in good books, the first: {found.faults[0]}")


if __name__ == "__main__":
    sys.exit(main())
