"""Every system call of one submit fails in turn: with EIO, ENOSPC, EINTR, or its process is killed.

    python -m tests.torture.syscalls --on sqlite

A process that is ready to submit is taken by strace; the calls of one submit are counted, then the
submit is tried again and again, each time with another call of it failing. On PostgreSQL the calls
are those of the submitting process, then those of the server's process that serves it. Afterwards
nothing acknowledged may be missing, and nothing may be there by halves. Prints one line of JSON.
"""

import argparse
import contextlib
import io
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.torture import books, kills
from tests.torture.kills import FORK, furnished, let_go, surroundings

FAULTS = ("error=EIO", "error=ENOSPC", "error=EINTR", "signal=SIGKILL")
# Calls that touch files or the wire; what only asks for the time or for memory cannot lose a record.
FILES = (
    "openat", "read", "pread64", "write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate",
    "fallocate", "flock", "fcntl", "lseek", "close", "unlink", "rename", "newfstatat", "fstat",
    "mmap", "munmap", "access",
)  # fmt: skip
WIRE = ("sendto", "recvfrom", "poll", "ppoll", "epoll_wait", "epoll_ctl")
PATIENCE = 30.0


@dataclass
class Trial:
    """A process that is ready to submit, and the ends of its pipes."""

    process: Any
    ear: Connection
    mouth: Connection
    served_by: int | None


@dataclass
class Found:
    """What was acknowledged, and how the trials ended."""

    acknowledged: dict[bytes, int | None] = field(default_factory=dict)
    ended: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--every", type=int, default=1, help="only every nth call")
    asked = parser.parse_args()
    with surroundings(asked.on) as server:
        began = time.monotonic()
        branch = furnished()[0]
        found = Found()
        for of_server in (False, True) if server else (False,):
            for call, place in counted(branch, of_server=of_server)[:: asked.every]:
                for fault in FAULTS:
                    submit_with(fault, (call, place), branch, found, of_server=of_server)
        if server:
            kills.drain()
        figures = books.read(found.acknowledged)
    told = {"tried": found.tried.total(), "calls": dict(found.tried), "ended": dict(found.ended)}
    told["seconds"] = round(time.monotonic() - began)
    sys.stdout.write(json.dumps({"on": asked.on} | told | figures) + "\n")
    return 1 if any(figures[name] for name in books.FAULTS) else 0


def counted(branch: Any, *, of_server: bool) -> list[tuple[str, int]]:
    """Return each call of one undisturbed submit, as its name and its place among its like."""
    with tempfile.NamedTemporaryFile("r", prefix="zhibu-strace-") as log:
        names = ",".join((*FILES, *WIRE))
        with ready(branch) as trial, traced(trial, names, "-o", log.name, of_server=of_server):
            trial.mouth.send("go")
            told = trial.ear.recv()
        if told[0] != "kept":
            raise RuntimeError(f"an undisturbed submit failed: {told}")
        seen = Counter(re.findall(r"^\d+\s+(\w+)\(", log.read(), re.MULTILINE))
    return [(call, place) for call, count in sorted(seen.items()) for place in range(1, count + 1)]


def submit_with(
    fault: str, call: tuple[str, int], branch: Any, found: Found, *, of_server: bool
) -> None:
    """Have one call of a submit fail, and note how it ended."""
    name, place = call
    words = ("-e", f"inject={name}:{fault}:when={place}")
    with ready(branch) as trial, traced(trial, name, *words, of_server=of_server):
        told = ended(trial)
    found.ended[told[0]] += 1
    if told[0] == "kept":
        found.acknowledged[told[1]] = told[2]
    found.tried[f"{name} of the server" if of_server else name] += 1


def ended(trial: Trial) -> tuple[Any, ...]:
    """Have the process submit and return what it says: kept, refused, or nothing any more."""
    with contextlib.suppress(EOFError, OSError):
        trial.mouth.send("go")
        if trial.ear.poll(PATIENCE):
            told: tuple[Any, ...] = trial.ear.recv()
            return told
    return ("died",)


@contextlib.contextmanager
def ready(branch: Any) -> Iterator[Trial]:
    """Yield a process with an open connection that will submit when told to."""
    ear, their_mouth = FORK.Pipe(duplex=False)
    their_ear, mouth = FORK.Pipe(duplex=False)
    process = FORK.Process(target=submit, args=[their_ear, their_mouth, branch], daemon=True)
    process.start()
    their_mouth.close()
    their_ear.close()
    try:
        yield Trial(process, ear, mouth, ear.recv())
    finally:
        process.kill()
        process.join()
        ear.close()
        mouth.close()


@contextlib.contextmanager
def traced(trial: Trial, names: str, *words: str, of_server: bool) -> Iterator[None]:
    """Have strace hold a process (and its threads) for a while."""
    pid = trial.served_by if of_server else trial.process.pid
    order = ["strace", "-f", "-qq", "-p", str(pid), "-e", f"trace={names}", *words]
    tracer = subprocess.Popen(order, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while not is_traced(pid) and time.monotonic() < until:
            time.sleep(0.005)
        yield
    finally:
        tracer.terminate()
        tracer.wait()


def is_traced(pid: int | None) -> bool:
    told = Path(f"/proc/{pid}/status")
    return told.exists() and "TracerPid:\t0" not in told.read_text("ascii")


def submit(ear: Connection, mouth: Connection, branch: Any) -> None:
    """Open a connection, say so, wait, submit once, and say how it ended."""
    sys.stderr = io.StringIO()  # it will be made to complain
    mouth.send(connected())
    ear.recv()
    from bench import committee, installation

    try:
        leaf = committee.hold(branch, installation.now().date())
    except Exception as fault:  # noqa: BLE001 - whatever it is, it was said and not acknowledged
        mouth.send(("refused", type(fault).__name__))
        return
    mouth.send(("kept", leaf.lh, leaf.number))


def connected() -> int | None:
    """Open the connection; return the number of the server's process behind it, if there is one."""
    from django.db import DatabaseError, connection

    for _ in range(200):
        try:
            connection.ensure_connection()
        except DatabaseError:  # a server that recovers from the trial before
            let_go()
            time.sleep(0.05)
        else:
            break
    if connection.vendor != "postgresql":
        return None
    return connection.connection.info.backend_pid


if __name__ == "__main__":
    sys.exit(main())
