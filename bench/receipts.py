"""Receipts: how long after its commit a record has its proof, with the worker beside.

The worker is a process of its own, as in service. One process enters records at a pace, a thread
looks for each one's proof every 20 ms, as the page's own script would if it were impatient.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections import deque

from bench import installation
from bench.result import Result

SECONDS = 60.0
PACE = 20  # records a second
LIMIT = 2.0
PATIENCE = 60.0


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    installation.opened()
    from bench import record  # noqa: PLC0415 - app ready

    record.append_alone()
    worker = subprocess.Popen(
        [sys.executable, "-m", "zhibu", "work", "--while-parent-lives"],
        env=os.environ, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        measure(SECONDS / 10 if asked.small else SECONDS)
    finally:
        worker.terminate()
        worker.wait()


def measure(seconds: float) -> None:
    """Enter records at a pace and tell how long their proofs took."""
    from bench import record  # noqa: PLC0415 - app ready

    waiting: deque[tuple[bytes, float]] = deque()
    taken: list[float] = []
    over = threading.Event()
    unit = record.units(1)[0]
    warm_up(record.append(unit).lh)
    watcher = threading.Thread(target=watch, args=[waiting, taken, over])
    watcher.start()
    until = time.monotonic() + seconds
    while (begun := time.monotonic()) < until:
        leaf = record.append(unit)
        waiting.append((leaf.lh, time.monotonic()))
        time.sleep(max(0.0, begun + 1 / PACE - time.monotonic()))
    over.set()
    watcher.join()
    told = statistics.quantiles(taken, n=100)
    where = installation.database_named()
    tell(f"from commit to proof on {where}, {len(taken)} records, median", f"{told[49]:.2f} s")
    tell("… 99th of 100", f"{told[98]:.2f} s", f"≤ {LIMIT:g} s", met=told[98] <= LIMIT)
    tell("… longest", f"{max(taken):.2f} s")


def warm_up(lh: bytes) -> None:
    """Wait until the worker has come up and proved a first record."""
    from zhibu.notary import receipts  # noqa: PLC0415 - app ready

    until = time.monotonic() + PATIENCE
    while receipts.proof_of(lh) is None:
        if time.monotonic() > until:
            raise TimeoutError("the worker proved nothing")
        time.sleep(0.1)


def watch(waiting: deque[tuple[bytes, float]], taken: list[float], over: threading.Event) -> None:
    """Note for each record, the oldest first, when its proof is there."""
    from zhibu.notary import receipts  # noqa: PLC0415 - app ready

    while waiting or not over.is_set():
        if not waiting or receipts.proof_of(waiting[0][0]) is None:
            time.sleep(0.02)
            continue
        _, committed = waiting.popleft()
        taken.append(time.monotonic() - committed)


def tell(what: str, value: str, asked: str = "", *, met: bool | None = None) -> None:
    Result("receipts", what, value, asked, met).tell()


if __name__ == "__main__":
    main()
