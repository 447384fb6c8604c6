import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from zhibu.notary import checkpoints, mirror


class Command(BaseCommand):
    help = "Compare the mirror of all leaves with the journal; exit code 1 where they disagree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--catch-up", action="store_true", help="write what is lacking first")

    def handle(self, *_args: Any, catch_up: bool, **_options: Any) -> None:
        held, using = mirror.current(), checkpoints.writer()
        if catch_up:
            held.catch_up(using=using)
        state = mirror.state_of(held, using=using)
        told = {"path": state.path, "mirrored": state.mirrored, "size": state.size}
        self.stdout.write(_("镜像 %(path)s：%(mirrored)d 条；账本：%(size)d 条。") % told)
        if state.agree:
            self.stdout.write(_("两者逐条相符。"))
            return
        self.stderr.write(_("两者不符，从第 %(number)d 条起不同。")
                          % {"number": mirror.first_difference(held, using=using)})  # fmt: skip
        sys.exit(1)
