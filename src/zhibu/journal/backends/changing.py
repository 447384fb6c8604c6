"""The one way in which a payload changes: by an act, in the act's transaction.

The database holds the change against a row that names the act. On PostgreSQL the application's
role can write neither; a function of the owner's does both.
"""

from contextlib import suppress

from django.db import OperationalError, connection, transaction

from zhibu.journal.models import Erasure, Payload

_CALL = "SELECT journal_erase(%s, %s, %s, %s, %s, %s, %s, %s)"
_KEPT = ("secret", "salts", "parts", "sealed", "withheld", "erased")


def change(kept: Payload, *, act: bytes) -> None:
    """Let a payload be what is kept of it, by an erase or seal leaf entered a moment ago."""
    if connection.vendor == "postgresql":
        values = [getattr(kept, column) for column in _KEPT]
        with connection.cursor() as cursor:
            cursor.execute(_CALL, [kept.lh, act, *values])
        return
    Erasure.objects.create(
        payload_id=kept.lh, act_id=act, erased=kept.erased, withholds=kept.withheld is not None
    )
    told = {column: getattr(kept, column) for column in _KEPT}
    Payload.objects.filter(lh=kept.lh).update(**told)
    transaction.on_commit(wipe_traces)


def wipe_traces() -> None:
    """Leave nothing of old pages in the write-ahead log. Freed pages are wiped as they are freed.

    Where somebody reads at this moment the log stays, and the next call does it. On PostgreSQL
    vacuuming and the expiry of archived logs do it.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()
