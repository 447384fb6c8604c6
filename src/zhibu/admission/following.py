"""What a step of an admission brings about besides: the card, its changes, the stage reached.

Everything happens in the act of the step, so either all of it stands or nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhibu.admission import ballots, checks, queries
from zhibu.admission.alone import why_not_alone
from zhibu.admission.models import Applicant, Stage
from zhibu.admission.models import Reached as Row
from zhibu.admission.records import Reached
from zhibu.core.case import Done
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.party import actions as party
from zhibu.party.cards import Card
from zhibu.party.models import Affiliation, Member, MemberHistory
from zhibu.party.sets import LeaveReason
from zhibu.procedures import queries as procedures
from zhibu.procedures.actions import CannotComplete
from zhibu.procedures.models import Case

# By which step, and how it came out, somebody reaches which stage.
STAGES = {
    ("activist", ""): Stage.ACTIVIST,
    ("candidate_filing", ""): Stage.CANDIDATE,
    ("admission_approval", "approved"): Stage.PROBATIONER,
    ("conversion_approval", "converted"): Stage.FULL,
}


def fill(case: Case, step: str, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Add to a step's values the numbers that the meeting's record holds."""
    found = procedures.definition_of(case, case.version).steps.get(step)
    if found is None or "ayes" not in found.asks:
        return told
    return ballots.filled(case, told)


def on_done(  # noqa: PLR0917 - as Conduct calls it
    case: Case, done: Done, hand: Hand, leaf: Leaf
) -> None:
    """Register the new member, change the card, and note the stage that was reached."""
    applicant = queries.applicant_of(case)
    if applicant is None:
        return
    file = procedures.file_of(case)
    outcome = file.procedure.steps[done.step].named(done.outcome)
    stage = STAGES.get((done.step, done.outcome))
    if outcome and outcome.ends:
        stage = Stage.OVER
    if stage is None:
        return
    counts: tuple[str, ...] = ()
    day = done.on
    if stage is Stage.PROBATIONER:
        day, counts = _admit(applicant, file.core.done, hand), ("admission.fulfilled",)
    elif stage is Stage.FULL:
        day, counts = _convert(applicant, file, done, hand=hand)
    elif done.outcome == "cancelled":
        _revoke(applicant, done, hand)
    counted_on = done.on if stage is Stage.FULL else None
    _reach(applicant, stage, day, leaf=leaf, hand=hand, counts=counts, counted_on=counted_on)


def _reach(
    applicant: Applicant, stage: Stage, day: date, *, leaf: Leaf, hand: Hand, **more: Any
) -> None:
    before = queries.stage_of(applicant.uid)
    record = Reached(applicant.uid, stage.value, before.value, day, leaf.rec, **more)
    log.append(record, unit=applicant.branch_id, **hand.told)


def _admit(applicant: Applicant, done: tuple[Done, ...], hand: Hand) -> date:
    """Open the member's card from what was told when applying; return when probation began."""
    meeting = checks.last_of(done, "admission_meeting")
    if meeting is None:
        raise CannotComplete(_("没有支部大会通过的记录，不能登记为预备党员。"))
    card = Card(
        name=applicant.name,
        sex=applicant.sex,
        joined_on=meeting.on,
        id_number=queries.number_of(applicant),
        education=applicant.education,
        occupation=applicant.work,
    )
    party.register_member(
        branch=applicant.branch, card=card, since=meeting.on, hand=hand, uid=applicant.uid
    )
    return meeting.on


def _convert(
    applicant: Applicant, file: procedures.File, done: Done, *, hand: Hand
) -> tuple[date, tuple[str, ...]]:
    """Write the day of conversion on the card: the day probation was over, not that of approval."""
    until = checks.probation_until(file.core.done) or done.on
    member = Member.objects.get(uid=applicant.uid)
    party.change_member(
        member=member, changed_on=done.on, converted_on=until, hand=hand, decided=True
    )
    due = ("admission.files_due",)
    kept = "archive" in file.procedure.steps  # otherwise the file goes with the approval
    return until, due if kept else (*due, "admission.files_archived")


def _revoke(applicant: Applicant, done: Done, hand: Hand) -> None:
    member = Member.objects.get(uid=applicant.uid)
    party.leave(member=member, left_on=done.on, reason=LeaveReason.REVOKED, hand=hand)


