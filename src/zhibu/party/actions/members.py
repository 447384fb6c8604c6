from dataclasses import replace
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.log import Hand, Leaf
from zhibu.party import cards, leaving, procedural, queries
from zhibu.party.cards import ITEMS, Card, UnfitCard
from zhibu.party.models import Affiliation, GroupMembership, Member, Organization
from zhibu.party.names import UnfitName
from zhibu.party.provisional import insist_on_lasting
from zhibu.party.records import Affiliated, Change, Left, MemberChanged
from zhibu.party.sets import LeaveReason, Standing


class CannotRegisterMember(Refusal):
    """The card cannot be opened as told."""


class CannotChangeMember(Refusal):
    """The card cannot be changed as told."""


class CannotAffiliate(Refusal):
    """The member cannot belong to the branch from that day."""


class CannotLeave(Refusal):
    """The member cannot leave on that day."""


def register_member(
    *, branch: Organization, card: Card, since: date, hand: Hand, uid: str | None = None
) -> Member:
    """Open a member's card in a branch.

    Raises CannotRegisterMember where an item of the card cannot stand, a day lies ahead, the
    number is registered already, or the branch takes no members of its own.
    """
    refuse = CannotRegisterMember
    today = log.civil(hand.at)
    tidied = _tidied(card, refuse, today)
    record = cards.member_record(tidied, branch=branch.uid, since=since, uid=uid)
    if since > today:
        raise refuse(_("编入支部的日期不能晚于今天。"), field="since")
    try:
        with log.act(branch.uid):
            _insist_on_branch(refuse, branch, record.from_on)
            _insist_on_new_number(refuse, tidied)
            log.append(record, unit=branch.uid, **hand.told)
    except IntegrityError:  # another branch entered the same number a moment ago
        _insist_on_new_number(refuse, tidied)
        raise
    return queries.card_of(record.member)


def change_member(
    *, member: Member, changed_on: date, hand: Hand, reason: str = "", decided: bool = False,
    **changes: str | date | None,
) -> Leaf:  # fmt: skip
    """Change items of a card; what it said before stays in the history.

    A conversion counts from its own day, and so does a membership that is stopped or restored.
    ``decided`` says that a procedure came to this; without it the days of joining and conversion
    are mended only as ``procedural`` has it. Raises CannotChangeMember where nothing changes or an
    item cannot stand.
    """
    refuse = CannotChangeMember
    if unknown := set(changes) - set(ITEMS):
        words = _("党员卡片上没有这一项：%(item)s。")
        raise refuse(words % {"item": min(unknown)}, field=min(unknown))
    here = _open_affiliation(member, refuse)
    with log.act(here.organization_id):
        old = cards.card_of(queries.card_of(member.uid))
        told: dict[str, Any] = {
            item: "" if value is None and not item.endswith("_on") else value
            for item, value in changes.items()
        }
        new = _tidied(replace(old, **told), refuse, log.civil(hand.at))
        if changed_on > log.civil(hand.at):
            raise refuse(_("变更日期不能晚于今天。"), field="changed_on")
        if new.id_number != old.id_number:
            _insist_on_new_number(refuse, new)
        if not decided:
            procedural.insist(member.uid, old, new, reason=reason, hand=hand, refuse=refuse)
        record = _change_of(here, old, new, changed_on=changed_on)
        why = reason.strip() or None
        return log.append(record, unit=here.organization_id, reason=why, **hand.told)


def affiliate(*, member: Member, branch: Organization, from_on: date, hand: Hand) -> Leaf:
    """Let a member who belongs to no branch belong to this one.

    Raises CannotAffiliate where they still belong to another, or the day does not fit.
    """
    with log.act(branch.uid):
        _insist_on_branch(CannotAffiliate, branch, from_on)
        if from_on > log.civil(hand.at):
            raise CannotAffiliate(_("转入日期不能晚于今天。"), field="from_on")
        latest = Affiliation.objects.filter(member=member).order_by("-from_on").first()
        if latest and latest.until_on is None:
            words = _("%(name)s的组织关系还在另一个支部，请先办理转出。")
            raise CannotAffiliate(words % {"name": member.name})
        if latest and latest.until_on and from_on < latest.until_on:
            words = _("转入日期不能早于转出日期（%(day)s）。")
            words = words % {"day": latest.until_on.isoformat()}
            raise CannotAffiliate(words, field="from_on")
        full = member.standing_on(from_on) is Standing.FULL
        record = Affiliated(member.uid, branch.uid, from_on, full)
        return log.append(record, unit=branch.uid, **hand.told)


