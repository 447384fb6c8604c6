"""A step is done: everything the definition, the room and the journal know is asked first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core import case as machine
from zhibu.core.case import Done, Obstacle
from zhibu.core.procedure_parts import Value
from zhibu.journal import facts, log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.procedures import awaiting, conduct, queries, values
from zhibu.procedures.actions.keeping import badly_kept
from zhibu.procedures.actions.refusals import (
    CannotComplete,
    holding,
    insist_on_body,
    insist_on_open,
    refuse_for,
)
from zhibu.procedures.models import Case
from zhibu.procedures.obligations import told_by
from zhibu.procedures.papers import Held, ids_of, parted
from zhibu.procedures.queries import File
from zhibu.procedures.records import CaseClosed, StepDone, Told
from zhibu.procedures.strangers import strangers


@dataclass(frozen=True, slots=True)
class StepTold:
    """What somebody tells of a step: the day, the answers, the papers, how it came out."""

    on: date
    values: Mapping[str, Value]
    papers: Sequence[Held] = ()
    outcome: str = ""


def complete(
    *, case: Case, step: str, on: date, values: Mapping[str, Value], hand: Hand,
    papers: Sequence[Held] = (), outcome: str = "", seen: str = "",
) -> Leaf:  # fmt: skip
    """Enter that a step was done; where it is the last, the case ends with it.

    Each of ``papers`` says how a material is kept: a bare tick is refused. Raises CannotComplete,
    holding every obstacle, for a role of another body, a case that is over, a step that is not
    open, a rule that does not hold, members or meetings of elsewhere, and where a form's ``seen``
    is not how the step stands now. Of two hands at once the second is refused: it sees what the
    first did.
    """
    with holding(case) as now:
        file = queries.file_of(now)
        insist_on_open(now)
        insist_on_seen(file, step, seen)
        attempt = attempt_of(file, step, StepTold(on, values, papers, outcome), hand=hand)
        refuse_for((*obstacles_to(file, attempt, hand), *badly_kept(now, attempt, papers)))
        return _enter(file, attempt, papers=papers, hand=hand)


def insist_on_seen(file: File, step: str, seen: str) -> None:
    """Refuse a form that was made before the case changed. Raises CannotComplete saying what."""
    if not seen or seen == queries.seen_of(file, step):
        return
    was = seen.partition("/")[0]
    if was != file.procedure.version:
        words = _(
            "您打开表单以后，这件流程由 %(was)s 版规程改用了 %(now)s 版，要填的和要交的可能不同。"
            "已填的还在，请对照现在的要求核对后再提交。"
        )
        raise CannotComplete(words % {"was": was, "now": file.procedure.version})
    words = _(
        "您打开表单以后，这一步或者它前面的步骤有人办过、更正过或者撤回过。"
        "已填的还在，请核对后再提交。"
    )
    raise CannotComplete(words)


def attempt_of(file: File, step: str, told: StepTold, *, hand: Hand) -> Done:
    """Return the step as it would stand. Raises CannotComplete for one that is not the hand's."""
    found = file.procedure.steps.get(step)
    if found is None:
        raise CannotComplete(_("这一版规程里没有这一步，请回到流程页重新选。"))
    insist_on_body(file.procedure, found.body, hand)
    return Done(
        step=step,
        on=told.on,
        entered_on=log.civil(hand.at),
        version=file.procedure.version,
        values=dict(conduct.of(file.case.family).fill(file.case, step, told.values)),
        materials=ids_of(told.papers),
        outcome=told.outcome,
        waived=machine.waivers(file.core, step, told.on),
    )


def obstacles_to(file: File, attempt: Done, hand: Hand) -> tuple[Obstacle, ...]:
    """Return all that stands in the way of a step, asking the machine, the room and the books."""
    today = log.civil(hand.at)
    found = machine.check(file.core, attempt, today=today, calendar=facts.calendar())
    more = conduct.of(file.case.family).checks(file, attempt)
    return (*found, *strangers(file, attempt), *more)


def record_of(
    file: File, attempt: Done, *, papers: Sequence[Held], told: tuple[Told, ...]
) -> StepDone:
    """Return the record of a step."""
    asks = file.procedure.steps[attempt.step].asks
    plain, personal = values.parted(asks, attempt.values)
    materials, kept_at, attachments = parted(papers)
    return StepDone(
        file.case.rec, attempt.version, attempt.step, attempt.on, attempt.outcome, plain,
        personal, materials, attempt.waived, told, kept_at, attachments,
    )  # fmt: skip


def _enter(file: File, attempt: Done, *, papers: Sequence[Held], hand: Hand) -> Leaf:
    after = replace(file.core, done=(*file.core.done, attempt))
    unit = file.case.organization_id
    record = record_of(file, attempt, papers=papers, told=told_by(file.core, after))
    leaf = log.append(record, unit=unit, **hand.told)
    conduct.of(file.case.family).on_done(file.case, attempt, hand, leaf)
    today = log.civil(hand.at)
    ended = machine.stand(after, today=today, calendar=facts.calendar()).ended
    if ended:
        log.append(CaseClosed(file.case.rec, ended, attempt.on), unit=unit, **hand.told)
    file.case.refresh_from_db()
    awaiting.refresh([file.case], today)
    return leaf
