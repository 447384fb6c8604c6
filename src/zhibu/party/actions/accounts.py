import re
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.log import Hand, Leaf
from zhibu.party import permits
from zhibu.party.models import Account, Member, Organization, ReadLog, RoleGrant
from zhibu.party.names import UnfitName, tidy_name
from zhibu.party.permits import Ability
from zhibu.party.records import RoleEnded, RoleGranted
from zhibu.party.sets import Role

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


class CannotCreateAccount(Refusal):
    """The account cannot be opened as told."""


class CannotGrantRole(Refusal):
    """The role cannot be granted, or not by this hand."""


class CannotEndRole(Refusal):
    """The role cannot be ended, or not by this hand."""


def create_account(
    *, username: str, password: str, display_name: str, member: Member | None = None
) -> Account:
    """Open an account. It may do nothing until a role is granted to it.

    Raises CannotCreateAccount where the name is taken or unfit, or the password too weak.
    """
    if not _USERNAME.fullmatch(username):
        words = _("用户名用 2 至 32 个小写字母、数字、点、横线或下划线，以字母或数字开头。")
        raise CannotCreateAccount(words, field="username")
    taken = CannotCreateAccount(_("这个用户名已有人使用，请换一个。"), field="username")
    if Account.objects.filter(username=username).exists():
        raise taken
    if member and Account.objects.filter(member=member).exists():
        words = _("%(name)s已有账号，不能再开一个。")
        raise CannotCreateAccount(words % {"name": member.name}, field="member")
    try:
        shown = tidy_name(display_name)
        validate_password(password)
        with transaction.atomic():
            return Account.objects.create_user(
                username, password, display_name=shown, member_id=member.uid if member else None
            )
    except UnfitName as unfit:
        raise CannotCreateAccount(unfit.words, field="display_name") from None
    except ValidationError as weak:
        raise CannotCreateAccount(" ".join(weak.messages), field="password") from None
    except IntegrityError:  # somebody took the name a moment ago
        raise taken from None


def grant_role(*, account: Account, role: str, organization: Organization, hand: Hand) -> Leaf:
    """Let an account act in a role over an organization, from today.

    The first role of an installation is an administrator's over a top organization. Afterwards
    raises CannotGrantRole unless the hand is an administrator's above, and never one's own.
    """
    if role not in Role.values:
        raise CannotGrantRole(_("请选择角色。"), field="role")
    with log.act(organization.uid):
        if RoleGrant.objects.exists():
            _insist_on_administrator(
                CannotGrantRole, hand, organization=organization, account=account
            )
        elif role != Role.ADMINISTRATOR or organization.superior_id:
            words = _("第一个角色应是顶层党组织的系统管理员。")
            raise CannotGrantRole(words, field="role")
        held = RoleGrant.objects.filter(
            account=account, role=role, organization=organization, until_on=None
        )
        if held.exists():
            raise CannotGrantRole(_("该账号已有这个角色。"), field="role")
        granted_on = log.civil(hand.at)
        record = RoleGranted(account.uid, Role(role).value, organization.uid, granted_on)
        return log.append(record, unit=organization.uid, **hand.told)


def end_role(*, grant: RoleGrant, hand: Hand) -> Leaf:
    """Take a role back. It gives nothing from this moment.

    Raises CannotEndRole where it was taken back before, the hand is not an administrator's above,
    or nobody would be left to grant roles.
    """
    with log.act(grant.organization_id):
        now = RoleGrant.objects.select_related("organization").get(pk=grant.pk)
        if not now.is_open:
            raise CannotEndRole(_("该角色已经收回。"))
        _insist_on_administrator(CannotEndRole, hand, organization=now.organization)
        others = RoleGrant.objects.filter(
            role=Role.ADMINISTRATOR, until_on=None, organization__superior=None
        ).exclude(pk=now.pk)
        if now.role == Role.ADMINISTRATOR and not others.exists():
            raise CannotEndRole(_("至少要保留一名顶层系统管理员，请先授予他人。"))
        record = RoleEnded(now.rec, now.account_id, now.organization_id, log.civil(hand.at))
        return log.append(record, unit=now.organization_id, **hand.told)


def log_reading(
    *, member: Member, account: Account, role: str, items: Iterable[str], at: datetime
) -> None:
    """Write down that somebody unmasked items of a card; the member sees it."""
    told = ",".join(items)
    ReadLog.objects.create(member=member, account=account, role=role, items=told, at=at)


def log_readings(
    members: Iterable[str], *, account: Account, role: str, items: str, at: datetime
) -> None:
    """Note that somebody took away a list with items of many members' cards."""
    rows = (
        ReadLog(member_id=uid, account=account, role=role, items=items[:200], at=at)
        for uid in members
    )
    ReadLog.objects.bulk_create(rows, batch_size=1_000)


def _insist_on_administrator(
    refuse: type[Refusal],
    hand: Hand,
    *,
    organization: Organization,
    account: Account | None = None,
) -> None:
    giver = Account.objects.filter(pk=hand.by).first()
    if giver is None or not permits.may(giver, Ability.GRANT_ROLES, organization):
        raise refuse(_("只有上级或本级的系统管理员可以办理角色。"), field="organization")
    if account and account.pk == giver.pk:
        raise refuse(_("不能给自己授予角色，请由另一名管理员办理。"), field="account")
