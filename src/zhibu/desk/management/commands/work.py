"""``zhibu work``: what goes on behind the pages, in a process of its own."""

import logging
import os
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django.utils import timezone

from zhibu.journal import sequencer
from zhibu.journal.backends import store

logger = logging.getLogger(__name__)

GLANCE = 5.0  # seconds between two looks at the calendar and at our parent


class Command(BaseCommand):
    help = "Number records as they come (PostgreSQL) and run `nightly` once on each day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--while-parent-lives", action="store_true", help="end when the starting process ends"
        )

    def handle(self, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        numbering = start_numbering(stop)
        watch(stop, is_orphan if options["while_parent_lives"] else never)
        stop.set()
        if numbering:
            numbering.join()


def start_numbering(stop: threading.Event) -> threading.Thread | None:
    """Start the sequencer where leaves wait for one."""
    if not store.is_staged():
        return None
    thread = threading.Thread(target=sequencer.run_forever, args=[stop], name="sequencer")
    thread.start()
    return thread


def watch(stop: threading.Event, is_over: Callable[[], bool]) -> None:
    """Run ``nightly`` now and whenever a new day has begun, until it is over."""
    done: date | None = None
    while not stop.is_set() and not is_over():
        today = timezone.localdate()
        if done != today and nightly():
            done = today
        connections.close_all()
        stop.wait(GLANCE)


def nightly() -> bool:
    """Run the nightly work; say whether it was done. What fails is tried again."""
    try:
        call_command("nightly", verbosity=0)
    except DatabaseError:
        logger.exception("nightly failed and is tried again")
        return False
    return True


_PARENT = os.getppid()


def is_orphan() -> bool:
    return os.getppid() != _PARENT


def never() -> bool:
    return False
