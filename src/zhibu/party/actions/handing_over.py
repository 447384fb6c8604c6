"""Roles follow posts: one recorded act of an officer above, never by itself.

Whose post went to somebody without an account keeps the role until that one has an account, so
that a branch is never left without anybody who can enter its records.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.log import Hand, Leaf
from zhibu.party import permits
from zhibu.party.models import Account, Organization, RoleGrant
from zhibu.party.permits import Ability
from zhibu.party.records import RoleEnded, RoleGranted
from zhibu.party.sets import Role


class CannotHandOver(Refusal):
    """Roles cannot be handed over so."""


class Move(StrEnum):
    """What becomes of somebody's role."""

    GRANT = "grant"
    END = "end"
    NO_ACCOUNT = "no_account"


@dataclass(frozen=True, slots=True)
class RoleMove:
    """One role that is given or taken back; ``member`` is who took the post."""

    move: Move
    role: Role
    account: Account | None
    member: str
    grant: RoleGrant | None = None


def moves_for(organization: Organization, holders: Mapping[Role, str]) -> list[RoleMove]:
    """Return what would change so that each role is held by who holds the post. Two queries.

    ``holders`` names the member of each role, or nobody. Accounts of no member are left alone.
    """
    grants = RoleGrant.objects.filter(
        organization=organization, role__in=list(holders), until_on=None
    ).exclude(account__member=None)
    open_now = list(grants.select_related("account").order_by("from_on", "rec"))
    accounts = Account.objects.filter(member__in=[one for one in holders.values() if one])
    by_member = {one.member_id: one for one in accounts.filter(is_active=True).order_by("username")}
    return [
        move
        for role, member in holders.items()
        for move in _moves_of(role, member, open_now, taker=by_member.get(member))
    ]


def _moves_of(
    role: Role, member: str, grants: list[RoleGrant], *, taker: Account | None
) -> Iterator[RoleMove]:
    held = [one for one in grants if one.role == role]
    if member and taker is None:
        yield RoleMove(Move.NO_ACCOUNT, role, None, member)
        return
    if taker and all(one.account_id != taker.pk for one in held):
        yield RoleMove(Move.GRANT, role, taker, member)
    for one in held:
        if one.account.member_id != member:
            yield RoleMove(Move.END, role, one.account, member, one)


def hand_over_roles(
    *, organization: Organization, holders: Mapping[Role, str], hand: Hand
) -> list[Leaf]:
    """Let roles follow posts, as ``moves_for`` says; who loses their last one stays a member.

    Raises CannotHandOver unless the hand is an officer's above, for the own account, and where
    nothing changes.
    """
    with log.act(organization.uid):
        giver = Account.objects.filter(pk=hand.by).first()
        if giver is None or not permits.may(giver, Ability.APPROVE_CASES, organization):
            raise CannotHandOver(_("只有上级党组织的组织干事可以按当选结果调整账号权限。"))
        moves = [one for one in moves_for(organization, holders) if one.account]
        if not moves:
            raise CannotHandOver(_("账号权限已经与当选结果一致，不用调整。"))
        if any(one.account == giver for one in moves):
            raise CannotHandOver(_("不能调整自己的角色，请由另一名干事办理。"))
        moves.sort(key=lambda one: one.move != Move.GRANT)
        return [leaf for one in moves for leaf in _carried_out(organization, one, hand)]


def _carried_out(organization: Organization, move: RoleMove, hand: Hand) -> Iterator[Leaf]:
    on, account = log.civil(hand.at), move.account
    if account is None:
        return
    if move.grant is None:
        granted = RoleGranted(account.uid, move.role.value, organization.uid, on)
        yield log.append(granted, unit=organization.uid, **hand.told)
        return
    ended = RoleEnded(move.grant.rec, account.uid, organization.uid, on)
    yield log.append(ended, unit=organization.uid, **hand.told)
    if not RoleGrant.objects.filter(account=account, until_on=None).exists():
        stays = RoleGranted(account.uid, Role.MEMBER.value, organization.uid, on)
        yield log.append(stays, unit=organization.uid, **hand.told)
