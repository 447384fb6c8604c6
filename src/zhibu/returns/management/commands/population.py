"""``zhibu population``: an invented population in the bulletin's proportions, as spreadsheets."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.returns.population import margins, people, rosters

LEAST, MOST = 300, 100_000


class CannotInvent(Refusal):
    """The population cannot be made as asked."""


class Command(BaseCommand):
    help = "Write an invented population as spreadsheets that `zhibu import` takes."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, required=True, help=f"{LEAST} to {MOST}")
        parser.add_argument("--out", type=Path, required=True, help="folder to write into")
        parser.add_argument("--seed", type=int, default=1, help="another seed, other people")

    def handle(self, **options: Any) -> None:
        members, folder = options["members"], options["out"]
        if not LEAST <= members <= MOST:
            told = {"least": LEAST, "most": MOST}
            raise CannotInvent(_("人数应在 %(least)d 至 %(most)d 之间。") % told)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            words = _("“%(folder)s”不是空文件夹，请换一个。")
            raise CannotInvent(words % {"folder": folder})
        bulletin = margins.latest()
        everybody = people.people(bulletin, members, options["seed"])
        written = rosters.write(folder, bulletin, everybody, seed=options["seed"])
        words = _("已写出 %(members)d 名虚构党员，%(files)d 个文件，在 %(folder)s。")
        told = {"members": members, "files": len(written), "folder": folder}
        self.stdout.write(words % told)
