"""From records to the journal: in one piece while it is short, in parts while it is long.

A short batch is one transaction: all or nothing. A long one would hold the writers' queue for
longer than anybody should wait, so it goes in parts, each a transaction of its own in which the
count of what stands already is kept beside it (``Passage``). Everything was checked before the
first part; should one fail all the same, or the process die, the parts that stand are withdrawn:
at once, or by whoever imports next. The batch's own record comes last and makes it one act.
"""

import gc
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from zhibu.intake.identities import record_of
from zhibu.intake.models import Passage
from zhibu.intake.records import BatchTakenBack
from zhibu.journal import log
from zhibu.journal.kinds import Record
from zhibu.journal.log import Entry, Hand
from zhibu.party.models import Organization

IN_ONE_PIECE = 2_000
PART = 1_000
WENT_LIVE = "party.went_live"
_DEAD_AFTER = timedelta(minutes=10)
Told = tuple[str, Record]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Closing:
    """What makes the records of a batch one act: its record, and a last look before it stands."""

    batch: str
    record: Record
    confirm: Callable[[], None]


def enter_all(
    told: Sequence[Told],
    *,
    closing: Closing,
    hand: Hand,
    progress: Progress,
) -> None:
    """Enter the records of a batch and the batch itself, or nothing."""
    batch = closing.batch
    if len(told) <= IN_ONE_PIECE:
        with transaction.atomic():
            log.append_many(_entries(told, batch=batch, start=0, hand=hand))
            _close(closing, hand)
        progress(len(told), len(told))
        return
    Passage.objects.create(batch=batch, total=len(told), touched_at=hand.at)
    # The rows that wait are many and stay: the collector need not walk them with every part.
    gc.freeze()
    try:
        for start in range(0, len(told), PART):
            _enter_part(told[start : start + PART], batch=batch, start=start, hand=hand)
            progress(start, len(told))
        with transaction.atomic():
            _close(closing, hand)
            Passage.objects.filter(batch=batch).delete()
    except BaseException:
        withdraw_entered(batch, reason="导入未完成，已入的部分撤回", hand=hand)
        raise
    finally:
        gc.unfreeze()


def take_back_all(batch: str, records: int, *, reason: str, hand: Hand, progress: Progress) -> int:
    """Withdraw a batch and say so: a short one whole or not at all, a long one part by part.

    A long one that is cut off is not taken back yet; asking again goes on where it stopped.
    """
    whole = transaction.atomic() if records <= IN_ONE_PIECE else nullcontext()
    with whole:
        gone = withdraw_all(batch, records=records, reason=reason, hand=hand, progress=progress)
        with log.act():
            taken = BatchTakenBack(batch, log.civil(hand.at), gone)
            log.append(taken, unit=None, **hand.told)
    return gone


def withdraw_all(batch: str, *, records: int, reason: str, hand: Hand, progress: Progress) -> int:
    """Withdraw the records of a batch that still stand, the last first; return how many."""
    gone = 0
    _undo_going_live(batch, records, reason=reason, hand=hand)
    part = (PART + 1) // 2  # taking a record back costs about twice what entering it did
    for start in range((records - 1) // part * part, -1, -part):
        with transaction.atomic():
            hashes = _standing(batch, range(start, min(start + part, records)))
            log.withdraw_many(hashes, reason=reason, hand=hand)
        gone += len(hashes)
        progress(gone, records)
    return gone


def _undo_going_live(batch: str, records: int, *, reason: str, hand: Hand) -> None:
    """Withdraw the going live of organizations that came with the batch: it was about them."""
    founded = Organization.objects.filter(live_on__isnull=False)
    ours = {record_of(batch, place) for place in range(records)} if founded.exists() else set()
    uids = [one.uid for one in founded if one.rec in ours]
    latest = {leaf.unit: leaf for leaf in log.leaves_about(uids, named=WENT_LIVE)}
    hashes = [leaf.lh for leaf in latest.values() if leaf.op is not log.Op.WITHDRAW]
    if hashes:
        with transaction.atomic():
            log.withdraw_many(hashes, reason=reason, hand=hand)


def withdraw_entered(batch: str, *, reason: str, hand: Hand) -> None:
    """Withdraw the parts of a batch that was cut off."""
    passage = Passage.objects.get(batch=batch)
    records = passage.entered
    withdraw_all(batch, records=records, reason=reason, hand=hand, progress=lambda *_: None)
    passage.delete()


def sweep(hand: Hand) -> int:
    """Withdraw what was left by imports whose process died; return how many there were."""
    dead = Passage.objects.filter(touched_at__lt=hand.at - _DEAD_AFTER)
    batches = [passage.batch for passage in dead]
    for batch in batches:
        withdraw_entered(batch, reason="导入中断，已入的部分撤回", hand=hand)
    return len(batches)


@transaction.atomic
def _enter_part(part: Sequence[Told], *, batch: str, start: int, hand: Hand) -> None:
    log.append_many(_entries(part, batch=batch, start=start, hand=hand))
    Passage.objects.filter(batch=batch).update(entered=F("entered") + len(part), touched_at=Now())


def _entries(part: Sequence[Told], *, batch: str, start: int, hand: Hand) -> list[Entry]:
    return [
        Entry(
            record=record, unit=unit, hand=hand, history=True, rec=record_of(batch, start + place)
        )
        for place, (unit, record) in enumerate(part)
    ]


def _close(closing: Closing, hand: Hand) -> None:
    log.append(closing.record, unit=None, rec=closing.batch, **hand.told)
    closing.confirm()


def _standing(batch: str, places: range) -> list[bytes]:
    """Return the latest versions of those records of the batch that are not withdrawn yet."""
    recs = [record_of(batch, place) for place in reversed(places)]
    latest = log.latest_of(recs)
    found = [latest[rec] for rec in recs if rec in latest]
    return [leaf.lh for leaf in found if leaf.op is not log.Op.WITHDRAW]
