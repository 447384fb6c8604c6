"""What may be done with declared work: entered, ended, corrected, withdrawn."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.party.models import Organization
from zhibu.party.permits import Ability
from zhibu.worklog import checks, kept, queries
from zhibu.worklog.checks import CannotRecordWork
from zhibu.worklog.declared import Shape, WorkType
from zhibu.worklog.records import (
    Beginning,
    Counted,
    DocumentMade,
    Ending,
    IncidentHappened,
    StateBegan,
    StateEnded,
    TaskDone,
    TaskSet,
    Told,
    WorkDone,
)
from zhibu.worklog.told import WorkTold

__all__ = [
    "CannotRecordWork", "WorkTold", "ability_of", "correct_work", "end_work", "record_work",
    "record_work_at", "withdraw_work",
]  # fmt: skip


def record_work(*, branch: Organization, told: WorkTold, hand: Hand) -> Leaf:
    """Enter a piece of work.

    Raises CannotRecordWork for an unknown kind, a role that does not enter it, a day to come,
    what its shape needs and lacks, a second count of one period, a state that stands already.
    """
    return record_work_at(branches=[branch], told=told, hand=hand)[0]


def record_work_at(*, branches: Sequence[Organization], told: WorkTold, hand: Hand) -> list[Leaf]:
    """Enter the same piece of work at several branches as one act: a superior sets a task.

    Raises CannotRecordWork as for one, and without any branch.
    """
    if not branches:
        raise CannotRecordWork(_("请至少选一个支部。"), field="branches")
    kind = checks.work_type(told.work)
    checks.check_hand(kind, hand)
    with log.act(*(branch.uid for branch in branches)):
        entries = []
        for branch in branches:
            checks.check_told(branch, kind, told, hand=hand)
            checks.check_once(branch.uid, kind, told)
            kept.insist_on_ours(branch, kind, told)
            record = _record(branch.uid, kind, told)
            entries.append(log.Entry(record=record, unit=branch.uid, hand=hand))
        return log.append_many(entries)


def end_work(*, rec: str, on: date, words: str = "", hand: Hand) -> Leaf:
    """Enter that a task is done, or that a state has ended.

    Raises CannotRecordWork for what has no end or has ended, a day to come, a day before the
    beginning, and a role that does not record the branch's work.
    """
    begun = _beginning(log.leaf_of_record(rec))
    with log.act(begun.branch):
        row = queries.work(rec)
        if row is None or row.ended_on:
            raise CannotRecordWork(_("这一项已经办结或撤回，不用再填。"), field="on")
        if not checks.gives(hand.role, Ability.RECORD_WORK):
            raise CannotRecordWork(_("办结由支部登记。"), field="on")
        _check_end(begun, on, words=words, hand=hand)
        return log.append(_ending(begun, rec, on, words=words), unit=begun.branch, **hand.told)


def correct_work(*, rec: str, told: WorkTold, reason: str, hand: Hand, seen: str = "") -> Leaf:
    """Enter a right version beside the wrong one; both stay visible.

    Raises CannotRecordWork as for new work, for another kind, without a reason or a change, where
    it has ended (the end is withdrawn first), and where somebody else was quicker.
    """
    branch = _standing(rec, reason, hand, seen=seen)
    kind = checks.work_type(told.work)
    with log.act(branch.uid):
        latest = log.leaf_of_record(rec)
        old: Told = log.record_of(latest)
        if isinstance(old, Ending) or old.work != told.work:
            raise CannotRecordWork(_("类别不能更正，请撤回后重记。"), field="work")
        _refuse_ended(rec)
        checks.check_told(branch, kind, told, hand=hand)
        checks.check_once(branch.uid, kind, told, but_not=rec)
        record = _record(branch.uid, kind, told)
        if record == old:
            raise CannotRecordWork(_("没有改动任何内容，不用更正。"), field="reason")
        return log.append(
            record, unit=branch.uid, op=Op.CORRECT, supersedes=latest.lh, reason=reason.strip(),
            rec=rec, **hand.told,
        )  # fmt: skip


def withdraw_work(*, rec: str, reason: str, hand: Hand) -> Leaf:
    """Take back a piece of work, or the end of one; it stays visible and counts no more.

    Raises CannotRecordWork without a reason, where it is withdrawn already, and for a task or
    state whose end is entered: that is withdrawn first.
    """
    branch = _standing(rec, reason, hand)
    with log.act(branch.uid):
        _refuse_ended(rec)
        latest = log.leaf_of_record(rec)
        return log.withdraw(latest.lh, reason=reason.strip(), unit=branch.uid, **hand.told)


def ability_of(leaf: Leaf) -> Ability:
    """Return what somebody must be able to do to mend a record: who told it, mends it."""
    own = checks.gives(leaf.role, Ability.RECORD_WORK)
    return Ability.RECORD_WORK if own else Ability.ISSUE_NOTICES


def _record(branch: str, kind: WorkType, told: WorkTold) -> Told:
    words = told.words.strip() or None
    match kind.shape:
        case Shape.ACTIVITY | Shape.PER_MEMBER:
            minutes = told.minutes if kind.minutes else None
            return WorkDone(branch, kind.key, told.on, words, minutes, told.participants)
        case Shape.DOCUMENT:
            return DocumentMade(branch, kind.key, told.on, words, told.parts)
        case Shape.COUNT if told.month:
            return Counted(branch, kind.key, told.month, told.numbers, words)
        case Shape.TASK if told.due_on:
            return TaskSet(branch, kind.key, told.on, told.due_on, words)
        case Shape.STATE:
            return StateBegan(branch, kind.key, told.on, told.number, words)
    return IncidentHappened(branch, kind.key, told.on, words)


def _beginning(leaf: Leaf) -> Beginning:
    found = log.record_of(leaf)
    if not isinstance(found, TaskSet | StateBegan) or leaf.op is Op.WITHDRAW:
        raise CannotRecordWork(_("这条记录没有办结一说。"), field="on")
    return found


def _check_end(begun: Beginning, on: date, *, words: str, hand: Hand) -> None:
    checks.check_day(on, hand, field="on")
    if on < begun.on or (isinstance(begun, StateBegan) and on == begun.on):
        raise CannotRecordWork(_("结束日期应在开始日期之后，请核对。"), field="on")
    if len(words) > checks.LONGEST_WORDS:
        raise CannotRecordWork(
            _("说明最多 %(most)d 个字，请写要点。") % {"most": checks.LONGEST_WORDS}, field="words"
        )


def _ending(begun: Beginning, rec: str, on: date, *, words: str) -> Ending:
    said = words.strip() or None
    if isinstance(begun, TaskSet):
        return TaskDone(begun.branch, begun.work, rec, begun.due_on, on, said)
    return StateEnded(begun.branch, begun.work, rec, on, begun.number, said)


def _standing(rec: str, reason: str, hand: Hand, *, seen: str = "") -> Organization:
    """Return the branch of a record that may be mended by this hand, or refuse."""
    latest = log.leaf_of_record(rec)
    if not reason.strip():
        raise CannotRecordWork(_("请写明理由，例如“日期录错”。"), field="reason")
    if latest.op is Op.WITHDRAW:
        raise CannotRecordWork(_("这条记录已经撤回，不能再改。请另记一次。"), field="reason")
    if seen and latest.fingerprint != seen:
        raise CannotRecordWork(
            _("这条记录刚才已被更正，您看到的不是最新的一版。请重新打开后再改。"), field="reason"
        )
    if not checks.gives(hand.role, ability_of(log.versions_of(rec)[0])):
        raise CannotRecordWork(_("这条记录由登记它的一方更正。"), field="reason")
    return Organization.objects.get(pk=latest.unit)


def _refuse_ended(rec: str) -> None:
    row = queries.work(rec)
    if row is not None and row.ended_on:
        raise CannotRecordWork(
            _("这一项已经登记了办结或结束。请先撤回那条记录，再改这一条。"), field="reason"
        )
