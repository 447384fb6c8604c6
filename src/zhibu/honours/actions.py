"""What may be done with honours, sanctions and duties."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from zhibu.core.periods import Month, add_months
from zhibu.core.refusal import Refusal
from zhibu.honours import rules
from zhibu.honours.models import Commendation, Duty, DutyReview, Sanction
from zhibu.honours.records import (
    Commended,
    DutyAssigned,
    DutyEnded,
    DutyReviewed,
    Sanctioned,
    SanctionEnded,
)
from zhibu.journal import log
from zhibu.journal.log import Hand, Leaf
from zhibu.party import actions as party
from zhibu.party import queries
from zhibu.party.models import Affiliation, Member, Organization
from zhibu.party.models.validity import holds_on
from zhibu.party.sets import LeaveReason

EXPELLED = "expelled"


class CannotCommend(Refusal):
    """The commendation cannot be entered as told."""


class CannotSanction(Refusal):
    """The sanction cannot be entered, or its effect not ended, as told."""


class CannotAssignDuty(Refusal):
    """The duty cannot be assigned, reviewed or ended as told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommendationTold:
    """What is told of a commendation; ``form`` and ``level`` are keys of the rules."""

    member: Member
    form: str
    level: str
    title: str
    given_by: str
    given_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionTold:
    """What is told of a sanction; ``form`` is a key of the rules."""

    member: Member
    form: str
    cause: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTold:
    """What is told of a duty area or post."""

    form: str
    title: str
    content: str
    members: tuple[Member, ...]
    from_on: date


def commend(
    *, branch: Organization, told: CommendationTold, hand: Hand, history: bool = False
) -> Leaf:
    """Enter that a member of the branch was commended.

    Raises CannotCommend for a day to come, somebody who did not belong to the branch that day,
    or the same honour entered before.
    """
    refuse = CannotCommend
    if told.form not in rules.in_force().commendations or told.level not in rules.in_force().levels:
        raise refuse(_("请选择表彰的种类和级别。"), field="form")
    title, given_by = told.title.strip(), told.given_by.strip()
    if not title or not given_by:
        field = "given_by" if title else "title"
        raise refuse(_("请写明表彰名称和授予单位。"), field=field)
    with log.act(branch.uid):
        _insist_on_day(refuse, told.given_on, hand=hand, field="given_on")
        _insist_on_member(refuse, told.member, branch, on=told.given_on)
        same = Commendation.objects.filter(member=told.member, title=title, given_on=told.given_on)
        if same.exists():
            words = _("%(name)s的这项表彰已经登记过，无须重复登记。")
            raise refuse(words % {"name": told.member.name}, field="title")
        due_on = told.given_on + timedelta(days=rules.in_force().within.number)
        record = Commended(
            member=told.member.uid, branch=branch.uid, form=told.form, level=told.level,
            title=title, given_by=given_by, on=told.given_on, due_on=due_on,
            in_time=log.civil(hand.at) <= due_on,
        )  # fmt: skip
        return log.append(record, unit=branch.uid, history=history, **hand.told)


def sanction(*, branch: Organization, told: SanctionTold, hand: Hand) -> Leaf:
    """Enter a sanction; an expulsion ends the membership with the same act.

    Raises CannotSanction for a day to come, somebody of another branch, or a missing cause.
    """
    refuse = CannotSanction
    if told.form not in rules.in_force().sanctions:
        raise refuse(_("请选择处分的种类。"), field="form")
    for field in ("cause", "decided_by"):
        if not getattr(told, field).strip():
            raise refuse(_("处分须写明事由和作出决定的组织。"), field=field)
    with log.act(branch.uid):
        _insist_on_day(refuse, told.decided_on, hand=hand, field="decided_on")
        _insist_on_member(refuse, told.member, branch, on=told.decided_on)
        same = Sanction.objects.filter(member=told.member, decided_on=told.decided_on)
        if same.exists():
            words = _("%(name)s当日的处分已经登记过；登记有误的，请先撤回原记录。")
            raise refuse(words % {"name": told.member.name}, field="decided_on")
        leaf = log.append(_sanctioned(branch, told, hand), unit=branch.uid, **hand.told)
        if told.form == EXPELLED:
            party.leave(
                member=told.member, left_on=told.decided_on, reason=LeaveReason.EXPELLED, hand=hand
            )
        return leaf


def end_sanction(
    *, found: Sanction, until_on: date, reason: str, decided_by: str, on: date, hand: Hand
) -> Leaf:
    """Enter that a sanction's effect ends on another day: rights restored, or prolonged.

    Raises CannotSanction where no reason or deciding body is told, or the day cannot be.
    """
    refuse = CannotSanction
    if not reason.strip() or not decided_by.strip():
        raise refuse(_("变更影响期须写明理由和作出决定的组织。"), field="reason")
    with log.act(found.branch_id):
        now = Sanction.objects.get(pk=found.pk)
        _insist_on_day(refuse, on, hand=hand, field="on")
        if now.form == EXPELLED:
            raise refuse(_("开除党籍没有影响期；重新入党按发展党员办理。"), field="until_on")
        longest = rules.in_force().longest_effect.number
        if not now.decided_on <= until_on <= add_months(now.decided_on, longest):
            words = _("影响期的结束应在处分决定（%(day)s）之后 %(months)d 个月内。")
            told = {"day": now.decided_on.isoformat(), "months": longest}
            raise refuse(words % told, field="until_on")
        record = SanctionEnded(
            sanction=now.rec, member=now.member_id, before=now.until_on, until_on=until_on,
            reason=reason.strip(), decided_by=decided_by.strip(), on=on,
        )  # fmt: skip
        return log.append(record, unit=now.branch_id, **hand.told)


