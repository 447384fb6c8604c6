"""A member asks for a correction and somebody else answers; two cards of one person become one."""

from datetime import date
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.log import Hand, Leaf
from zhibu.party import leaving, queries
from zhibu.party.actions.members import change_member
from zhibu.party.cards import ITEMS
from zhibu.party.models import Account, Affiliation, GroupMembership, Member
from zhibu.party.models.corrections import Answer, CorrectionRequest
from zhibu.party.procedural import DAYS, why_no_state
from zhibu.party.records.corrections import CorrectionAnswered, CorrectionAsked, MembersMerged
from zhibu.party.records.members import DATE_ITEMS
from zhibu.party.sealing import SEALED_ITEMS
from zhibu.party.sets import LeaveReason, Standing

# Clocks of other procedures move these: who wants them changed goes there.
OF_PROCEDURES = ("stopped_on", "out_of_contact_on", "floating_on", "outflow_place")
ASKED_ABOUT = tuple(item for item in ITEMS if item not in OF_PROCEDURES)


class CannotAskCorrection(Refusal):
    """The request cannot be taken, or not be answered, as told."""


class CannotMerge(Refusal):
    """The two cards are not of one person, or cannot be made one."""


def ask_correction(*, member: Member, item: str, wanted: str, why: str, hand: Hand) -> Leaf:
    """Enter that a member wants an item of their own card to say something else.

    Raises CannotAskCorrection where the hand is not the member's, the item is none of the card,
    nothing is said, or an earlier request about it waits.
    """
    refuse = CannotAskCorrection
    if not Account.objects.filter(uid=hand.by, member=member).exists():
        raise refuse(_("只能对自己的卡片申请更正。"))
    if item not in ASKED_ABOUT or not wanted.strip():
        field = "item" if item not in ASKED_ABOUT else "wanted"
        raise refuse(_("请选择哪一项不对，并写明应当是什么。"), field=field)
    value_of(item, wanted, refuse)
    if item in DAYS and getattr(member, item) is None:
        raise refuse(why_no_state(), field="wanted")
    here = Affiliation.objects.filter(member=member, until_on=None).first()
    if here is None:
        raise refuse(_("您目前不在任何支部，请向原支部提出。"))
    asked = CorrectionAsked(
        member.uid, here.organization_id, item, wanted.strip(), why.strip(), log.civil(hand.at)
    )
    try:
        with log.act(here.organization_id):
            return log.append(asked, unit=here.organization_id, **hand.told)
    except IntegrityError:
        raise refuse(_("这一项的更正申请还在等待核对，无须重复提出。"), field="item") from None


def answer_correction(*, request: CorrectionRequest, granted: bool, words: str, hand: Hand) -> Leaf:
    """Enter the answer; a granted request changes the card in the same act.

    Raises CannotAskCorrection where it was answered before, comes by the member's own hand, or is
    refused without a reason; CannotChangeMember where the card cannot say what is wanted.
    """
    refuse = CannotAskCorrection
    if Account.objects.filter(uid=hand.by, member=request.member_id).exists():
        raise refuse(_("更正申请应由另一人核对，请支部其他委员或上级办理。"))
    if not granted and not words.strip():
        raise refuse(_("不更正的，请写明理由，本人会看到。"), field="words")
    with log.act(request.branch_id):
        now = CorrectionRequest.objects.select_related("member").get(pk=request.pk)
        if now.answer != Answer.WAITING:
            raise refuse(_("这件申请已经答复过，请刷新页面。"))
        today = log.civil(hand.at)
        if granted:
            asked: CorrectionAsked = log.record_of(log.leaf_of_record(now.rec))
            told: dict[str, Any] = {now.item: value_of(now.item, asked.wanted, refuse)}
            if now.item in DAYS:
                told["reason"] = words
            change_member(member=now.member, changed_on=today, hand=hand, **told)
        record = CorrectionAnswered(now.rec, now.member_id, granted, words.strip(), today)
        return log.append(record, unit=now.branch_id, **hand.told)


def merge_members(*, kept: Member, dropped: Member, reason: str, on: date, hand: Hand) -> Leaf:
    """Make one card of two that are one person's; the second stays visible and names the first.

    What waits for the second in its branch ends with it. Raises CannotMerge where names or days of
    birth differ, both have a number, one is of no branch, or only the second has an account.
    """
    refuse = CannotMerge
    if not reason.strip():
        raise refuse(_("请写明怎样核实为同一人。"), field="reason")
    branches = _branches_of(kept, dropped)
    with log.act(*sorted(set(branches))):
        kept, dropped = queries.card_of(kept.uid), queries.card_of(dropped.uid)
        _here, there = _branches_of(kept, dropped)
        _insist_on_one_person(kept, dropped)
        _insist_on_account(kept, dropped)
        if on > log.civil(hand.at):
            raise refuse(_("日期不能晚于今天。"), field="on")
        leaving.tell(dropped, LeaveReason.MERGED, on, hand=hand)
        dropped = queries.card_of(dropped.uid)
        record = MembersMerged(
            kept=kept.uid, dropped=dropped.uid, branch=there, taken=_taken(kept, dropped),
            reason=reason.strip(), was_full=dropped.standing_on(on) is Standing.FULL,
            was_grouped=GroupMembership.objects.filter(member=dropped, until_on=None).exists(),
            on=on,
        )  # fmt: skip
        return log.append(record, unit=there, **hand.told)


def value_of(item: str, text: str, refuse: type[Refusal]) -> str | date:
    """Return what an item is to say, from how it was written."""
    if item not in DATE_ITEMS:
        return text.strip()
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        words = _("这一项是日期，请按 2026-03-05 的样子填写。")
        raise refuse(words, field="wanted") from None


def _branches_of(kept: Member, dropped: Member) -> tuple[str, str]:
    rows = Affiliation.objects.filter(member__in=(kept, dropped), until_on=None)
    found = dict(rows.values_list("member_id", "organization_id"))
    if kept.uid == dropped.uid or not {kept.uid, dropped.uid} <= found.keys():
        raise CannotMerge(_("合并的两张卡片都应当还在支部里。"))
    return found[kept.uid], found[dropped.uid]


def _insist_on_one_person(kept: Member, dropped: Member) -> None:
    if kept.name != dropped.name or kept.sex != dropped.sex:
        raise CannotMerge(_("两张卡片的姓名或性别不同；先更正写错的一张，再合并。"))
    if kept.birth_on and dropped.birth_on and kept.birth_on != dropped.birth_on:
        raise CannotMerge(_("两张卡片的出生日期不同；先更正写错的一张，再合并。"))
    if kept.id_number_index and dropped.id_number_index:
        raise CannotMerge(_("两张卡片的身份号码不同，不是同一人；号码写错的请先更正。"))


def _insist_on_account(kept: Member, dropped: Member) -> None:
    """Refuse to drop the card with which alone somebody signs in."""
    accounts = Account.objects.filter(member__in=(kept, dropped))
    if set(accounts.values_list("member", flat=True)) == {dropped.uid}:
        words = _("本人用另一张卡片的账号登录，请保留那一张（点另一个按钮）。")
        raise CannotMerge(words)


def _taken(kept: Member, dropped: Member) -> tuple[str, ...]:
    def says(member: Member, item: str) -> bool:
        return bool(getattr(member, f"{item}_sealed" if item in SEALED_ITEMS else item))

    return tuple(
        item
        for item in ASKED_ABOUT
        if item not in DAYS and says(dropped, item) and not says(kept, item)
    )
