"""How the materials of a step may be kept, and those that come after the step was done."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.case import Done, Obstacle
from zhibu.core.procedure_parts import Step
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.meetings import attachments
from zhibu.procedures import conduct, queries
from zhibu.procedures.actions.refusals import (
    CannotComplete,
    holding,
    insist_on_body,
    refuse_for,
    words_of,
)
from zhibu.procedures.models import Case
from zhibu.procedures.papers import LONGEST_PLACE, Held, parted
from zhibu.procedures.queries import Entered, File
from zhibu.procedures.records import MaterialAdded


def add_material(
    *, case: Case, rec: str, on: date, papers: Sequence[Held], hand: Hand
) -> Leaf:  # fmt: skip
    """Enter that materials of a step that was done came to its file on a day.

    A case that is over takes them too. Raises CannotComplete for another body's role, a step that
    was taken back, a day to come or before the step, nothing to add, and what is not kept right.
    """
    with holding(case) as now:
        file = queries.file_of(now)
        entered = _entered(file, rec)
        step = _step_of(file, entered)
        insist_on_body(queries.definition_of(now, entered.done.version), step.body, hand)
        _insist_on_day(entered, on, log.civil(hand.at))
        if not any(one.is_kept for one in papers):
            words = _("没有要补充的材料。请上传文件，或写明纸质材料存放在哪里。")
            raise CannotComplete(words, field="materials")
        refuse_for(tuple(_faults(now, step, papers)))
        materials, kept_at, files = parted(papers)
        record = MaterialAdded(
            now.rec, entered.done.version, step.id, rec, on, materials, kept_at, files
        )
        return log.append(record, unit=now.organization_id, **hand.told)


def withdraw_material(*, case: Case, rec: str, reason: str, hand: Hand) -> Leaf:
    """Take back materials that were added. Raises CannotComplete without a reason, and as above."""
    with holding(case) as now:
        file = queries.file_of(now)
        found = next(
            ((one, added) for one in file.entered for added in one.added if added.rec == rec),
            None,
        )
        if found is None:
            raise CannotComplete(_("这次补充已经撤回，请回到流程页重新看。"), field="reason")
        entered, added = found
        procedure = queries.definition_of(now, entered.done.version)
        insist_on_body(procedure, _step_of(file, entered).body, hand)
        why = words_of(reason)
        return log.withdraw(added.lh, unit=now.organization_id, reason=why, **hand.told)


def badly_kept(case: Case, attempt: Done, papers: Sequence[Held]) -> tuple[Obstacle, ...]:
    """Return what is wrong with how a step's materials are kept."""
    step = queries.definition_of(case, attempt.version).steps[attempt.step]
    return tuple(_faults(case, step, papers))


def _faults(case: Case, step: Step, papers: Sequence[Held]) -> Iterator[Obstacle]:
    made = conduct.of(case.family).documents
    if sum(len(one.files) for one in papers) > attachments.MOST:
        words = _("一步最多附 %(most)d 个文件。") % {"most": attachments.MOST}
        yield _fault(step, papers[0], words, way_out=_("其余的请在入账后用“补充材料”再附。"))
    for one in papers:
        known = step.materials.get(one.material)
        title = {"title": known.title if known else one.material}
        if known is None:
            words = _("“%(title)s”不是这一步的材料。") % title
            yield _fault(step, one, words, way_out=_("请按办理时的版本选。"))
        elif one.ticked or not one.is_kept:
            words = _("“%(title)s”没有说明怎样保存。") % title
            yield _fault(step, one, words, way_out=_("请上传文件，或写明纸质材料存放在哪里。"))
        elif one.made and known.template not in made:
            words = _("“%(title)s”没有系统模板，不能由系统出具。") % title
            yield _fault(step, one, words, way_out=_("请上传文件，或写明纸质材料存放在哪里。"))
        elif len(one.where) > LONGEST_PLACE:
            words = _("“%(title)s”的存放处写得太长。") % title
            way_out = _("最多 %(most)d 字。") % {"most": LONGEST_PLACE}
            yield _fault(step, one, words, way_out=way_out)


def _fault(step: Step, one: Held, words: str, *, way_out: str) -> Obstacle:
    return Obstacle(
        rule="badly_kept", words=words, basis=step.basis, field=one.material, way_out=way_out,
        confidence=step.confidence,
    )  # fmt: skip


def _entered(file: File, rec: str) -> Entered:
    found = next((one for one in file.entered if one.row.rec == rec), None)
    if found is None:
        raise CannotComplete(_("这一步已经撤回，请回到流程页重新看。"), field="on")
    return found


def _step_of(file: File, entered: Entered) -> Step:
    """Return the step as it was defined when it was done."""
    return queries.definition_of(file.case, entered.done.version).steps[entered.done.step]


def _insist_on_day(entered: Entered, on: date, today: date) -> None:
    told = {"day": on.isoformat(), "done": entered.done.on.isoformat()}
    if on > today:
        raise CannotComplete(_("%(day)s 还没有到，请填实际收到的日期。") % told, field="on")
    if on < entered.done.on:
        words = _("%(day)s 早于这一步的办理日期 %(done)s。办理时已有的，请用“更正”。")
        raise CannotComplete(words % told, field="on")
