"""What was entered wrongly is corrected or taken back; what follows from it must still hold."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core import case as machine
from zhibu.core.case import Done
from zhibu.core.procedure_parts import Value
from zhibu.journal import facts, log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.procedures import awaiting, conduct, queries
from zhibu.procedures.actions.alone import insist_on_alone
from zhibu.procedures.actions.completing import StepTold, attempt_of, obstacles_to, record_of
from zhibu.procedures.actions.following import insist_on_later
from zhibu.procedures.actions.keeping import badly_kept
from zhibu.procedures.actions.refusals import (
    CannotComplete,
    gives,
    holding,
    insist_on_body,
    refuse_for,
    words_of,
)
from zhibu.procedures.models import Case
from zhibu.procedures.obligations import told_anew
from zhibu.procedures.papers import Held, ids_of, parted
from zhibu.procedures.queries import Entered, File


def correct_step(
    *, case: Case, rec: str, on: date, values: Mapping[str, Value], reason: str, hand: Hand,
    papers: Sequence[Held] = (), seen: str = "",
) -> Leaf:  # fmt: skip
    """Enter a right version of a step beside the wrong one; both stay visible.

    How a step came out is not corrected: it is withdrawn and done again. Raises CannotComplete as
    ``complete`` does, without a reason or a change, where somebody else was quicker, where a later
    step could then not have been done, and where the Party's tables would then say otherwise.
    """
    with holding(case) as now:
        file = queries.file_of(now)
        place = _place_of(file, rec)
        old, before = file.entered[place], queries.file_until(file, place)
        _insist_on_own(old)
        if seen and old.fingerprint != seen:
            words = _("这一步刚才已被更正，您看到的不是最新的一版。请重新打开后再改。")
            raise CannotComplete(words, field="reason")
        told = StepTold(on, values, papers, old.done.outcome)
        attempt = _as_then(old, attempt_of(before, old.done.step, told, hand=hand))
        if attempt == old.done and parted(papers) == parted(old.papers):
            raise CannotComplete(_("没有改动任何内容，不用更正。"), field="reason")
        refuse_for((*obstacles_to(before, attempt, hand), *badly_kept(now, attempt, papers)))
        after = queries.file_with(file, place, attempt)
        insist_on_later(file, after, place, today=log.civil(hand.at))
        told_now = told_anew(old.record.told, file.core, after.core, place=place)
        record = record_of(before, attempt, papers=papers, told=told_now)
        leaf = log.append(
            record, unit=now.organization_id, op=Op.CORRECT, supersedes=old.lh, rec=rec,
            reason=words_of(reason), **hand.told,
        )  # fmt: skip
        conduct.of(now.family).on_corrected(now, (old.done, attempt), hand, leaf)
        awaiting.refresh([now], log.civil(hand.at))
        return leaf


def withdraw_step(*, case: Case, rec: str, reason: str, hand: Hand) -> Leaf:
    """Take back the latest step of a case, what was added to it, and the end it brought.

    Raises CannotComplete for an earlier step, another body's role, without a reason, and where
    what the room did besides cannot be taken back; CannotOpen where the case would run again
    beside another about the same.
    """
    with holding(case) as now:
        file = queries.file_of(now)
        place = _place_of(file, rec)
        entered = file.entered[place]
        _insist_on_own(entered)
        insist_on_body(file.procedure, _body_of(file, entered.done), hand)
        if place != len(file.entered) - 1:
            words = _("只能撤回最后办的一步“%(title)s”。要撤回更早的，请从后往前逐步撤回。")
            title = file.procedure.steps[file.entered[-1].done.step].title
            raise CannotComplete(words % {"title": title}, field="reason")
        why = words_of(reason)
        _insist_on_last(file, entered)
        _insist_on_alone(now, hand)
        conduct.of(now.family).on_withdrawn(now, entered.done, hand, log.leaf_of(entered.lh))
        added = [one.lh for one in reversed(entered.added)]
        hashes = [*_closing(now), *added, entered.lh]
        leaf = log.withdraw_many(hashes, reason=why, hand=hand)[-1]
        now.refresh_from_db()
        awaiting.refresh([now], log.civil(hand.at))
        return leaf


def withdraw_exception(*, case: Case, rec: str, reason: str, hand: Hand) -> Leaf:
    """Take back an exception after which nothing was done.

    Raises CannotComplete where a step was done since, for another body's role, without a reason.
    """
    with holding(case) as now:
        file = queries.file_of(now)
        found = next((one for one in file.exceptions if one.rec == rec), None)
        if found is None:
            raise CannotComplete(_("这一特例已经撤回。"), field="reason")
        insist_on_body(file.procedure, found.body, hand)
        if any(one.row.entered_at > found.entered_at for one in file.entered) or now.ended:
            words = _("批准特例之后已经办了步骤，请先从后往前撤回那些步骤。")
            raise CannotComplete(words, field="reason")
        why = words_of(reason)
        leaf = log.withdraw_many([bytes(found.leaf_id)], reason=why, hand=hand)[-1]
        awaiting.refresh([now], log.civil(hand.at))
        return leaf


def withdraw_case(*, case: Case, reason: str, hand: Hand) -> Leaf:
    """Take back the opening of a case in which nothing was done yet.

    Raises CannotComplete once a step was done, and without a reason.
    """
    with holding(case) as now:
        file = queries.file_of(now)
        if not any(gives(hand, body.ability) for body in file.procedure.bodies.values()):
            raise CannotComplete(_("您的角色不办理这件流程。"))
        if file.is_taken_over:
            words = _(
                "据原台账接续的流程随导入的那一批撤回，请到“导入”整批撤回；不再办的，请结束流程。"
            )
            raise CannotComplete(words, field="reason")
        if file.entered or file.exceptions or now.ended:
            words = _("已经办了步骤的流程不能撤回。办错的步骤请撤回；不再办的，请结束流程。")
            raise CannotComplete(words, field="reason")
        return log.withdraw(
            bytes(now.leaf_id), unit=now.organization_id, reason=words_of(reason), **hand.told
        )


def reopen(*, case: Case, reason: str, hand: Hand) -> Leaf:
    """Take back the end of a case that was ended by hand.

    Raises CannotComplete where it runs, where its last step ended it, and without a reason;
    CannotOpen where another about the same runs by now.
    """
    with holding(case) as now:
        file = queries.file_of(now)
        if not any(gives(hand, body.ability) for body in file.procedure.bodies.values()):
            raise CannotComplete(_("您的角色不办理这件流程。"))
        if not now.ended:
            raise CannotComplete(_("这件流程没有结束，不用恢复。"), field="reason")
        running = replace(file.core, closed_as="", closed_on=None)
        today = log.civil(hand.at)
        if machine.stand(running, today=today, calendar=facts.calendar()).ended:
            raise CannotComplete(_("这件流程已经办完。办错了的，请撤回最后一步。"), field="reason")
        why = words_of(reason)
        _insist_on_alone(now, hand)
        leaf = log.withdraw_many(_closing(now), reason=why, hand=hand)[-1]
        now.refresh_from_db()
        conduct.of(now.family).on_ended(now, None, hand, leaf)
        awaiting.refresh([now], today)
        return leaf


def _insist_on_alone(now: Case, hand: Hand) -> None:
    """Let a case that was over run again only while no other about the same does."""
    if now.ended:
        insist_on_alone(
            now.subject, now.family, now.subject_name, unit=now.organization_id, hand=hand,
            field="reason",
        )  # fmt: skip


def _place_of(file: File, rec: str) -> int:
    for place, one in enumerate(file.entered):
        if one.row.rec == rec:
            return place
    raise CannotComplete(_("这一步已经撤回，请回到流程页重新看。"), field="reason")


def _insist_on_own(entered: Entered) -> None:
    """Let a step that stands in a ledger's record be mended with the ledger only."""
    if entered.taken_over:
        words = _(
            "这一步据原台账接续，不能单独更正或撤回。台账有误的，请到“导入”页整批撤回，改好后重新导入；"
            "接续以后办过的步骤，要先从后往前撤回。"
        )
        raise CannotComplete(words, field="reason")


