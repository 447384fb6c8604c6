"""Re-checks what a machine can, and reminds everybody once a week of what is due."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.journal.leaves import Hand, Via
from zhibu.notices import actions, digests
from zhibu.notices.actions.rechecking import MACHINE
from zhibu.notices.models import Notice, State


def instant(text: str) -> datetime:
    """Read an instant; without a zone it is the installation's own time."""
    told = datetime.fromisoformat(text)
    return timezone.make_aware(told) if timezone.is_naive(told) else told


class Command(BaseCommand):
    help = "Re-check what a machine can, then remind each person once a week of what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=instant, help="as of an instant, 2026-11-23T09:00 (now)")

    def handle(self, **told: Any) -> None:
        at = told["at"] or timezone.now()
        hand = Hand(MACHINE, "system", Via.API, at)
        waiting = Notice.objects.filter(state=State.REPLIED, by_machine=True).order_by("rec")
        passed = sum(1 for one in waiting if actions.recheck_by_machine(one, hand=hand))
        reminded = digests.send(at)
        if told["verbosity"] > 0:
            words = _("机器复核通过 %(passed)d 份，提醒 %(reminded)d 人。")
            self.stdout.write(words % {"passed": passed, "reminded": reminded})
