"""The one door in: every act of work becomes a leaf here, or did not happen."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhibu.core.refusal import Refusal
from zhibu.journal import capturing, reading
from zhibu.journal.backends import store
from zhibu.journal.capturing import UnreadableCheckpoint
from zhibu.journal.days import civil
from zhibu.journal.entering import AheadOfItsDay, Entry, Follower, enter, followers
from zhibu.journal.kinds import Record
from zhibu.journal.leaves import REPLACING, Captured, Hand, Leaf, Op, Via
from zhibu.journal.models import LeafRow
from zhibu.journal.reading import (
    Evidence,
    NoSuchLeafError,
    captured_of,
    evidence_of,
    gone_of,
    is_demo,
    latest_of,
    leaf_of,
    leaf_of_record,
    leaves_about,
    leaves_named,
    leaves_of,
    lines_of,
    record_of,
    records_by_hash,
    records_of,
    versions_of,
)

__all__ = [
    "AheadOfItsDay", "AlreadyReplaced", "Captured", "Entry", "Evidence", "Follower", "Hand", "Leaf",
    "NoReason", "NoSuchLeafError", "Op", "OutsideTransactionError", "UnreadableCheckpoint", "Via",
    "act", "append", "append_many", "captured_of", "civil", "evidence_of", "follow", "gone_of",
    "is_demo", "latest_of", "leaf_of", "leaf_of_record", "leaves_about", "leaves_named",
    "leaves_of", "lines_of", "record_of", "records_by_hash", "records_of", "versions_of",
    "withdraw", "withdraw_many",
]  # fmt: skip


class OutsideTransactionError(RuntimeError):
    """A record was to be appended with no transaction open for its act."""


class AlreadyReplaced(Refusal):
    """Somebody corrected or withdrew this version before."""


class NoReason(Refusal):
    """A correction or withdrawal says why."""


@contextmanager
def act(*units: str) -> Iterator[None]:
    """Open the transaction of an act and hold its units, so that what it checks stays true.

    Everything an action checks and its ``append`` belong inside.
    """
    with transaction.atomic():
        store.hold(units)
        yield


def append(
    record: Record,
    *,
    unit: str | None,
    by: str,
    role: str,
    via: Via,
    at: datetime,
    op: Op = Op.CREATE,
    supersedes: bytes | None = None,
    reason: str | None = None,
    rec: str | None = None,
    history: bool = False,
    captured: Captured | None = None,
) -> Leaf:
    """Store a record with its facts, add to the sums, tell its room, and return its leaf.

    ``supersedes`` is the latest version's hash, for corrections. ``history`` marks a record made
    up afterwards from older papers (历史补录): it never counts as entered in time. ``captured``
    is what a phone claims of a record taken down offline; it moves neither lag nor facts.
    Raises AlreadyReplaced where another correction came first, NoReason where one is missing,
    AheadOfItsDay for a day to come, UnreadableCheckpoint for what is no checkpoint.
    """
    hand = Hand(by, role, via, at)
    entry = Entry(
        record=record, unit=unit, hand=hand, op=op, supersedes=supersedes, reason=reason,
        rec=rec, history=history, captured=captured,
    )  # fmt: skip
    return append_many([entry])[0]


def append_many(entries: Sequence[Entry]) -> list[Leaf]:
    """Enter several records as one: sums are added and units rescored once."""
    if not connection.in_atomic_block:
        raise OutsideTransactionError("append runs inside the transaction of its act")
    for entry in entries:
        if entry.op in REPLACING:
            _insist_on_latest(entry)
        if entry.captured:
            capturing.insist_on_sense(entry.captured)
    return enter(entries)


def withdraw(
    lh: bytes, *, unit: str, reason: str, by: str, role: str, via: Via, at: datetime
) -> Leaf:
    """Withdraw a record: it stays visible, and counts for nothing."""
    return withdraw_many([lh], reason=reason, unit=unit, hand=Hand(by, role, via, at))[0]


def withdraw_many(
    hashes: Sequence[bytes], *, reason: str, hand: Hand, unit: str | None = None
) -> list[Leaf]:
    """Withdraw several records as one act; ``unit`` is each record's own unless given."""
    entries = []
    for lh in hashes:
        leaf = leaf_of(lh)
        entries.append(
            Entry(
                record=record_of(leaf),
                unit=unit or leaf.unit,
                hand=hand,
                op=Op.WITHDRAW,
                supersedes=lh,
                reason=reason,
            )
        )
    return append_many(entries)


def follow(follower: Follower) -> Follower:
    """Call the decorated function with the units of every act, inside its transaction."""
    followers.append(follower)
    return follower


def _insist_on_latest(entry: Entry) -> None:
    if not (entry.reason or "").strip():
        raise NoReason(_("请写明更正或撤回的理由。"), field="reason")
    replaced = LeafRow.objects.filter(prev=entry.supersedes, op__in=list(REPLACING))
    if entry.supersedes is None or replaced.exists():
        raise AlreadyReplaced(_("这条记录已经被更正或撤回过，请打开最新一版再改。"))
    latest = reading.leaf_of(entry.supersedes)
    if latest.op is Op.WITHDRAW:
        raise AlreadyReplaced(_("这条记录已经撤回，不能再更正。"))
    if latest.unit != entry.unit:
        # What the old version stated would be taken from the wrong unit's sums.
        raise RuntimeError("a correction is about the unit its record was about")
