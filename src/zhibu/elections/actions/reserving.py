"""The reserve list of secretaries: who was put on it, by whose recommendation, what came of it."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.elections.models import ReserveSecretary
from zhibu.elections.records import Ending, ReserveEnded, ReserveEntered
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party import queries as party
from zhibu.party.models import Member, Organization
from zhibu.party.sets import Standing

LONGEST = 100


class CannotReserve(Refusal):
    """The reserve list cannot be changed so."""


def reserve(
    *, organization: Organization, member: Member, on: date, recommended_by: str, hand: Hand
) -> Leaf:
    """Put a member on a committee's reserve list of secretaries.

    Raises CannotReserve for somebody on it already, who is no full member below the committee that
    day, for a day to come, and without saying who recommended them.
    """
    words = recommended_by.strip()
    if not words or len(words) > LONGEST:
        told = _("请写明由谁推荐，不超过 %(n)d 字。") % {"n": LONGEST}
        raise CannotReserve(told, field="recommended_by")
    with log.act(organization.uid):
        _insist_on_day(on, hand)
        branch = party.branch_of(member, on)
        if branch is None or not branch.path.startswith(organization.path):
            told = _("%(name)s当天不是所属支部的党员，不能列入。") % {"name": member.name}
            raise CannotReserve(told, field="member")
        if member.standing_on(on) is not Standing.FULL:
            told = _("%(name)s当天还是预备党员，转正后再列入。") % {"name": member.name}
            raise CannotReserve(told, field="member")
        listed = ReserveSecretary.objects.filter(organization=organization, member=member)
        if listed.filter(ended_on=None).exists():
            told = _("%(name)s已经在名单上。") % {"name": member.name}
            raise CannotReserve(told, field="member")
        record = ReserveEntered(organization.uid, member.uid, on, words)
        return log.append(record, unit=organization.uid, **hand.told)


def end_reserve(*, entry: ReserveSecretary, on: date, result: str, hand: Hand) -> Leaf:
    """Enter what came of somebody on the reserve list.

    Raises CannotReserve where that was entered before, and for a day before they were listed.
    """
    if result not in {one.value for one in Ending}:
        raise CannotReserve(_("请选择结果。"), field="result")
    with log.act(entry.organization_id):
        now = ReserveSecretary.objects.get(pk=entry.pk)
        if now.ended_on is not None:
            raise CannotReserve(_("这个人的结果已经记过。"), field="result")
        _insist_on_day(on, hand)
        if on < now.entered_on:
            words = _("日期早于列入名单的 %(day)s，请核对。") % {"day": now.entered_on.isoformat()}
            raise CannotReserve(words, field="on")
        record = ReserveEnded(now.organization_id, now.rec, now.member_id, on, result)
        return log.append(record, unit=now.organization_id, **hand.told)


def _insist_on_day(on: date, hand: Hand) -> None:
    if on > log.civil(hand.at):
        raise CannotReserve(_("日期不能晚于今天。"), field="on")
