"""Appending alone: leaf, a payload of 35 parts, facts, sums, commit; no page, no room.

Beside a bare committed insert through the same ORM and driver, then from many processes at once,
and on PostgreSQL staged against numbered under a counter row when a flush takes 10 ms.
"""

import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bench import installation
from bench.result import Result

ALONE = 600
SECONDS = 10.0
LIMITS = {"alone": 3.0, "sqlite": 150.0, "wait": 1.0, "postgresql": 250.0, "staged": 5.0}
FLUSH_US = 10_000

Act = Callable[[str], None]


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    installation.opened()
    from bench import record  # noqa: PLC0415 - app ready

    record.append_alone()
    seconds = SECONDS / 10 if asked.small else SECONDS
    alone(ALONE // 10 if asked.small else ALONE)
    if installation.database_named() == "SQLite":
        on_sqlite(seconds)
    else:
        on_postgresql(seconds)


def alone(count: int) -> None:
    """Measure an append and a bare insert by turns, so that both meet the same machine."""
    from bench import record  # noqa: PLC0415 - app ready

    unit = record.units(1)[0]
    for _ in range(30):
        record.append(unit)
        record.bare(unit)
    bare, full = [], []
    for _ in range(count):
        bare.append(timed(record.bare, unit))
        full.append(timed(record.append, unit))
    ratio = statistics.median(full) / statistics.median(bare)
    where = installation.database_named()
    tell(f"a bare committed insert on {where}, median", f"{statistics.median(bare):.2f} ms")
    tell(f"an append of {record.parts()} parts on {where}, median",
         f"{statistics.median(full):.2f} ms")  # fmt: skip
    tell("append ÷ bare insert", f"{ratio:.2f} ×", f"≤ {LIMITS['alone']:g} ×",
         met=ratio <= LIMITS["alone"])  # fmt: skip


def on_sqlite(seconds: float) -> None:
    crowd = Crowd.of(16, seconds, "append")
    met = crowd.rate >= LIMITS["sqlite"]
    tell("appends by 16 processes on SQLite", f"{crowd.rate:,.0f}/s", "≥ 150/s", met=met)
    tell("… median, 99th of 100", crowd.spread)
    met = crowd.longest <= LIMITS["wait"]
    tell("… longest wait of one of them", f"{crowd.longest:.2f} s", "≤ 1 s", met=met)


def on_postgresql(seconds: float) -> None:
    crowd = Crowd.of(32, seconds, "append")
    met = crowd.rate >= LIMITS["postgresql"]
    tell("appends by 32 connections on PostgreSQL", f"{crowd.rate:,.0f}/s", "≥ 250/s", met=met)
    tell("… median, 99th of 100", crowd.spread)
    from bench import record  # noqa: PLC0415 - app ready

    record.slow_flush(FLUSH_US)
    staged, counted = (Crowd.of(32, seconds, how).rate for how in ("append", "append_counted"))
    tell("a flush taking 10 ms: staged, 32 connections", f"{staged:,.0f}/s")
    tell("… numbered under a counter row", f"{counted:,.0f}/s")
    met = staged / counted >= LIMITS["staged"]
    tell("staged ÷ counter row", f"{staged / counted:.1f} ×", "≥ 5 ×", met=met)


@dataclass(frozen=True)
class Crowd:
    """What many processes measured, each its own acts for the same time."""

    rate: float
    taken: list[float]

    @classmethod
    def of(cls, many: int, seconds: float, how: str) -> "Crowd":
        """Have many processes append for some seconds, begun at a barrier."""
        from bench import record  # noqa: PLC0415 - app ready

        units = record.units(many)
        record.leave()
        context = multiprocessing.get_context("fork")
        gate, told = context.Barrier(many), context.Queue()
        work = partial(_work, gate=gate, told=told, seconds=seconds, how=how)
        workers = [context.Process(target=work, args=[unit]) for unit in units]
        for worker in workers:
            worker.start()
        taken = [one for _ in workers for one in told.get()]
        for worker in workers:
            worker.join()
        return cls(len(taken) / seconds, taken)

    @property
    def longest(self) -> float:
        return max(self.taken) / 1000

    @property
    def spread(self) -> str:
        hundredths = statistics.quantiles(self.taken, n=100)
        return f"{hundredths[49]:,.0f} ms, {hundredths[98]:,.0f} ms"


def _work(unit: str, *, gate, told, seconds: float, how: str) -> None:  # noqa: ANN001 - context's own
    from bench import record  # noqa: PLC0415 - app ready

    act = getattr(record, how)
    act(unit)
    gate.wait()
    until = time.perf_counter() + seconds
    taken = []
    while time.perf_counter() < until:
        taken.append(timed(act, unit))
    told.put(taken)


def timed(act: Act, unit: str) -> float:
    """Return the milliseconds that an act took."""
    began = time.perf_counter()
    act(unit)
    return (time.perf_counter() - began) * 1000


def tell(what: str, value: str, asked: str = "", *, met: bool | None = None) -> None:
    Result("appending", what, value, asked, met=met).tell()


if __name__ == "__main__":
    sys.exit(main())
