from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.core.notes import Verifier
from zhibu.journal.log import civil
from zhibu.notary import alarms, keys
from zhibu.notary.keys import Announced
from zhibu.notary.records import hand_of_system


class Command(BaseCommand):
    help = "Show the keys that sign heads and promises; `keys rotate` replaces them, on record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        rotate = "rotate: make new keys and record it; without, keys are shown"
        stolen = "with rotate: the old key stops at once, not after 30 days"
        parser.add_argument(
            "act", nargs="?", choices=["show", "rotate"], default="show", help=rotate
        )
        parser.add_argument("--stolen", action="store_true", help=stolen)

    def handle(self, *_args: Any, act: str, stolen: bool, **_options: Any) -> None:
        at = timezone.now()
        if act == "rotate":
            keys.rotate(at, hand_of_system(at), stolen=stolen)
            self.stdout.write(
                _("已更换密钥，已入账。请备份密钥文件夹，并把新的信任文件交给见证人。")
            )
        self.show(keys.current(), _("签账本头"))
        for former in keys.announced()[1:]:
            self.show(former, _("旧密钥，签账本头"))
        for alarm in alarms.standing():
            self.stderr.write(str(alarm.words))

    def show(self, one: Announced, use: str) -> None:
        for words, vkey in ((use, one.vkey), (_("签回执"), one.promise_vkey)):
            told = {"use": words, "key": keys.print_of(Verifier.parse(vkey)), "day": civil(one.at)}
            self.stdout.write(_("%(use)s：指纹 %(key)s，%(day)s 起") % told)
            self.stdout.write(f"  {vkey}")
