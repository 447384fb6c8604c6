"""What running cases wait for, reckoned anew: holidays are announced, definitions mended."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.procedures import awaiting


class Command(BaseCommand):
    help = "Reckon anew what every running case waits for, and until when. Run once a night."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="the day (today)")

    def handle(self, **told: Any) -> None:
        count = awaiting.refresh_all(told["today"] or timezone.localdate())
        self.stdout.write(_("%(count)d 件在办流程的待办步骤已重新推算。") % {"count": count})
