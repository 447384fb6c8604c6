"""Giving staged leaves their numbers (PostgreSQL; journal specification 2.5).

Rows are taken (deleted and returned), never passed by a high-water mark, so one that commits late
with a lower id is not skipped. An advisory lock lets one sequencer win where two run.
"""

import logging
import threading
import time
from collections.abc import Sequence

from django.db import DatabaseError, connections, transaction

from zhibu.journal.backends import store

logger = logging.getLogger(__name__)

_LOCK = 0x5A48_4942
_BATCH = 1_000
_MOMENT = 0.01
_TAKE = """
    DELETE FROM journal_pending WHERE id IN (
        SELECT id FROM journal_pending ORDER BY id LIMIT %s FOR UPDATE
    ) RETURNING id, lh, leaf
"""


def sequence(*, using: str = "sequencer") -> int:
    """Number what is waiting, one batch; return how many were taken.

    Returns 0 where nothing waits or another sequencer is at work.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_TAKE, [_BATCH])
        waiting = [(bytes(lh), bytes(leaf)) for _, lh, leaf in sorted(cursor.fetchall())]
        if new := _unnumbered(waiting, using):
            cursor.execute("SELECT size FROM journal_head WHERE one = 1 FOR UPDATE")
            first = cursor.fetchone()[0]
            store.number(first, new, using=using)
            grow_by(len(new), using)
        return len(waiting)


def _unnumbered(waiting: Sequence[store.Staged], using: str) -> list[store.Staged]:
    """Return what has no number yet: a leaf staged twice must not stop all others for ever."""
    with connections[using].cursor() as cursor:
        hashes = [lh for lh, _ in waiting]
        cursor.execute("SELECT lh FROM journal_entry WHERE lh = ANY(%s)", [hashes])
        known = {bytes(lh) for (lh,) in cursor.fetchall()}
    return [one for one in waiting if one[0] not in known]


def stand_alone(using: str) -> None:
    """Wait until no other sequencer is at work, and keep them out until this transaction ends."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def grow_by(many: int, using: str) -> None:
    """Have the head say that so many more leaves are numbered."""
    with connections[using].cursor() as cursor:
        cursor.execute("UPDATE journal_head SET size = size + %s", [many])


def drain(*, using: str = "sequencer") -> int:
    """Number everything that is waiting; return how many leaves got their number."""
    total = 0
    while taken := sequence(using=using):
        total += taken
    return total


def settle(*, using: str = "sequencer") -> None:
    """Return when everything that waits now is numbered, by us or by whoever is at work."""
    order = "SELECT COUNT(*) FROM journal_pending WHERE id <= %s"
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM journal_pending")
        (last,) = cursor.fetchone()
        left = last is not None
        while left:
            drain(using=using)
            cursor.execute(order, [last])
            left = cursor.fetchone()[0] > 0
            if left:
                time.sleep(_MOMENT)


def run_forever(
    stop: threading.Event, *, grown: threading.Event | None = None, using: str = "sequencer"
) -> None:
    """Number leaves as they come until told to stop; within a second at the latest.

    ``grown`` is set whenever some were numbered. A database that goes away is waited for: acts
    are accepted meanwhile and wait for their number.
    """
    while not stop.is_set():
        try:
            _listen(stop, grown or threading.Event(), using)
        except DatabaseError:
            logger.exception("the sequencer lost its database and tries again")
            connections[using].close()
            stop.wait(1)
    connections[using].close()


def _listen(stop: threading.Event, grown: threading.Event, using: str) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {store.CHANNEL}")
    raw = connection.connection
    while not stop.is_set():
        if drain(using=using):
            grown.set()
        # What the driver says of a lost server is made Django's, or nobody above would catch it.
        with connection.wrap_database_errors:
            for _ in raw.notifies(timeout=1.0, stop_after=1):
                pass
