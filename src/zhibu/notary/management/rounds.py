"""The notary's rounds in the worker: sign what grew, publish what is due, watch what is late."""

import logging
import threading
from datetime import date, datetime, timedelta

from django.db import DatabaseError, connections
from django.utils import timezone

from zhibu.core.refusal import Refusal
from zhibu.journal import tree
from zhibu.journal.backends import store
from zhibu.journal.log import civil
from zhibu.notary import alarms, checkpoints, keys, receipts, wishes
from zhibu.notary.alarms import Danger
from zhibu.notary.checkpoints import NothingToSign, Why
from zhibu.notary.guard import GuardDamaged, HeadsDisagree
from zhibu.notary.management import visits
from zhibu.notary.management.mirroring import Mirroring
from zhibu.notary.records import hand_of_system

logger = logging.getLogger(__name__)

GLANCE = 0.25  # seconds between two looks where nobody tells that the journal grew
AT_LATEST = 1.0
BEHIND = 0.1  # while what grew waits for the second between two heads to pass
AFTER_MIDNIGHT = timedelta(minutes=5)
WATCH = timedelta(seconds=10)  # between two looks for what is late
CHECK = timedelta(seconds=60)  # between two comparisons with the guard while nothing grows
IDLE = timedelta(seconds=1)
PAUSE = timedelta(seconds=5)  # until a refused signature is tried again
NEVER = datetime.min.replace(tzinfo=timezone.get_default_timezone())
DANGERS: dict[type[Refusal], Danger] = {
    HeadsDisagree: Danger.HEADS, GuardDamaged: Danger.GUARD, keys.NoKey: Danger.KEY,
}  # fmt: skip


def start(stop: threading.Event, grown: threading.Event) -> threading.Thread:
    """Begin the rounds and the visits to witnesses in threads of their own, until told to stop."""
    visits.start(stop)
    thread = threading.Thread(target=run_forever, args=[stop, grown], name="notary")
    thread.start()
    return thread


def run_forever(stop: threading.Event, grown: threading.Event) -> None:
    """Make rounds whenever the journal grew, and every so often anyway."""
    rounds = Rounds()
    patience = AT_LATEST if store.is_staged() else GLANCE
    while not stop.is_set():
        grown.wait(BEHIND if rounds.is_behind else patience)
        grown.clear()
        try:
            rounds.turn(timezone.now())
        except (DatabaseError, OSError):
            logger.exception("the notary could not make its round and tries again")
            connections.close_all()
            stop.wait(1)
    connections.close_all()


class Rounds:
    """What the notary remembers from one round to the next."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._covered = 0
        self.is_behind = False
        self._looked = self._watched = self._checked = self._refused = NEVER
        self._mirroring = Mirroring()

    def turn(self, at: datetime) -> None:
        """Do once what is to be done at an instant. A clock set back delays nothing."""
        if abs(at - self._refused) >= PAUSE and self._has_work(at):
            self._mirroring.turn(at)
            self._sign(at)
            self._covered = checkpoints.latest_size()
            self.is_behind = self._refused != at and tree.size() > self._covered
        if abs(at - self._watched) >= WATCH:
            self._watched = at
            self._watch(at)

    def _has_work(self, at: datetime) -> bool:
        """Say whether the journal grew; if it did not, a second may pass until we look closely."""
        if abs(at - self._looked) < IDLE and tree.size() == self._covered:
            return False
        self._looked = at
        return True

    def _sign(self, at: datetime) -> None:
        """Sign, publish and compare; what is refused becomes an alarm and is tried again."""
        try:
            keys.establish(at, hand_of_system(at))
            if keys.is_established():
                self._sign_due(at)
        except NothingToSign:
            return
        except (HeadsDisagree, GuardDamaged, keys.NoKey) as refusal:
            self._refused = at
            danger = DANGERS[type(refusal)]
            if alarms.sound(danger, at, **getattr(refusal, "seen", {})):
                logger.critical("%s: %s", danger, refusal.words)

    def _sign_due(self, at: datetime) -> None:
        signed = checkpoints.sign_head(at)
        self._grant_wish(at)
        day = civil(at - AFTER_MIDNIGHT)
        if self._day != day:
            if not _is_published(day):
                checkpoints.publish(at, Why.DAILY)
            self._day = day
        if signed is None and abs(at - self._checked) >= CHECK:
            checkpoints.check_guard()
            self._checked = at
        if signed or self._checked == at:
            for danger in DANGERS.values():
                alarms.still(danger)

    def _grant_wish(self, at: datetime) -> None:
        wished_at = wishes.standing()
        if wished_at:
            checkpoints.publish(at, Why.ASKED)
            wishes.fulfil(wished_at)

    def _watch(self, at: datetime) -> None:
        """Raise the alarm over a promise that is not kept, and let it go when all are."""
        overdue = receipts.overdue(at)
        if overdue is None:
            alarms.still(Danger.LATE)
        elif alarms.sound(Danger.LATE, at, since=overdue.since, waiting=overdue.waiting):
            logger.error("%d entries wait for a proof since %s", overdue.waiting, overdue.since)


def _is_published(day: date) -> bool:
    """Say whether a head was published since a day's 00:05."""
    newest = checkpoints.latest_published()
    return newest is not None and civil(newest.at - AFTER_MIDNIGHT) >= day
