from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.ids import new_id
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.log import Hand, Leaf
from zhibu.party import queries
from zhibu.party.models import GroupMembership, Member, Organization, PartyGroup
from zhibu.party.names import UnfitName, tidy_name
from zhibu.party.records import Assigned, GroupDissolved, Grouped, GroupFounded


class CannotFoundGroup(Refusal):
    """The Party group cannot be formed as told."""


class CannotDissolveGroup(Refusal):
    """The Party group cannot be dissolved on that day."""


class CannotGroupMembers(Refusal):
    """The members cannot be put in that group."""


def found_group(
    *, branch: Organization, name: str, founded_on: date, hand: Hand, uid: str | None = None
) -> PartyGroup:
    """Form a Party group in a branch.

    Raises CannotFoundGroup where the name is taken in the branch or the day does not fit.
    """
    try:
        tidied = tidy_name(name)
    except UnfitName as unfit:
        raise CannotFoundGroup(unfit.words, field="name") from None
    uid = uid or new_id("o")
    with log.act(branch.uid):
        if not branch.is_branch:
            raise CannotFoundGroup(_("党小组只能设在党支部。"))
        if not branch.founded_on <= founded_on <= log.civil(hand.at):
            words = _("成立日期应在支部成立之后、今天之前。")
            raise CannotFoundGroup(words, field="founded_on")
        if PartyGroup.objects.filter(branch=branch, name=tidied, dissolved_on=None).exists():
            words = _("本支部已有“%(name)s”，请改用别的名称。")
            raise CannotFoundGroup(words % {"name": tidied}, field="name")
        record = GroupFounded(uid, branch.uid, tidied, founded_on)
        log.append(record, unit=branch.uid, **hand.told)
    return PartyGroup.objects.get(pk=uid)


def dissolve_group(*, party_group: PartyGroup, dissolved_on: date, hand: Hand) -> Leaf:
    """Dissolve a Party group; its members belong to none until they are grouped again.

    Raises CannotDissolveGroup where it was before, or the day does not fit.
    """
    with log.act(party_group.branch_id):
        now = PartyGroup.objects.get(pk=party_group.pk)
        if now.dissolved_on:
            raise CannotDissolveGroup(_("该党小组已经撤销。"))
        if not now.founded_on <= dissolved_on <= log.civil(hand.at):
            words = _("撤销日期应在成立之后、今天之前。")
            raise CannotDissolveGroup(words, field="dissolved_on")
        members = GroupMembership.objects.filter(party_group=now, until_on=None).count()
        record = GroupDissolved(now.uid, now.branch_id, now.founded_on, dissolved_on, members)
        return log.append(record, unit=now.branch_id, **hand.told)


def group_members(
    *, party_group: PartyGroup, members: Iterable[Member], from_on: date, hand: Hand
) -> Leaf:
    """Put members of the branch in one of its groups, out of another if they were in one.

    Raises CannotGroupMembers where one does not belong to the branch that day or is in it already.
    """
    chosen = sorted({member.uid: member for member in members}.values(), key=lambda one: one.uid)
    with log.act(party_group.branch_id):
        now = PartyGroup.objects.get(pk=party_group.pk)
        _insist_on_group(now, from_on, log.civil(hand.at))
        if not chosen:
            raise CannotGroupMembers(_("请至少选择一名党员。"), field="members")
        _insist_on_members(now, chosen, from_on)
        former = _former_groups(now, chosen, from_on)
        assigned = tuple(Assigned(member.uid, member.uid in former) for member in chosen)
        record = Grouped(now.uid, now.branch_id, from_on, assigned)
        return log.append(record, unit=now.branch_id, **hand.told)


def _insist_on_group(group: PartyGroup, from_on: date, today: date) -> None:
    if group.dissolved_on:
        raise CannotGroupMembers(_("该党小组已经撤销。"), field="party_group")
    if not group.founded_on <= from_on <= today:
        words = _("编组日期应在党小组成立（%(day)s）之后、今天之前。")
        words = words % {"day": group.founded_on.isoformat()}
        raise CannotGroupMembers(words, field="from_on")


def _insist_on_members(group: PartyGroup, chosen: Sequence[Member], from_on: date) -> None:
    here = set(queries.members_of(group.branch_id, from_on).values_list("uid", flat=True))
    strangers = [member.name for member in chosen if member.uid not in here]
    if strangers:
        words = _("%(names)s当日不是本支部党员，不能编入。")
        raise CannotGroupMembers(words % {"names": "、".join(strangers)}, field="members")


def _former_groups(group: PartyGroup, chosen: Sequence[Member], from_on: date) -> set[str]:
    """Return who is in another group now. Refuse those in this one, and a day before they came."""
    names = {member.uid: member.name for member in chosen}
    open_rows = GroupMembership.objects.filter(member__in=list(names), until_on=None)
    for row in open_rows:
        told = {"name": names[row.member_id], "day": row.from_on.isoformat()}
        if row.party_group_id == group.uid:
            raise CannotGroupMembers(_("%(name)s已在该党小组。") % told, field="members")
        if from_on < row.from_on:
            words = _("%(name)s于 %(day)s 才编入现在的党小组，编组日期不能更早。")
            raise CannotGroupMembers(words % told, field="from_on")
    return {row.member_id for row in open_rows}
