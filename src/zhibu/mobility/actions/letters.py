"""The sending side: a letter is issued, taken back, or comes back refused."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from zhibu.core.periods import Month
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.mobility import queries, rules
from zhibu.mobility.models import Letter
from zhibu.mobility.records import LetterIssued, LetterLapsed, LetterRefused
from zhibu.mobility.refusals import (
    DUTY,
    CannotTransfer,
    insist_on_member,
    words_of,
)
from zhibu.party.models import Member, Organization


@dataclass(frozen=True, slots=True)
class LetterTold:
    """A letter as it is asked for: to an organization here, or by its name to one outside."""

    member: Member
    paid_up_to: str
    valid_days: int
    to: Organization | None = None
    to_name: str = ""


def issue(*, branch: Organization, told: LetterTold, hand: Hand) -> Leaf:
    """Issue a letter of introduction; the member belongs here until it is received.

    A letter of the same member that ran out lapses, and its first day stays the day that counts.
    Raises CannotTransfer for somebody of another branch, one who has a valid letter already, an
    address that is the own branch or none, dues not told, or a validity beyond the longest.
    """
    with log.act(branch.uid):
        today = log.civil(hand.at)
        to_name = _checked(branch, told, today)
        lapsed = _lapsed(branch, told.member, hand)
        valid_until = today + timedelta(days=told.valid_days)
        record = LetterIssued(
            member=told.member.uid,
            branch=branch.uid,
            to=told.to.uid if told.to else None,
            to_name=to_name,
            serial=queries.last_number(branch.uid, today.year) + 1,
            issued_on=today,
            valid_until=valid_until,
            first_due=lapsed.first_due if lapsed else valid_until,
            paid_up_to=told.paid_up_to,
            renews=lapsed.rec if lapsed else None,
        )
        return log.append(record, unit=branch.uid, **hand.told)


def refuse(*, letter: Letter, reason: str, hand: Hand) -> Leaf:
    """Send a letter back with the reason; the member stays where they are.

    Raises CannotTransfer without a reason, or where the letter waits no more.
    """
    with log.act(letter.branch_id):
        now = queries.waiting(letter.rec)
        record = LetterRefused(
            letter=now.rec,
            member=now.member_id,
            branch=now.branch_id,
            reason_told=words_of(reason, "reason", CannotTransfer),
            refused_on=log.civil(hand.at),
            first_due=now.first_due,
        )
        return log.append(record, unit=now.branch_id, **hand.told)


def withdraw(*, letter: Letter, reason: str, hand: Hand) -> Leaf:
    """Take back a letter issued by mistake; its number is not given again.

    With it goes the one that it stood in for, and what was due since then. Raises CannotTransfer
    without a reason, or where the letter waits no more.
    """
    with log.act(letter.branch_id):
        now = queries.waiting(letter.rec)
        why = words_of(reason, "reason", CannotTransfer, most=200)
        for earlier in _stood_in_for(now):
            log.withdraw(earlier.leaf_id, reason=why, unit=now.branch_id, **hand.told)
        return log.withdraw(now.leaf_id, reason=why, unit=now.branch_id, **hand.told)


def _stood_in_for(letter: Letter) -> list[Letter]:
    """Return the letters that ran out before this one, the first of which made it due."""
    found: list[Letter] = []
    record: LetterIssued = log.record_of(log.leaf_of(letter.leaf_id))
    while record.renews:
        found.append(queries.letter(record.renews))
        record = log.record_of(log.leaf_of(found[-1].leaf_id))
    return found


def _checked(branch: Organization, told: LetterTold, today: date) -> str:
    """Return the addressed organization's name, all else being in order."""
    insist_on_member(told.member, branch, on=today, refuse=CannotTransfer)
    if told.member.stopped_on:
        words = _("%(name)s已停止党籍，恢复党籍以后再转接组织关系。")
        raise CannotTransfer(words % {"name": told.member.name}, field="member")
    longest = rules.in_force().longest
    if not 1 <= told.valid_days <= longest.number:
        words = _("有效期应为 1 至 %(most)d 天，请改短。")
        basis = longest.basis
        raise CannotTransfer(words % {"most": longest.number}, basis=basis, field="valid_days")
    _insist_on_month(told.paid_up_to, today)
    if told.to is None:
        return words_of(told.to_name, "to_name", CannotTransfer, most=100)
    if told.to.uid == branch.uid:
        raise CannotTransfer(_("接收单位就是本支部，请另选。"), field="to")
    if told.to.dissolved_on:
        raise CannotTransfer(_("接收的党组织已经撤销，请另选。"), field="to")
    return told.to.name


def _insist_on_month(text: str, today: date) -> None:
    try:
        month = Month.parse(text)
    except ValueError:
        words = _("请填党费交到哪一年哪一月，写成 2026-09 这样。")
        raise CannotTransfer(words, field="paid_up_to") from None
    if month > Month.of(today).shift(12):
        raise CannotTransfer(_("党费最多预交一年，请核对年月。"), field="paid_up_to")


def _lapsed(branch: Organization, member: Member, hand: Hand) -> Letter | None:
    """Let a letter that ran out lapse and return it; refuse while one is still valid."""
    open_one = queries.open_letter_of(member.uid)
    if open_one is None:
        return None
    today = log.civil(hand.at)
    if today <= open_one.valid_until or open_one.branch_id != branch.uid:
        words = _(
            "%(name)s的介绍信（%(number)s）仍在有效期内。开错的先作废，再另开；"
            "一人同时只能有一封介绍信。"
        )
        told = {"name": member.name, "number": queries.number_of(open_one)}
        raise CannotTransfer(words % told, basis=DUTY, field="member")
    record = LetterLapsed(open_one.rec, member.uid, branch.uid, today)
    log.append(record, unit=branch.uid, **hand.told)
    return open_one