def on_withdrawn(  # noqa: PLR0917 - as Conduct calls it
    case: Case, done: Done, hand: Hand, leaf: Leaf
) -> None:
    """Take back what a step brought about.

    Raises CannotComplete where the new member's card was changed since, and where somebody whose
    admission was over applies elsewhere by now.
    """
    rows = list(Row.objects.filter(step=leaf.rec).select_related("applicant"))
    if not rows:
        return
    reason = _("所属流程步骤已撤回")
    recs = [row.rec for row in rows]
    if done.outcome == "approved" and done.step == "admission_approval":
        recs.append(_registration_of(case.subject))
    elif done.outcome == "converted":
        changed = MemberHistory.objects.filter(member=case.subject, item="converted_on")
        recs += changed.order_by("-on", "-rec").values_list("rec", flat=True)[:1]
    elif done.outcome == "cancelled":
        left = Affiliation.objects.filter(member=case.subject, reason=LeaveReason.REVOKED)
        recs += [one.until_rec for one in left if one.until_rec]
    hashes = [log.leaf_of_record(rec).lh for rec in recs]
    _let_go_on(rows[0].applicant, hashes, reason=reason, hand=hand)


def _registration_of(member: str) -> str:
    if MemberHistory.objects.filter(member=member).exists():
        raise CannotComplete(_("预备党员的卡片已经改过。请先撤回那些变更，再撤回这一步。"))
    return Member.objects.get(uid=member).rec


def carried(file: procedures.File) -> dict[str, object]:
    """Return what the approvals wrote on the member's card: when probation began and was over.

    An approval that was followed by another of its kind, as after an extension, wrote nothing.
    """
    found: dict[str, object] = {}
    for place, one in enumerate(file.core.done):
        before = file.core.done[:place]
        if (one.step, one.outcome) == ("admission_approval", "approved"):
            meeting = checks.last_of(before, "admission_meeting")
            found[one.step] = meeting.on if meeting else None
        elif (one.step, one.outcome) == ("conversion_approval", "converted"):
            found[one.step] = (one.on, checks.probation_until(before))
        elif (one.step, one.outcome) == ("conversion_approval", "cancelled"):
            found[one.step] = one.on
    return found


def on_corrected(  # noqa: PLR0917 - as Conduct calls it
    case: Case, told: tuple[Done, Done], hand: Hand, leaf: Leaf
) -> None:
    """Let the stage follow a corrected day."""
    before, after = told
    row = Row.objects.filter(step=leaf.rec).first()
    if row is None or before.on == after.on or row.on != before.on:
        return
    latest = log.leaf_of_record(row.rec)
    old: Reached = log.record_of(latest)
    new = Reached(old.applicant, old.stage, old.before, after.on, old.step, old.counts)
    log.append(
        new, unit=case.organization_id, op=Op.CORRECT, supersedes=latest.lh, rec=row.rec,
        reason=_("所属流程步骤的日期已更正"), **hand.told,
    )  # fmt: skip


def on_ended(  # noqa: PLR0917 - as Conduct calls it
    case: Case, on: date | None, hand: Hand, leaf: Leaf
) -> None:
    """Note that somebody's admission was ended by hand, or goes on again."""
    applicant = queries.applicant_of(case)
    if applicant is None:
        return
    if on is not None:
        _reach(applicant, Stage.OVER, on, leaf=leaf, hand=hand)
        return
    recs = Row.objects.filter(step=leaf.rec).values_list("rec", flat=True)
    hashes = [log.leaf_of_record(rec).lh for rec in recs]
    if hashes:
        _let_go_on(applicant, hashes, reason=_("发展流程已恢复"), hand=hand)


def _let_go_on(applicant: Applicant, hashes: Sequence[bytes], *, reason: str, hand: Hand) -> None:
    """Take back what ended an application, or changed it, unless it runs elsewhere by now."""
    number = queries.number_of(applicant) if applicant.ended else ""
    words = why_not_alone(number, hand, uid=applicant.uid)
    if words:
        raise CannotComplete(words, field="reason")
    try:
        with transaction.atomic():
            log.withdraw_many(hashes, reason=reason, hand=hand)
    except IntegrityError:  # another branch received the same number a moment ago
        words = why_not_alone(number, hand, uid=applicant.uid)
        if words:
            raise CannotComplete(words, field="reason") from None
        raise
