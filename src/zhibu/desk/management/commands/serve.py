"""``zhibu serve``: one command from an empty folder to a page in the browser."""

import socket
import subprocess
import sys
import threading
import time
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from zhibu.desk.demo import accounts
from zhibu.desk.management import assets
from zhibu.journal import log, opening
from zhibu.journal.backends import rights

PATIENCE = 60  # seconds until a server that does not answer is reported


class Command(BaseCommand):
    help = "Bring tables and static files up to date, then serve until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument("--workers", type=int, default=1, help="web processes (1)")
        parser.add_argument("--threads", type=int, default=4, help="threads in each (4)")
        parser.add_argument("--demo-if-empty", action="store_true", help="load the demo committee")
        parser.add_argument(
            "--no-worker", action="store_true", help="somebody else runs `zhibu work`"
        )

    def handle(self, **options: Any) -> None:
        insist_on_free(options["host"], options["port"])
        self.greeting = f"{accounts.listing()}\n" if self.bring_up_to_date(**options) else ""
        connections.close_all()
        worker = None if options["no_worker"] else start_worker()
        try:
            self.listen(options)
        finally:
            if worker:
                worker.terminate()
                worker.wait()
        self.stdout.write("Stopped. Everything entered is kept.")

    def bring_up_to_date(self, *, demo_if_empty: bool, **_: Any) -> bool:
        """Migrate as the owner, gather static files, and fill an empty installation if asked.

        Return whether it holds a demonstration that was loaded before.
        """
        owner = "owner" if "owner" in connections.settings else "default"
        call_command("migrate", database=owner, verbosity=0, interactive=False)
        rights.grant(connections[owner])
        rights.grant_reading(connections[owner])
        if assets.gather():
            self.stdout.write("Static files are gathered.")
        if opening.is_open() or not demo_if_empty:
            return log.is_demo()
        self.stdout.write("Loading the demo committee; this happens once …")
        call_command("demo")
        return False

    def listen(self, options: dict[str, Any]) -> None:
        """Serve until interrupted. What the workers need is loaded before they are forked."""
        import_string(settings.WSGI_APPLICATION)
        address = f"http://{options['host']}:{options['port']}/"
        server = Server(
            ":".join(settings.WSGI_APPLICATION.rsplit(".", 1)),
            address=options["host"],
            port=options["port"],
            interface=Interfaces.WSGI,
            workers=options["workers"],
            blocking_threads=options["threads"],
            log_level=LogLevels.warning,
            workers_kill_timeout=10,
        )
        threading.Thread(target=self.announce, args=[address], daemon=True).start()
        server.serve()

    def announce(self, address: str) -> None:
        """Say where the pages are as soon as they are there."""
        if answers(f"{address}readyz"):
            self.stdout.write(f"{self.greeting}Zhibu is ready at {address}  (Ctrl-C stops it)")
            self.stdout.flush()
        else:
            self.stderr.write(f"No answer at {address} after {PATIENCE} seconds.")


def insist_on_free(host: str, port: int) -> None:
    """Say now, and not after all the work, that somebody else listens there."""
    try:
        socket.create_server((host, port)).close()
    except OSError as fault:
        words = f"Cannot listen at {host}:{port}: {fault.strerror}. Choose another with --port."
        raise CommandError(words, returncode=2) from fault


def answers(address: str) -> bool:
    for _ in range(PATIENCE * 5):
        time.sleep(0.2)
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own http address
                return True
        except OSError:
            continue
    return False


def start_worker() -> "subprocess.Popen[bytes]":
    """Start the worker beside the server; it ends when we do."""
    return subprocess.Popen(
        [sys.executable, "-m", "zhibu", "work", "--while-parent-lives"], stdin=subprocess.DEVNULL
    )
