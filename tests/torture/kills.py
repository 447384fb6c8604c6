"""Writers are killed in the middle of their acts, and servers under them; then the books are read.

    python -m tests.torture.kills --on sqlite --kills 600

Four writers record meetings through the rooms' own actions and say aloud, by a pipe, what was
acknowledged to them. Somebody is killed every fraction of a second: one writer, all of them, on
PostgreSQL also the sequencer, a process of the server, or the whole server. Prints one line of
JSON: kills, acknowledged, lost, gaps, halves.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from tests.torture import books, cluster

WRITERS = 4
FORK = multiprocessing.get_context("fork")
VICTIMS = {
    "sqlite": {"writer": 6, "all writers": 1},
    "postgresql": {
        "writer": 60, "all writers": 10, "sequencer": 20, "process of the server": 6, "server": 1,
    },
}  # fmt: skip
MANY = 10**9


@dataclass
class Worker:
    """A process of ours, and the end of the pipe it speaks into."""

    process: Any
    ear: Connection

    @classmethod
    def begun(cls, work: Callable[..., None], *words: Any) -> "Worker":
        """Fork a process for some work."""
        ear, mouth = FORK.Pipe(duplex=False)
        process = FORK.Process(target=work, args=[mouth, *words], daemon=True)
        process.start()
        mouth.close()
        return cls(process, ear)

    def end(self, sign: signal.Signals = signal.SIGKILL) -> Iterator[tuple[bytes, int | None]]:
        """Have the process end, and yield what it had said until then."""
        if not self.process.is_alive():
            raise RuntimeError("a worker gave up by itself; see what it printed")
        os.kill(self.process.pid, sign)
        with contextlib.suppress(EOFError, OSError):
            while True:
                yield self.ear.recv()
        self.process.join()
        self.ear.close()


class Siege:
    """Writers at work, and somebody who kills them."""

    def __init__(self, branches: Sequence[Any], server: Any, chance: random.Random) -> None:
        self.branches, self.server, self.chance = branches, server, chance
        self.acknowledged: dict[bytes, int | None] = {}
        self.kills: Counter[str] = Counter()
        self.crew = [Worker.begun(write, branch) for branch in branches]
        self.clerk = Worker.begun(give_numbers) if server else None

    def go_on(self, kills: int) -> None:
        """Kill so many, one every fraction of a second, then let all finish."""
        while self.kills.total() < kills:
            self.listen(self.chance.uniform(0.02, 0.3))
            self.strike()
        for worker in self.crew:
            self.acknowledged |= worker.end(signal.SIGTERM)
        if self.clerk:
            list(self.clerk.end(signal.SIGTERM))

    def listen(self, seconds: float) -> None:
        """Hear what writers say for so long."""
        until = time.monotonic() + seconds
        ears = [worker.ear for worker in self.crew]
        while (left := until - time.monotonic()) > 0:
            for ear in wait(ears, timeout=left):
                lh, number = ear.recv()
                self.acknowledged[lh] = number

    def strike(self) -> None:
        """Kill somebody and put another in the place."""
        odds = VICTIMS["postgresql" if self.server else "sqlite"]
        victim = self.chance.choices(list(odds), list(odds.values()))[0]
        if victim == "writer":
            self.replace(self.chance.randrange(len(self.crew)))
        elif victim == "all writers":
            for place in range(len(self.crew)):
                self.replace(place)
            self.kills["writer"] += len(self.crew)
            return
        elif victim == "sequencer" and self.clerk:
            list(self.clerk.end())
            self.clerk = Worker.begun(give_numbers)
        elif victim == "server":
            self.server.kill()
        else:
            kill_one_below(self.server.postmaster, self.chance)
        self.kills[victim] += 1

    def replace(self, place: int) -> None:
        self.acknowledged |= self.crew[place].end()
        self.crew[place] = Worker.begun(write, self.branches[place])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=tuple(VICTIMS), default="sqlite")
    parser.add_argument("--kills", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with surroundings(asked.on) as server:
        began = time.monotonic()
        siege = Siege(furnished(), server, random.Random(asked.seed))
        siege.go_on(asked.kills)
        if server:
            drain()
        figures = books.read(siege.acknowledged)
    told = {"kills": dict(siege.kills), "seconds": round(time.monotonic() - began)}
    sys.stdout.write(json.dumps({"on": asked.on} | told | figures) + "\n")
    return 1 if any(figures[name] for name in books.FAULTS) else 0


@contextmanager
def surroundings(database: str) -> Iterator[Any]:
    """Yield a server to kill, or None on SQLite; what the processes need is in the environment."""
    place = tempfile.mkdtemp(prefix="zhibu-kills-")
    os.environ |= {"ZHIBU_DATA": place, "DJANGO_SETTINGS_MODULE": "zhibu.config.settings"}
    try:
        if database == "sqlite":
            yield None
            return
        with cluster.killable() as server:
            os.environ["ZHIBU_DATABASE_URL"] = server.url
            yield server
    finally:
        shutil.rmtree(place, ignore_errors=True)


def furnished() -> list[Any]:
    """Build a committee with a branch for each writer, and let go of the database."""
    from bench import committee, installation

    installation.opened()
    top = committee.committee()
    branches = [committee.branch(top, i + 1, members=books.PEOPLE) for i in range(WRITERS)]
    let_go()
    return branches


def let_go() -> None:
    """Close what connections there are: forked processes open their own."""
    from django.db import connections

    connections.close_all()


def write(mouth: Connection, branch: Any) -> None:
    """Record meetings until told to stop, and say what was acknowledged."""
    from django.db import DatabaseError

    from bench import committee, installation

    stop = asked_to_stop()
    today = installation.now().date()
    for i in range(MANY):
        if stop.is_set():
            return
        try:
            leaf = committee.hold(branch, today - timedelta(days=i % 20))
        except (DatabaseError, OSError):  # the server is gone, or starting again
            let_go()
            time.sleep(0.05)
        else:
            mouth.send((leaf.lh, leaf.number))


def give_numbers(_: Connection) -> None:
    """Be the sequencer."""
    from zhibu.journal import sequencer

    sequencer.run_forever(asked_to_stop())


def drain() -> None:
    """Number what is left, as soon as the server is back."""
    from django.db import DatabaseError

    from zhibu.journal import sequencer

    for _ in range(100):
        try:
            sequencer.drain()
        except DatabaseError:
            let_go()
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server does not come back; see its log")


def asked_to_stop() -> threading.Event:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    return stop


def kill_one_below(postmaster: int, chance: random.Random) -> None:
    """Kill one of the server's processes; it then throws out everybody and recovers."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text("ascii").split()
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(chance.choice(children)), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
