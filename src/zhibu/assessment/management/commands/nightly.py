"""What time alone changes: facts whose day has come, and what silence has missed."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.assessment import engine
from zhibu.journal import ripening


class Command(BaseCommand):
    help = "Let facts ripen whose day has come, then score every branch. Run once a night."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="the day (today)")

    def handle(self, **told: Any) -> None:
        today = told["today"] or timezone.localdate()
        moved = ripening.ripen(today)
        # Last year too: its last records may still be entered, and its last grace runs out.
        for year in (today.year - 1, today.year):
            count = engine.assess_all(year=year, as_of=today)
            words = _("%(year)d 年度：%(count)d 个党组织已重新计分。")
            self.stdout.write(words % {"year": year, "count": count})
        self.stdout.write(_("%(count)d 个党组织有到期事项入账。") % {"count": len(moved)})
