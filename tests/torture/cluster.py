"""A durable PostgreSQL server that may be killed: started again with what it had on disk."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workshop import postgres
from workshop.environment import packages

# Flushing as in service: what is acknowledged must outlive the process that acknowledged it.
DURABLE = ("max_connections=60", "shared_buffers=64MB", "max_wal_size=2GB")


@dataclass(frozen=True)
class Cluster:
    """A server whose processes are ours to kill."""

    server: postgres.Binaries
    home: Path
    url: str

    @property
    def postmaster(self) -> int:
        """The number of the process that all of its others descend from."""
        return int((self.home / "data" / "postmaster.pid").read_text("ascii").split()[0])

    def kill(self) -> None:
        """Kill the postmaster as a power cut would, and start it again."""
        os.kill(self.postmaster, signal.SIGKILL)
        place, _ = postgres.address(self.home)
        options = " ".join(f"-c {option}" for option in (*DURABLE, *place))
        words = ("-D", str(self.home / "data"), "-w", "-s", "-l", str(self.home / "log"))
        for _ in range(40):  # until the last of its processes has let go of the memory they share
            time.sleep(0.25)
            try:
                self.server.run("pg_ctl", *words, "-o", options, "start", cwd=self.home)
            except postgres.CannotGoOn:
                continue
            return
        raise RuntimeError("the killed server does not start again; see its log")


@contextmanager
def killable() -> Iterator[Cluster]:
    """Yield a running durable server of our own."""
    home = Path(tempfile.mkdtemp(prefix="zhibu-torture-"))
    before, postgres.QUICK = postgres.QUICK, DURABLE
    try:
        server = postgres.settled(postgres.found(packages()), home)
        cluster = Cluster(server, home, postgres.start(server, home))
        yield cluster
        os.kill(cluster.postmaster, signal.SIGQUIT)
    finally:
        postgres.QUICK = before
        shutil.rmtree(home, ignore_errors=True)
