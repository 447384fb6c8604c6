"""``zhibu books``: three books and the box of a branch, for whoever sits at the machine."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.ledgers import packing, spans, volumes
from zhibu.ledgers.wording import Sight
from zhibu.party.models import Organization


class CannotMakeBooks(Refusal):
    """The command cannot do what it was told."""


class Command(BaseCommand):
    help = "Make the three books and the box of a branch, as PDF and docx."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--branch", required=True, metavar="ID", help="identity or name")
        parser.add_argument("--year", help="2026; also 2026-H1, 2026-Q3 or DAY..DAY")
        parser.add_argument(
            "--out", required=True, metavar="DIR", type=Path, help="the files are written there"
        )

    def handle(self, **options: Any) -> None:
        today = log.civil(timezone.now())
        branch = _branch(options["branch"])
        span = spans.parse(options["year"] or str(today.year))
        folder: Path = options["out"]
        folder.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        shelf = volumes.shelf_of(branch, span, today=today, sight=Sight(people=True, amounts=True))
        count = len(packing.BOOKS) * len(packing.ENDINGS)
        files = packing.files_of(shelf)
        for number, (name, content) in enumerate(files, 1):
            (folder / name).write_bytes(content)
            self.stdout.write(f"{number}/{count} {name}")
        told = {"n": len(shelf.told), "seconds": f"{time.perf_counter() - began:.1f}"}
        self.stdout.write(_("%(n)d 条记录，%(seconds)s 秒。") % told)


def _branch(told: str) -> Organization:
    found = Organization.objects.filter(pk=told).first()
    named = found or Organization.objects.filter(name=told, dissolved_on=None).first()
    if named is None or not named.is_branch:
        raise CannotMakeBooks(_("没有“%(told)s”这个党支部，请写它的编号或全称。") % {"told": told})
    return named