def _body_of(file: File, done: Done) -> str:
    """Return the body of a step; of one that the present version lacks, the definition's first."""
    step = file.procedure.steps.get(done.step)
    return step.body if step else next(iter(file.procedure.bodies))


def _as_then(old: Entered, attempt: Done) -> Done:
    """Return a corrected step with what stays as it was: its version, when it was entered, and
    what was added to it since.
    """
    late = (held for one in old.added for held in one.papers)
    return replace(
        attempt,
        materials=tuple(dict.fromkeys((*attempt.materials, *ids_of(late)))),
        version=old.done.version,
        entered_on=old.done.entered_on,
        waived=old.done.waived,
    )


def _insist_on_last(file: File, entered: Entered) -> None:
    """Keep what was decided after a step from losing its ground. Raises CannotComplete."""
    if any(one.entered_at > entered.row.entered_at for one in file.exceptions):
        words = _("这一步之后批准过特例，请先由批准的一方撤回特例，再撤回这一步。")
        raise CannotComplete(words, field="reason")
    if file.case.moved_at and file.case.moved_at > entered.row.entered_at:
        words = _("这一步之后流程改用了新版规程，不能撤回。内容有误的，请用“更正”。")
        raise CannotComplete(words, field="reason")


def _closing(now: Case) -> list[bytes]:
    """Return the hash of the record that ended a case, if one did."""
    return [log.leaf_of_record(now.closing).lh] if now.closing else []
