from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from zhibu.desk.demo import accounts
from zhibu.desk.demo.telling import tell_demo


class Command(BaseCommand):
    help = "Load a fictional committee of 12 branches with ten months of work, through acts only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=datetime.fromisoformat, help="tell it as of this instant")

    def handle(self, **options: Any) -> None:
        at = options["at"] or timezone.now()
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("演示党委", total=None)
            count = tell_demo(at, progress=lambda n, of: bar.update(task, completed=n, total=of))
        told = _("演示党委已建好：12 个支部、%(count)d 条工作记录，人物均为虚构。")
        self.stdout.write(told % {"count": count})
        self.stdout.write(f"{_('演示账号：')}\n{accounts.listing()}")
