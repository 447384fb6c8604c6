import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.journal import log, opening
from zhibu.journal.log import Hand, Via
from zhibu.notary import keys
from zhibu.party import actions, queries
from zhibu.party.models import Organization
from zhibu.party.sets import Level, Role


class Command(BaseCommand):
    help = "Begin an installation: open its journal, found its committee, make an administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("committee", help="full name of the committee, such as 某某公司党委")
        parser.add_argument(
            "--administrator", default="admin", help="user name of the first account (admin)"
        )

    def handle(self, **options: Any) -> None:
        password = secrets.token_urlsafe(12)
        with transaction.atomic():
            committee = begin(options["committee"], options["administrator"], password)
        told = {"name": committee.name, "username": options["administrator"], "password": password}
        self.stdout.write(_("账本已建立，%(name)s 可以开始使用。") % told)
        self.stdout.write(
            _("管理员账号 %(username)s，初始密码 %(password)s（只显示这一次，请登录后修改）。")
            % told
        )


def begin(name: str, username: str, password: str) -> Organization:
    """Open the journal if it is not, found the committee if it is not there, make its account.

    Raises a Refusal where the account exists or the committee's name cannot stand.
    """
    at = timezone.now()
    account = actions.create_account(
        username=username, password=password, display_name=_("系统管理员")
    )
    hand = Hand(account.uid, Role.ADMINISTRATOR, Via.WEB, at)
    if not opening.is_open():
        opening.open_journal(demo=False, hand=hand)
        keys.establish(at, hand)
    committee = _top(name) or actions.found_organization(
        name=name, level=Level.COMMITTEE, superior=None, founded_on=log.civil(at), hand=hand
    )
    actions.grant_role(account=account, role=Role.ADMINISTRATOR, organization=committee, hand=hand)
    return committee


def _top(name: str) -> Organization | None:
    return queries.organizations_named(name).filter(superior=None).first()
