"""Verification by the calendar: in a process of its own, so that nobody waits for it."""

import logging
import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta

from django.db import DatabaseError, connections
from django.utils import timezone

from zhibu.journal import opening
from zhibu.notary.verify import runs

logger = logging.getLogger(__name__)

FIRST = 60.0  # seconds after the worker began
AGAIN = 600.0
NIGHT = range(1, 6)  # hours in which it is quiet
LATEST = timedelta(days=1)  # beyond its turn a level is verified by day too


def start(stop: threading.Event) -> threading.Thread:
    """Begin to verify what is due, in a thread of its own that waits for a process."""
    thread = threading.Thread(target=run_forever, args=[stop], name="audits")
    thread.start()
    return thread


def run_forever(stop: threading.Event) -> None:
    """Verify whenever something is due, until told to stop."""
    patience = FIRST
    while not stop.wait(patience):
        patience = AGAIN
        try:
            if is_time(timezone.now()):
                verify(stop)
        except (DatabaseError, OSError):
            logger.exception("the journal could not be verified and is tried again")
        connections.close_all()


def is_time(at: datetime) -> bool:
    """Say whether some level is due and it is night, or one has waited for a day or for ever."""
    if not opening.is_open():
        return False
    waiting = runs.due(at)
    known = runs.latest_runs()
    late = any(
        one not in known or at - known[one].at >= runs.EVERY[one] + LATEST for one in waiting
    )
    return late or (bool(waiting) and timezone.localtime(at).hour in NIGHT)


def verify(stop: threading.Event) -> int | None:
    """Run ``zhibu verify --due`` to its end or until told to stop; return its exit code."""
    order = [sys.executable, "-m", "zhibu", "verify", "--due"]
    with subprocess.Popen(order, stdout=subprocess.DEVNULL, env=os.environ) as process:  # noqa: S603 - ourselves
        while process.poll() is None:
            if stop.wait(1):
                process.terminate()
        return process.returncode
