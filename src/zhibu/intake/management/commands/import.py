"""``zhibu import``: what the import page does, for whoever sits at the machine."""  # noqa: N999 - Django calls a command by its module

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.intake import actions, queries
from zhibu.intake.checking.proposing import Proposal, Source, propose
from zhibu.intake.checking.world import World
from zhibu.intake.identities import CONSOLE
from zhibu.intake.management import telling
from zhibu.intake.models import Batch
from zhibu.intake.reading.mapping import Mapping, read_mapping
from zhibu.intake.system import Nothing, System
from zhibu.journal import log, opening
from zhibu.journal.log import Hand, Via
from zhibu.party.models import Account, Organization
from zhibu.party.sets import Role

FAULTS_FOUND = 1
ENDINGS = (".xlsx", ".xls", ".csv")
EPILOG = """\
Exit codes: 0 nothing wrong (warnings do not count), 1 faults found by --dry-run,
2 refused, with a sentence saying why; then nothing was entered.
--json prints one object per finding (file, sheet, row, column, cell, severity, message)
and a last one with the counts (rows, would_import, faults, warnings).
"""


class CannotImport(Refusal):
    """The command cannot do what it was told."""


class Command(BaseCommand):
    help = "Import spreadsheets, or show with --dry-run what would happen. All or nothing."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EPILOG
        parser.add_argument("files", nargs="+", metavar="FILE", help=".xlsx, .xls, .csv or folder")
        parser.add_argument("--dry-run", action="store_true", help="check only, change nothing")
        parser.add_argument("--json", action="store_true", help="findings as JSON, one a line")
        parser.add_argument("--skip-faulty", action="store_true", help="leave out rows at fault")
        parser.add_argument(
            "--go-live", action="store_true", help="let the branches of the lists go live today"
        )
        parser.add_argument("--as", dest="account", metavar="ACCOUNT", help="act as this account")
        parser.add_argument(
            "--mapping", type=Path, metavar="FILE", help="YAML: which column of a template is what"
        )
        parser.add_argument("--branch", default="", help="the branch of lists that name none")

    def handle(self, **options: Any) -> None:
        at, dry = timezone.now(), options["dry_run"]
        if not dry:
            _bring_up_to_date()
        sources = _sources(options["files"])
        if not dry:
            actions.refuse_repeated(source.sha256 for source in sources)
        with telling.bar() as advance:
            proposal = propose(
                sources,
                world=World(System() if _has_tables() else Nothing()),
                today=log.civil(at),
                branch=options["branch"],
                mapping=_mapping(options["mapping"]),
                progress=advance,
            )
        self.tell(proposal, options)
        if dry:
            sys.exit(FAULTS_FOUND if proposal.counts["faults"] else 0)
        self.enter(proposal, options, at)

    def tell(self, proposal: Proposal, options: dict[str, Any]) -> None:
        """Show what was found."""
        if options["json"]:
            telling.tell_objects(proposal, self.stdout)  # type: ignore[arg-type]
        else:
            every_row = options["verbosity"] > 1
            telling.tell_words(proposal, self.stdout, every_row=every_row)  # type: ignore[arg-type]

    def enter(self, proposal: Proposal, options: dict[str, Any], at: datetime) -> None:
        """Enter what was found, and say how to take it back."""
        account = _account(options["account"])
        by = account.uid if account else CONSOLE
        hand = Hand(by, _role_of(account), Via.IMPORT, at)
        if not opening.is_open():
            opening.open_journal(demo=False, hand=hand)
        with telling.bar() as advance:
            entered = actions.enter_files(
                proposal=proposal,
                hand=hand,
                account=account,
                skip_faulty=options["skip_faulty"],
                progress=lambda done, total: advance(_("入账"), done, total),
            )
        if options["go_live"]:
            batch = Batch.objects.get(rec=entered.batch)
            actions.let_go_live(queries.waiting_to_go_live(batch), hand=hand)
        words = _("已入账 %(records)d 条（历史补录），批次 %(batch)s；可在“导入”页整批撤回。")
        told = words % {"records": entered.records, "batch": entered.batch}
        (self.stderr if options["json"] else self.stdout).write(told)


def _sources(paths: list[str]) -> list[Source]:
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found += sorted(one for one in path.iterdir() if one.suffix.lower() in ENDINGS)
        elif path.is_file():
            found.append(path)
        else:
            raise CannotImport(_("没有“%(path)s”这个文件，请核对路径。") % {"path": path})
    if not found:
        raise CannotImport(_("文件夹里没有 .xlsx、.xls 或 .csv 文件。"))
    return [Source(path.name, path.read_bytes()) for path in found]


def _mapping(path: Path | None) -> Mapping | None:
    if path is None:
        return None
    if not path.is_file():
        raise CannotImport(_("没有“%(path)s”这个文件，请核对路径。") % {"path": path})
    return read_mapping(path.name, path.read_bytes())


def _has_tables() -> bool:
    return Organization._meta.db_table in connection.introspection.table_names()


def _bring_up_to_date() -> None:
    if not _has_tables():
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


def _account(username: str | None) -> Account | None:
    if not username:
        return None
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise CannotImport(_("没有“%(name)s”这个账号，请核对用户名。") % {"name": username})
    return account


def _role_of(account: Account | None) -> str:
    held = account.grants.filter(until_on=None).first() if account else None
    return held.role if held else Role.OFFICER.value
