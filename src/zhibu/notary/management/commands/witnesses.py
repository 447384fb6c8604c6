from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.notary import keys, witnesses
from zhibu.notary.records import Post, hand_of_system


class Command(BaseCommand):
    help = "Take on witnesses, let them go, list them; each change goes on record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(
            dest="verb", required=True, metavar="add|remove|list", help="what to do"
        )
        add = verbs.add_parser("add", help="trust a witness from now on")
        add.add_argument("petname", help="what we call it: short, no spaces")
        add.add_argument("vkey", help="its key, from `zhibu witness keys` on its machine")
        add.add_argument("url", nargs="?", default="", help="where it is asked; none: by hand")
        add.add_argument(
            "--post", choices=list(Post), default=Post.SUPERIOR, type=Post,
            help="superior, inspection or peer: how it counts (superior)",
        )  # fmt: skip
        remove = verbs.add_parser("remove", help="trust a witness no longer")
        remove.add_argument("petname", help="what we call it")
        verbs.add_parser("list", help="show whom we trust and their latest signatures")

    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        getattr(self, verb)(**options)

    def add(self, *, petname: str, vkey: str, url: str, post: Post, **_options: Any) -> None:
        hand = hand_of_system(timezone.now())
        witnesses.add(petname, vkey, url, post=post, hand=hand)
        self.stdout.write(_("已登记见证人 %(name)s，已入账。") % {"name": petname})
        self.stdout.write(_("请在见证机上登记本账本：zhibu witness trust %(key)s --data …")
                          % {"key": keys.log_signer().verifier.spelled})  # fmt: skip

    def remove(self, *, petname: str, **_options: Any) -> None:
        witnesses.remove(petname, hand=hand_of_system(timezone.now()))
        self.stdout.write(_("已移除见证人 %(name)s，已入账。它签过的都留着。") % {"name": petname})

    def list(self, **_options: Any) -> None:
        known = witnesses.standing()
        if not known:
            self.stdout.write(_("还没有见证人：账本仅自证。"))
        for one in known:
            told = {
                "name": one.petname,
                "key": one.name,
                "url": one.url or _("人工送签"),
                "size": one.size or 0,
                "at": f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}" if one.at else _("还没有"),
            }
            self.stdout.write(
                _("%(name)s（%(key)s，%(url)s）：会签到第 %(size)d 条，最近 %(at)s") % told
            )
