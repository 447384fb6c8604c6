"""Vetoes: found, appealed, upheld by another person, lifted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment.judges import Somebody, is_own
from zhibu.assessment.reasons import words_of
from zhibu.core.refusal import Refusal
from zhibu.grading import measure, rules
from zhibu.grading.actions.entering import (
    insist_on_unsealed,
    insist_on_year,
    own_records,
)
from zhibu.grading.models import VetoCase, VetoState
from zhibu.grading.records import VetoAppealed, VetoFound, VetoGranted, VetoUpheld
from zhibu.journal import facts, log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party.models import Organization

STANDING = (VetoState.FOUND, VetoState.APPEALED, VetoState.UPHELD)


class CannotVeto(Refusal):
    """The veto cannot be found, upheld or lifted so, or not by this person."""


class CannotAppealVeto(Refusal):
    """The veto cannot be appealed, or not any more."""


@dataclass(frozen=True, slots=True)
class VetoTold:
    """Which veto of the standard, by what facts and records. No name of a person."""

    year: int
    veto: str
    words: str
    records: Sequence[str] = ()


def find_veto(*, branch: Organization, told: VetoTold, who: Somebody, hand: Hand) -> Leaf:
    """Enter that a veto of the standard applies. It moves nothing before it is upheld.

    Raises CannotVeto in the own branch, for a veto the standard does not have, one that stands
    already, a year not open, and without facts.
    """
    with log.act(branch.uid):
        on = log.civil(hand.at)
        insist_on_year(told.year, (on.year, on.year - 1), CannotVeto)
        insist_on_unsealed(branch, told.year, CannotVeto)
        if is_own(who, branch, told.year):
            raise CannotVeto(_("不能认定本人所在的支部，请由别的人认定。"))
        standard = measure.standard_of(branch.uid, told.year)
        if told.veto not in {veto.id for veto in standard.vetoes}:
            raise CannotVeto(_("请从标准的一票否决情形里选一种。"), field="veto")
        _insist_on_one(branch, told, standard.id)
        record = VetoFound(
            branch=branch.uid, year=told.year, standard=standard.id, veto=told.veto,
            person=who.uid, on=on, appeal_by=_within("veto_appeal_within", on),
            records=own_records(branch, told.records, CannotVeto),
            words=words_of(told.words, CannotVeto, "words"),
        )  # fmt: skip
        return log.append(record, unit=branch.uid, **hand.told)


def appeal_veto(case: VetoCase, *, words: str, hand: Hand) -> Leaf:
    """Enter the branch's appeal. Raises CannotAppealVeto after its days, twice, without words."""
    with log.act(case.branch_id):
        now, on = _again(case), log.civil(hand.at)
        if now.state != VetoState.FOUND:
            raise CannotAppealVeto(_("这件认定已经申诉过，或已经有结论。"))
        if on > now.appeal_by:
            told = _("申诉期限到 %(day)s 为止，已经过了。确有新情况的，请向上级党组织反映。")
            raise CannotAppealVeto(told % {"day": now.appeal_by.isoformat()})
        record = VetoAppealed(
            case=now.rec, branch=now.branch_id, on=on,
            answer_by=_within("veto_answer_within", on),
            words=words_of(words, CannotAppealVeto, "words"),
        )  # fmt: skip
        return log.append(record, unit=now.branch_id, **hand.told)


def uphold_veto(case: VetoCase, *, words: str, who: Somebody, hand: Hand) -> Leaf:
    """Let a veto take effect: after an appeal, or once the days for one are over.

    Raises CannotVeto for who found it or belongs to the branch, while the branch may still
    appeal, and without words where it did.
    """
    with log.act(case.branch_id):
        now, on = _again(case), log.civil(hand.at)
        if why := why_not_uphold(now, who, on):
            raise CannotVeto(why)
        appealed = now.state == VetoState.APPEALED
        record = VetoUpheld(
            case=now.rec, branch=now.branch_id, standard=now.standard, veto=now.veto,
            person=who.uid, on=on, counts_on=measure.counted_on(on, now.year),
            words=words_of(words, CannotVeto, "words", needed=appealed),
        )  # fmt: skip
        return log.append(record, unit=now.branch_id, **hand.told)


def grant_veto(case: VetoCase, *, words: str, who: Somebody, hand: Hand) -> Leaf:
    """Lift a veto: grant the appeal, or undo one in effect. Only what is in effect is undone.

    Raises CannotVeto for who found or upheld it or belongs to the branch, twice, without words.
    """
    with log.act(case.branch_id):
        now, on = _again(case), log.civil(hand.at)
        if why := why_not_grant(now, who):
            raise CannotVeto(why)
        record = VetoGranted(
            case=now.rec, branch=now.branch_id, standard=now.standard, veto=now.veto,
            person=who.uid, on=on, counts_on=measure.counted_on(on, now.year),
            in_effect=now.state == VetoState.UPHELD, words=words_of(words, CannotVeto, "words"),
        )  # fmt: skip
        return log.append(record, unit=now.branch_id, **hand.told)


def why_not_uphold(now: VetoCase, who: Somebody, on: date) -> str:
    """Return why somebody may not uphold a veto on a day, or nothing."""
    if why := _why_stranger(now, who):
        return why
    if now.state in {VetoState.UPHELD, VetoState.GRANTED}:
        return _("这件认定已经有结论。")
    if now.state == VetoState.FOUND and on <= now.appeal_by:
        told = _("支部可以申诉到 %(day)s，过了期限或申诉以后才能生效。")
        return told % {"day": now.appeal_by.isoformat()}
    return ""


def why_not_grant(now: VetoCase, who: Somebody) -> str:
    """Return why somebody may not lift a veto, or nothing."""
    if why := _why_stranger(now, who):
        return why
    if now.state == VetoState.GRANTED:
        return _("这件认定已经撤销。")
    if now.upheld_by == who.uid:
        return _("裁定生效的人不能自己撤销，请由别的人复核。")
    return ""


def _why_stranger(now: VetoCase, who: Somebody) -> str:
    if is_own(who, now.branch, now.year):
        return _("不能由本支部的人裁定。")
    if now.person == who.uid:
        return _("认定人不能裁定自己的认定，请由别的人裁定。")
    return ""


def _insist_on_one(branch: Organization, told: VetoTold, standard: str) -> None:
    mine = VetoCase.objects.filter(
        branch=branch, year=told.year, standard=standard, veto=told.veto, state__in=STANDING
    )
    if mine.exists():
        raise CannotVeto(_("这一年度已有同一情形的认定，请在那一件里办理。"), field="veto")


def _again(case: VetoCase) -> VetoCase:
    return VetoCase.objects.select_related("branch").get(rec=case.rec)


def _within(name: str, on: date) -> date:
    return facts.calendar().add_working_days(on, rules.in_force()[name])
