"""After a loss: bring the lost leaves back from the mirror, or end the epoch and begin another.

An origin promises one history. Where a restore lost entries that were acknowledged, either the
very same leaves return, or the origin is closed for good (specification 2.8).
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from zhibu.core import merkle
from zhibu.core.checkpoint import Checkpoint as Head
from zhibu.core.merkle import Frontier
from zhibu.core.notes import Note
from zhibu.core.refusal import Refusal
from zhibu.journal import log, putting_back, tree
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.notary import checkpoints, keys, mirror
from zhibu.notary.guard import Guard, GuardDamaged, epoch_of
from zhibu.notary.mirror import Mirror
from zhibu.notary.records import EpochOpened


class CannotRecover(Refusal):
    """The mirror does not lead to the head that was signed: the lost leaves cannot come back."""


class NoReasonForEpoch(Refusal):
    """An epoch ends only for a reason, and not while the journal continues what was signed."""


class Loss(NamedTuple):
    """What an epoch ended with: its last head as a text, and which entries of it are gone."""

    checkpoint: str
    first: int
    last: int


def recover() -> int:
    """Bring lost leaves back from the mirror under their numbers; return how many.

    Their content stays lost. Nothing is written unless the mirror continues the journal leaf by
    leaf and leads to the last head that was signed. Raises CannotRecover, or NoKey.
    """
    using = checkpoints.writer()
    size, held = tree.size(using=using), mirror.current()
    leaves = list(held.leaves())
    _insist_on_continuation(leaves, size, using)
    _insist_on_last_head(leaves, size)
    if len(leaves) <= size:
        return 0
    return putting_back.put_back(leaves[size:], after=size, using=using) - size


def open_epoch(reason: str, *, hand: Hand) -> Leaf:
    """End the epoch and begin another: new origin, new keys, and a first word that says why.

    Raises NoReasonForEpoch without a reason, or where the journal continues what was signed.
    """
    if not reason.strip():
        raise NoReasonForEpoch(_("请写明为什么要开启新账期，原因会入账公开。"), field="reason")
    _insist_on_need()
    number, loss = _next_epoch(), _loss(hand.at)
    day = log.civil(hand.at)
    record = EpochOpened(number, day, loss.checkpoint, loss.first, loss.last, reason.strip())
    _set_damaged_guard_aside()
    with log.act():
        leaf = log.append(record, unit=None, op=Op.SYSTEM, **hand.told)
        name = keys.new_origin(number)
        keys.announce(name, number, hand=hand, at=hand.at, fresh=True)
    return leaf


def _insist_on_continuation(leaves: Sequence[bytes], size: int, using: str) -> None:
    """Raise unless the mirror begins with exactly what the journal still has."""
    frontier = Frontier()
    frontier.extend(merkle.leaf_hash(leaf) for leaf in leaves[:size])
    if len(leaves) < size or frontier.root() != tree.root(size, using=using):
        words = _("镜像只有 %(mirrored)d 条，或与账本现有的 %(size)d 条不符，不能用它找回记录。")
        raise CannotRecover(words % {"mirrored": len(leaves), "size": size})


def _insist_on_last_head(leaves: Sequence[bytes], size: int) -> None:
    """Raise unless the mirror leads to the last head that was signed in this epoch."""
    last = Guard.within(keys.folder()).last()
    if last is None or last.checkpoint.origin != keys.origin():
        return
    kept = last.checkpoint
    frontier = Frontier()
    frontier.extend(merkle.leaf_hash(leaf) for leaf in islice(leaves, kept.size))
    if frontier.size < kept.size or frontier.root() != kept.root:
        words = _(
            "镜像有 %(mirrored)d 条，接不上已签名的第 %(kept)d 条账本头，找不回来。"
            "只能用 zhibu epoch open 写明原因，开启新账期。"
        )
        raise CannotRecover(words % {"mirrored": len(leaves), "kept": kept.size, "size": size})


def _insist_on_need() -> None:
    try:
        checkpoints.check_guard()
    except (Refusal, OSError):
        return
    raise NoReasonForEpoch(_("账本与已签名的账本头相符，不需要开启新账期。"))


def _next_epoch() -> int:
    """Return the number after every epoch that ever was: an origin is never used twice."""
    known = {keys.current().epoch, *keys.epochs_kept()}
    with suppress(GuardDamaged):
        known |= {epoch_of(one.checkpoint.origin) for one in Guard.within(keys.folder()).heads()}
    return max(known) + 1


def _loss(at: datetime) -> Loss:
    """Return the last head of the epoch, signed again if its key is there, and what is gone."""
    size = tree.size(using=checkpoints.writer())
    head = _last_head()
    if head is None:
        return Loss("", size, size)
    kept = mirror.first_difference(Mirror.of_epoch(epoch_of(head.origin)))
    first = min(size, head.size, kept or size)
    return Loss(_signed(head, at), first, max(head.size, first))


def _last_head() -> Head | None:
    """Return the last head that was signed: by the file, or if damaged by the journal."""
    try:
        last = Guard.within(keys.folder()).last()
    except GuardDamaged:
        note = checkpoints.latest()
        return Head.parse(note.text) if note else None
    return last.checkpoint if last else None


def _signed(head: Head, at: datetime) -> str:
    """Return the head as the note it was: the same key signs the same bytes again."""
    try:
        signers = keys.log_signers(at)
    except keys.NoKey:
        return head.text
    ours = [one for one in signers if one.verifier.name == head.origin]
    return Note(head.text, tuple(one.sign(head.text) for one in ours)).data.decode()


def _set_damaged_guard_aside() -> None:
    """Keep a damaged file under another name and begin an empty one; a sound one stays."""
    guard = Guard.within(keys.folder())
    try:
        guard.last()
    except GuardDamaged:
        guard.set_aside()
        guard.begin()