def assign_duty(*, branch: Organization, told: DutyTold, hand: Hand) -> Leaf:
    """Give members of the branch a duty area or post.

    Raises CannotAssignDuty without members or title, or where one of that title goes on.
    """
    refuse = CannotAssignDuty
    if told.form not in rules.in_force().duties:
        raise refuse(_("请选择岗位种类。"), field="form")
    title = told.title.strip()
    if not title or not told.members:
        field = "members" if title else "title"
        raise refuse(_("请写明岗位名称，并至少选择一名党员。"), field=field)
    with log.act(branch.uid):
        _insist_on_day(refuse, told.from_on, hand=hand, field="from_on")
        for member in told.members:
            _insist_on_member(refuse, member, branch, on=told.from_on)
        if Duty.objects.filter(branch=branch, title=title, until_on=None).exists():
            raise refuse(_("已有同名的岗位，请先结束原来的，或换一个名称。"), field="title")
        members = tuple(sorted({member.uid for member in told.members}))
        record = DutyAssigned(
            branch.uid, told.form, title, told.content.strip(), members, told.from_on
        )
        return log.append(record, unit=branch.uid, **hand.told)


def review_duty(*, duty: Duty, result: str, on: date, hand: Hand) -> Leaf:
    """Enter what was done in a duty area or post. Raises CannotAssignDuty where it is over."""
    refuse = CannotAssignDuty
    if not result.strip():
        raise refuse(_("请写明做了什么、结果如何。"), field="result")
    with log.act(duty.branch_id):
        _insist_on_running(duty, on, hand=hand)
        first = Month(on.year, 3 * Month.of(on).quarter - 2)
        days = (first.first_day, first.shift(2).last_day)
        known = DutyReview.objects.filter(duty=duty, reviewed_on__range=days)
        record = DutyReviewed(duty.pk, result.strip(), not known.exists(), on)
        return log.append(record, unit=duty.branch_id, **hand.told)


def end_duty(*, duty: Duty, reason: str, on: date, hand: Hand) -> Leaf:
    """Enter that a duty ended. Raises CannotAssignDuty where it is over already."""
    with log.act(duty.branch_id):
        _insist_on_running(duty, on, hand=hand)
        return log.append(DutyEnded(duty.pk, reason.strip(), on), unit=duty.branch_id, **hand.told)


def withdraw(*, rec: str, branch: str, reason: str, hand: Hand) -> Leaf:
    """Take a commendation or sanction back that was entered wrongly; both stay visible.

    An expulsion's leaving stays until it is withdrawn itself. Raises NoReason, AlreadyReplaced.
    """
    with log.act(branch):
        latest = log.leaf_of_record(rec)
        return log.withdraw(latest.lh, unit=branch, reason=reason, **hand.told)


def _sanctioned(branch: Organization, told: SanctionTold, hand: Hand) -> Sanctioned:
    kind = rules.in_force().sanctions[told.form]
    posts = queries.posts_held_in(branch, told.decided_on).filter(member=told.member)
    due_on = told.decided_on + timedelta(days=rules.in_force().within.number)
    return Sanctioned(
        member=told.member.uid, branch=branch.uid, form=told.form, cause=told.cause.strip(),
        decided_by=told.decided_by.strip(), decided_on=told.decided_on,
        until_on=add_months(told.decided_on, kind.months) if kind.months else None,
        in_committee=posts.filter(party_group=None).exists(), due_on=due_on,
        in_time=log.civil(hand.at) <= due_on,
    )  # fmt: skip


def _insist_on_day(refuse: type[Refusal], day: date, *, hand: Hand, field: str) -> None:
    if day > log.civil(hand.at):
        raise refuse(_("日期不能晚于今天。"), field=field)


def _insist_on_member(
    refuse: type[Refusal], member: Member, branch: Organization, *, on: date
) -> None:
    belonging = Affiliation.objects.filter(holds_on(on), member=member, organization=branch)
    if not belonging.exists():
        words = _("%(name)s当日不是本支部的党员，请到其当时所在的支部登记。")
        raise refuse(words % {"name": member.name}, field="member")


def _insist_on_running(duty: Duty, on: date, *, hand: Hand) -> None:
    now = Duty.objects.get(pk=duty.pk)
    if now.until_on is not None:
        raise CannotAssignDuty(_("这个岗位已经结束。"))
    if not now.from_on <= on <= log.civil(hand.at):
        words = _("日期应在设岗（%(day)s）之后、今天之前。")
        raise CannotAssignDuty(words % {"day": now.from_on.isoformat()}, field="on")
