"""``zhibu work``: what goes on behind the pages, in a process of its own."""

import logging
import os
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django.utils import timezone

from zhibu.core.refusal import Refusal
from zhibu.journal import sequencer
from zhibu.journal.backends import store
from zhibu.notary import checkpoints
from zhibu.notary.checkpoints import Why
from zhibu.notary.management import audits, rounds

logger = logging.getLogger(__name__)

MONDAY = 0  # once a week branches are asked about records that cannot be so
HOUR = timedelta(hours=1)
GLANCE = 5.0  # seconds between two looks at the calendar and at our parent


class Command(BaseCommand):
    help = "Number records (PostgreSQL), sign the journal's heads, and run `nightly` once a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--while-parent-lives", action="store_true", help="end when the starting process ends"
        )

    def handle(self, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        grown = threading.Event()
        threads = [*start_numbering(stop, grown), rounds.start(stop, grown), audits.start(stop)]
        watch(stop, is_orphan if options["while_parent_lives"] else never)
        stop.set()
        for thread in threads:
            thread.join()


def start_numbering(stop: threading.Event, grown: threading.Event) -> list[threading.Thread]:
    """Start the sequencer where leaves wait for one."""
    if not store.is_staged():
        return []
    told = {"grown": grown}
    thread = threading.Thread(
        target=sequencer.run_forever, args=[stop], kwargs=told, name="sequencer"
    )
    thread.start()
    return [thread]


def watch(stop: threading.Event, is_over: Callable[[], bool]) -> None:
    """Run ``nightly`` now and whenever a new day has begun, until it is over."""
    done: date | None = None
    looked: datetime | None = None
    while not stop.is_set() and not is_over():
        today = timezone.localdate()
        if done != today and nightly():
            done = today
        looked = remind(looked, timezone.now())
        connections.close_all()
        stop.wait(GLANCE)


def nightly() -> bool:
    """Run the nightly work; say whether it was done. What fails is tried again."""
    try:
        publish(Why.BEFORE)
        call_command("nightly", verbosity=0)
        call_command("awaited", verbosity=0)
        publish(Why.AFTER)
        if timezone.localdate().weekday() == MONDAY:
            call_command("scrutinize", verbosity=0)
    except DatabaseError:
        logger.exception("nightly failed and is tried again")
        return False
    return True


def remind(looked: datetime | None, now: datetime) -> datetime:
    """Once an hour, re-check and remind; the quiet hours are the room's to keep."""
    if looked is not None and now - looked < HOUR:
        return looked
    try:
        call_command("digest", verbosity=0)
    except DatabaseError:
        logger.exception("nobody was reminded; it is tried again in an hour")
    return now


def publish(why: Why) -> None:
    """Publish a head if one can be signed; where not, the notary's own rounds raise the alarm."""
    try:
        checkpoints.publish(timezone.now(), why)
    except Refusal as refusal:
        logger.warning("no head was published %s: %s", why, refusal.words)


_PARENT = os.getppid()


def is_orphan() -> bool:
    return os.getppid() != _PARENT


def never() -> bool:
    return False
