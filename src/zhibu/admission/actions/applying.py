"""Somebody's application is received: it is entered, and the case opened, in one act."""

from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.admission import queries
from zhibu.admission.alone import why_not_alone
from zhibu.admission.models import LONGEST_WORK
from zhibu.admission.records import Applied
from zhibu.core import identity
from zhibu.core.ids import new_id
from zhibu.core.procedure import NotInForce
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Hand
from zhibu.meetings.parts import Attachment
from zhibu.party import membership
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.party.names import tidy_name
from zhibu.party.sets import Education, Sex
from zhibu.procedures import actions as procedures
from zhibu.procedures.models import Case
from zhibu.procedures.papers import Held

BASIS = gettext_lazy("《发展党员工作细则》第五条")
FIRST_STEP = "application"
LETTER = "letter"
_SEXES = {identity.Sex.MALE: Sex.MALE, identity.Sex.FEMALE: Sex.FEMALE}


class CannotApply(Refusal):
    """The application cannot be entered as told."""


@dataclass(frozen=True, slots=True)
class Application:
    """What is asked of somebody who applies, and nothing else: the number tells sex and birth.

    The letter lies on paper at ``letter_at``, or comes as files, or both.
    """

    name: str
    id_number: str
    received_on: date
    education: str = ""
    work: str = ""
    letter_at: str = ""
    letter_files: tuple[Attachment, ...] = ()


def apply(*, branch: Organization, told: Application, hand: Hand) -> Case:
    """Enter an application and open its case by the variant and version in force that day.

    Raises CannotApply for a number that is none, somebody not yet eighteen, a day to come or
    before the branch was, a number that is applying already or a member's; and whatever keeps a
    case from being opened.
    """
    record = _record_of(branch, told, log.civil(hand.at))
    variant = queries.variant_of(branch, told.received_on)
    try:
        with log.act(branch.uid):
            _insist_on_branch(branch, told.received_on)
            _insist_on_new(record.id_number, hand)
            log.append(record, unit=branch.uid, **hand.told)
            letter = Held(LETTER, told.letter_files, where=told.letter_at.strip())
            return _open(branch, record, letter, variant=variant, hand=hand)
    except IntegrityError:  # another branch entered the same number a moment ago
        _insist_on_new(record.id_number, hand)
        raise


def _record_of(branch: Organization, told: Application, today: date) -> Applied:
    name, number = tidy_name(told.name), _number_of(told.id_number)
    born = identity.birth_of(number)
    if told.received_on > today:
        _refuse(_("收到申请书的日期还没有到，请填实际收到的那一天。"), "received_on")
    grown_up = membership.grown_up_on(born)
    if told.received_on < grown_up:
        words = _("收到申请书那天未满十八周岁，%(day)s 年满十八周岁后才能申请。")
        _refuse(words % {"day": grown_up.isoformat()}, "id_number", str(BASIS))
    if told.education and told.education not in Education.values:
        _refuse(_("学历请从列表中选择。"), "education")
    work = told.work.strip()
    if not told.letter_files and not told.letter_at.strip():
        words = _("请上传入党申请书，或写明纸质的申请书存放在哪里。")
        _refuse(words, "letter_at", str(BASIS))
    if len(work) > LONGEST_WORK:
        words = _("最多 %(most)d 个字，现有 %(found)d 个字，请缩短。")
        _refuse(words % {"most": LONGEST_WORK, "found": len(work)}, "work")
    return Applied(
        applicant=new_id("m"),
        branch=branch.uid,
        received_on=told.received_on,
        name=name,
        sex=_SEXES[identity.sex_of(number)].value,
        birth_on=born,
        id_number=number,
        education=told.education or None,
        work=work or None,
    )


def _open(branch: Organization, record: Applied, letter: Held, *, variant: str, hand: Hand) -> Case:
    try:
        case = procedures.open_case(
            family=queries.FAMILY, variant=variant, organization=branch,
            subject=record.applicant, subject_name=record.name, opened_on=record.received_on,
            context={}, hand=hand,
        )  # fmt: skip
    except NotInForce as none:
        raise CannotApply(none.words, field="received_on") from none
    procedures.complete(
        case=case, step=FIRST_STEP, on=record.received_on, values={}, papers=(letter,),
        hand=hand,
    )  # fmt: skip
    return case


def _number_of(text: str) -> str:
    try:
        return identity.check(text.strip())
    except identity.IdFault as fault:
        raise CannotApply(_(str(fault.words)), basis="GB 11643", field="id_number") from None


def _insist_on_branch(branch: Organization, on: date) -> None:
    now = party.organization(branch.uid)
    if not now.is_branch or now.dissolved_on:
        _refuse(_("只有现存的党支部可以接收入党申请。"), None)
    if on < now.founded_on:
        words = _("日期不能早于支部成立日期（%(day)s）。")
        _refuse(words % {"day": now.founded_on.isoformat()}, "received_on")


def _insist_on_new(id_number: str, hand: Hand) -> None:
    words = why_not_alone(id_number, hand)
    if words:
        _refuse(words, "id_number")


def _refuse(words: str, field: str | None, basis: str | None = None) -> NoReturn:
    raise CannotApply(words, field=field, basis=basis)
