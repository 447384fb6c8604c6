"""The worker's copying of leaves into the mirror, before a head is signed over them."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from zhibu.notary import alarms, checkpoints, keys, mirror
from zhibu.notary.alarms import Danger
from zhibu.notary.mirror import Mirror, MirrorDisagrees

logger = logging.getLogger(__name__)

PAUSE = timedelta(seconds=10)  # until a mirror that cannot be written is tried again
NEVER = datetime.min.replace(tzinfo=timezone.get_default_timezone())


class Mirroring:
    """Which mirror is kept, and when it last could not be."""

    def __init__(self) -> None:
        self._held: Mirror | None = None
        self._failed: datetime | None = NEVER  # an alarm may stand from an earlier worker

    def turn(self, at: datetime) -> None:
        """Copy what the journal has and the mirror lacks. A full disk stops no signing."""
        if not keys.is_established() or (self._failed and abs(at - self._failed) < PAUSE):
            return
        try:
            self._current().catch_up(using=checkpoints.writer())
        except MirrorDisagrees as refusal:
            self._fail(at, str(refusal.words), **refusal.seen)
        except OSError as fault:
            self._fail(at, str(fault), fault=fault)
        else:
            self._mend()

    def _current(self) -> Mirror:
        """Return the mirror of the epoch that runs, with what was read of it before."""
        current = mirror.current()
        if self._held is None or self._held.path != current.path:
            self._held = current
        return self._held

    def _fail(self, at: datetime, words: str, **seen: object) -> None:
        self._failed = at
        if alarms.sound(Danger.MIRROR, at, **seen):
            logger.critical("the mirror is not kept: %s", words)

    def _mend(self) -> None:
        if self._failed:
            alarms.still(Danger.MIRROR)
            self._failed = None
