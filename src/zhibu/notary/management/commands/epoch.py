from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.notary import epochs, keys
from zhibu.notary.records import hand_of_system


class Command(BaseCommand):
    help = "After a restore that lost entries: recover them from the mirror, or open a new epoch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = "recover: put the mirror's leaves back; open: end this epoch, begin another"
        parser.add_argument("act", choices=["recover", "open"], help=acts)
        parser.add_argument("--reason", default="", help="with open: why, told to everybody")

    def handle(self, *_args: Any, act: str, reason: str, **_options: Any) -> None:
        if act == "open":
            epochs.open_epoch(reason, hand=hand_of_system(timezone.now()))
            words = _("已开启新账期 %(origin)s，原因已入账。请把新的信任文件交给各见证人。")
            self.stdout.write(words % {"origin": keys.origin()})
            return
        count = epochs.recover()
        words = _("从镜像找回 %(count)d 条记录的编号和指纹；它们的内容随数据库丢失，核验时会列出。")
        self.stdout.write(words % {"count": count})
