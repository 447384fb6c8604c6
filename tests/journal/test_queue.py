"""The queue of writers between processes: served in the order they came, nobody passed over."""

import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from zhibu.journal.backends import queue
from zhibu.journal.backends.queue import WritersQueue

pytestmark = pytest.mark.once
PROCESSES = 16
ENTER = """
import sys
from zhibu.journal.backends.queue import WritersQueue

queue = WritersQueue.beside(sys.argv[1])
for _ in range(int(sys.argv[4])):
    queue.enter()
    with open(sys.argv[2], "a", encoding="ascii") as served:
        served.write(sys.argv[3] + "\\n")
    queue.leave()
"""


class Court:
    """A database's queue, the list of who was served, and processes that come to it."""

    def __init__(self, place: Path) -> None:
        self.database, self.list = str(place / "a.sqlite3"), place / "served"
        self.held = WritersQueue.beside(self.database)
        self.came: list[subprocess.Popen[bytes]] = []

    def tickets(self) -> int:
        """How many tickets were drawn; a writer stands in the queue once it has drawn its own."""
        drawn = Path(f"{self.database}.queue").read_bytes()[:8]
        return struct.unpack("=q", drawn)[0] if len(drawn) == 8 else 0

    def come(self, name: str, times: int = 1) -> None:
        """Start a process and wait until it stands in the queue."""
        before = self.tickets()
        order = [sys.executable, "-c", ENTER, self.database, self.list, name, str(times)]
        self.came.append(subprocess.Popen(order))
        while self.tickets() == before:
            assert self.came[-1].poll() is None

    def serve(self) -> list[str]:
        self.held.leave()
        assert [process.wait(60) for process in self.came] == [0] * len(self.came)
        return self.list.read_text("ascii").split()


@pytest.fixture
def court(tmp_path):
    there = Court(tmp_path)
    there.held.enter()
    yield there
    there.held.close()
    for process in there.came:
        process.kill()
        process.wait()


def test_processes_are_served_in_the_order_they_came(court):
    names = [f"{n:02}" for n in range(PROCESSES)]
    for name in names:
        court.come(name)

    assert court.serve() == names


def test_who_asks_again_at_once_passes_nobody_who_waits(court):
    court.come("greedy", times=50)
    for n in range(4):
        court.come(f"patient{n}")

    served = court.serve()
    assert served[:5] == ["greedy", "patient0", "patient1", "patient2", "patient3"]
    assert served.count("greedy") == 50


def test_a_writer_that_dies_in_the_queue_holds_up_nobody(court):
    for name in ("first", "killed", "last"):
        court.come(name)
    killed = court.came.pop(1)
    killed.kill()
    killed.wait()

    assert sorted(court.serve()) == ["first", "last"]


def test_two_queues_at_once_hold_nobody_up_where_files_have_no_locks(tmp_path, monkeypatch):
    """On Windows, whoever makes a key under one lock enters it in the journal under another."""
    monkeypatch.setattr(queue, "fcntl", None)
    done = []

    def make_and_enter() -> None:
        with queue.alone(tmp_path / "keys.lock"), queue.alone(tmp_path / "a.sqlite3.queue"):
            done.append("entered")

    thread = threading.Thread(target=make_and_enter, daemon=True)
    thread.start()
    thread.join(60)
    assert done == ["entered"]
