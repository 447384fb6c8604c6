"""The server's clock against the journal's own order (journal specification 2.9).

Times of entry never run backwards: where the clock stands before the latest one, that one is used
again. A clock more than two seconds behind is a matter for a record of its own, once for each
step back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from zhibu.journal import reading, rows
from zhibu.journal.models import LeafRow
from zhibu.journal.records import STEPPED_BACK, ClockAnomaly

SLACK = timedelta(seconds=2)
_LOCK = 0x5A48_4943

# Below the faces this alone reads a clock: a hand may be older than the latest entry because its
# act waited in the queue of writers, and only the clock itself tells that from a step back.
read: Callable[[], datetime] = timezone.now


@dataclass(frozen=True, slots=True)
class Steady:
    """The latest time of entry where it lies after an act's; whether the clock itself is behind."""

    latest: datetime | None = None
    behind: bool = False
    anomaly: ClockAnomaly | None = None

    def at(self, told: datetime) -> datetime:
        """Return the time of entry of what was received at a time."""
        return told if self.latest is None else max(told, self.latest)

    def received(self, told: datetime) -> datetime:
        """Return the time that lateness is counted to: no clock set back makes a record timely.

        An act that waited for others is not late by that.
        """
        return self.at(told) if self.behind else told


def steady(at: datetime) -> Steady:
    """Return what stands in the way of a time of entry. In a demonstration's journal nothing does.

    Of a clock that stepped back it says what is to be recorded, unless that was recorded already:
    acts that come while the clock is behind are part of the same step, until it falls back again
    or an entry after the latest one has been made.
    """
    latest = rows.instant("SELECT at FROM journal_leaf ORDER BY at DESC LIMIT 1")
    if latest is None or latest <= at or reading.is_demo():
        return Steady()
    if latest - max(at, read()) <= SLACK:
        return Steady(latest)
    return Steady(latest, behind=True, anomaly=_untold(at, latest))


def _untold(at: datetime, latest: datetime) -> ClockAnomaly | None:
    _queue()
    told = LeafRow.objects.filter(kind=STEPPED_BACK).order_by("-id").first()
    if told and told.at == latest:
        known: ClockAnomaly = reading.record_of(reading.told([told])[0])
        if at >= known.clock - SLACK:
            return None
    return ClockAnomaly(clock=at, latest=latest)


def _queue() -> None:
    """Let no other act tell of the same step: SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        rows.select("SELECT pg_advisory_xact_lock(%s)::text", [_LOCK])