def leave(*, member: Member, left_on: date, reason: str, hand: Hand) -> Leaf:
    """Enter that a member belongs to the branch no more, for a transfer or for good.

    Whose membership was stopped is taken from the numbers no second time. Raises CannotLeave where
    they belong to none, or the day lies ahead or before they came.
    """
    if reason not in LeaveReason.values:
        raise CannotLeave(_("请选择减少的原因。"), field="reason")
    here = _open_affiliation(member, CannotLeave)
    with log.act(here.organization_id):
        here = _open_affiliation(member, CannotLeave)
        if not here.from_on <= left_on <= log.civil(hand.at):
            words = _("转出日期应在编入支部（%(day)s）之后、今天之前。")
            raise CannotLeave(words % {"day": here.from_on.isoformat()}, field="left_on")
        leaving.tell(member, LeaveReason(reason), left_on, hand=hand)
        grouped = GroupMembership.objects.filter(
            member=member, branch=here.organization_id, until_on=None
        )
        stopped_on = queries.card_of(member.uid).stopped_on
        record = Left(
            member=member.uid,
            branch=here.organization_id,
            left_on=left_on,
            reason=LeaveReason(reason).value,
            was_counted=stopped_on is None,
            was_full=member.standing_on(left_on) is Standing.FULL,
            was_grouped=grouped.exists(),
        )
        return log.append(record, unit=here.organization_id, **hand.told)


def _tidied(card: Card, refuse: type[Refusal], today: date) -> Card:
    try:
        tidied = cards.tidy(card)
    except (UnfitCard, UnfitName) as unfit:
        raise refuse(unfit.words, basis=unfit.basis, field=unfit.field) from None
    for item in ITEMS:
        day = getattr(tidied, item)
        if isinstance(day, date) and day > today:
            raise refuse(_("这个日期不能晚于今天。"), field=item)
    return tidied


def _insist_on_branch(refuse: type[Refusal], branch: Organization, on: date) -> None:
    now = queries.organization(branch.uid)
    if not now.is_branch or (now.dissolved_on and now.dissolved_on <= on):
        raise refuse(_("只有现存的党支部可以编入党员。"), field="branch")
    if on < now.founded_on:
        words = _("日期不能早于支部成立日期（%(day)s）。")
        raise refuse(words % {"day": now.founded_on.isoformat()}, field="since")
    insist_on_lasting(now, refuse, _("编入党员"), field="branch")


def _insist_on_new_number(refuse: type[Refusal], card: Card) -> None:
    if queries.members_holding([card.id_number]):
        words = _("这个公民身份号码已有党员登记，请核对号码，或办理组织关系转接。")
        raise refuse(words, field="id_number")


def _open_affiliation(member: Member, refuse: type[Refusal]) -> Affiliation:
    here = Affiliation.objects.filter(member=member, until_on=None).first()
    if here is None:
        raise refuse(_("%(name)s目前不在任何支部。") % {"name": member.name})
    return here


def _change_of(here: Affiliation, old: Card, new: Card, *, changed_on: date) -> MemberChanged:
    """Return the record of what differs, with what it does to the branch's numbers."""
    changes = tuple(
        Change(item, str(getattr(new, item) or "") or None)
        for item in ITEMS
        if getattr(new, item) != getattr(old, item)
    )
    if not changes:
        raise CannotChangeMember(_("没有任何变化，无须提交。"))
    before, after = _standing(old), _standing(new)
    if before != after:
        days = {new.converted_on, new.stopped_on} - {old.converted_on, old.stopped_on}
        changed_on = max(here.from_on, *([day for day in days if day] or [changed_on]))
    grouped = GroupMembership.objects.filter(member=here.member_id, until_on=None).exists()
    return MemberChanged(
        member=here.member_id,
        changed_on=changed_on,
        changes=changes,
        members=after[0] - before[0],
        full_members=after[1] - before[1],
        grouped_members=(after[0] - before[0]) * grouped,
    )


def _standing(card: Card) -> tuple[int, int]:
    """Return whether the card counts as a member, and as a full one."""
    counts = card.stopped_on is None
    return int(counts), int(counts and card.converted_on is not None)
