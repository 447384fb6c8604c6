"""What follows a restore: entries brought back from the mirror, or an epoch closed; the record."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from zhibu.core import leaf as spelling
from zhibu.journal import log, replay, sequencer
from zhibu.journal.backends import store
from zhibu.journal.leaves import Hand, Op
from zhibu.notary import epochs, keys
from zhibu.notary.backup import restoring
from zhibu.notary.backup.restoring import Outside, Restored
from zhibu.notary.epochs import CannotRecover
from zhibu.notary.guard import Guard
from zhibu.notary.records import BackupRestored


class Settled(NamedTuple):
    """How a restore ended: what was brought back, what stays lost, and the sentence."""

    recovered: int
    lost: int
    words: str


def settle(restored: Restored, outside: Outside | None, *, reason: str, hand: Hand) -> Settled:
    """Bring back what the mirror holds, or close the epoch for a reason; then enter the restore.

    What rooms derive from their tables and the day is reckoned for this day. While entries are
    missing and no reason is given nothing is entered and nothing will be signed: an entry now would
    take the number of a lost one.
    """
    remember(outside, hand.at)
    recovered, lost = 0, restored.lost
    if lost:
        recovered = recover()
        lost = restoring.lost(outside)
    if lost and reason:
        epochs.open_epoch(reason, hand=hand)
    if not lost or reason:
        note(restored, outside, recovered=recovered, hand=hand)
    replay.reckon_all(log.civil(hand.at))
    return Settled(recovered, lost, _words(restored, recovered, lost, closed=bool(reason)))


def remember(outside: Outside | None, at: datetime) -> None:
    """Let the guard know the checkpoint held outside: nothing shorter is signed from now on."""
    guard = Guard.within(keys.folder())
    guard.begin()
    last = guard.last()
    if outside and (last is None or last.checkpoint.size < outside.head.size):
        guard.append(outside.head, at)


def note(restored: Restored, outside: Outside | None, *, recovered: int, hand: Hand) -> None:
    """Enter in the journal that it was put back, and how that was checked."""
    record = BackupRestored(
        restored_on=log.civil(hand.at),
        backup=restored.mark,
        made_at=spelling.read_instant(restored.told.made_at),
        size=restored.size,
        recovered=recovered,
        checked=outside.head.size if outside else 0,
    )
    with log.act():
        log.append(record, unit=None, op=Op.SYSTEM, **hand.told)
    if store.is_staged():
        sequencer.drain()


def recover() -> int:
    """Bring entries back from the mirror; return how many, none where it does not lead there."""
    try:
        return epochs.recover()
    except CannotRecover:
        return 0


def _words(restored: Restored, recovered: int, lost: int, *, closed: bool) -> str:
    told = {"size": restored.size, "recovered": recovered, "lost": lost}
    if not lost and not recovered:
        return _("已恢复并核验 %(size)d 条，恢复一事已入账。") % told
    if not lost:
        return (
            _("已恢复 %(size)d 条，又从镜像找回 %(recovered)d 条（内容须补录），已核验、已入账。")
            % told
        )
    if closed:
        return _("已恢复 %(size)d 条，有 %(lost)d 条找不回来：旧账期已关闭，新账期已开启。") % told
    return (
        _(
            "已恢复 %(size)d 条，还缺 %(lost)d 条：账本拒绝签名，请先不要使用。"
            "找得到镜像（第二块盘或见证机上），放回镜像文件夹后运行 zhibu epoch recover；"
            "确实找不回来，用 zhibu epoch open 写明原因，开启新账期。"
        )
        % told
    )
