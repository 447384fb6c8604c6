from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.core.ids import new_id
from zhibu.journal.fields import LeafField
from zhibu.party.models.organizations import Organization
from zhibu.party.models.validity import Dated, ends_after_start
from zhibu.party.sets import Role


class Accounts(BaseUserManager["Account"]):
    def create_user(
        self,
        username: str,
        password: str | None = None,
        *,
        display_name: str = "",
        member_id: str | None = None,
    ) -> "Account":
        account = self.model(
            uid=new_id("a"),
            username=username,
            display_name=display_name or username,
            member_id=member_id,
        )
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody who signs in. Not journaled; what it may do is granted by records."""

    uid = models.CharField(max_length=28, primary_key=True)
    username = models.CharField(_("用户名"), max_length=32, unique=True)
    display_name = models.CharField(_("姓名"), max_length=50)
    member = models.OneToOneField(
        "party.Member",
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="account",
    )
    is_active = models.BooleanField(default=True)
    # When somebody was last here is nobody's business (product law N2).
    last_login = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]
    objects = Accounts()

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return self.display_name


class RoleGrant(Dated):
    """An account holds a role over an organization, until it is ended."""

    rec = models.CharField(max_length=28, primary_key=True)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, related_name="grants"
    )
    role = models.CharField(_("角色"), max_length=16, choices=Role.choices)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="grants")
    leaf = LeafField()

    class Meta:
        constraints = [
            ends_after_start("grant_ends_after_start"),
            models.UniqueConstraint(
                fields=["account", "role", "organization"],
                condition=Q(until_on=None),
                name="role_granted_once",
            ),
        ]
