from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.notary.backup import making, progress


class Command(BaseCommand):
    help = "Back everything up into a .tar file, a folder or object storage; others may work on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", help="FILE.zhibu.tar, an empty folder, or s3://bucket/prefix")
        parser.add_argument(
            "--with-keys", action="store_true",
            help="take the keys along too: whoever has such a backup can read and sign everything",
        )  # fmt: skip

    def handle(self, *_args: Any, target: str, with_keys: bool, **_options: Any) -> None:
        with progress.shown() as bar:
            told = making.make(target, at=timezone.now(), with_keys=with_keys, bar=bar)
        self.stdout.write(
            _("备份完成：%(target)s，账本 %(size)d 条，文件 %(files)d 个。")
            % {"target": target, "size": told.size, "files": len(told.members)}
        )
        if told.checkpoint:
            self.stdout.write(_("备份里最后公布的账本头（恢复时要用外面保存的核对，不用这个）："))
            self.stdout.write(told.checkpoint)
        self.stdout.write(
            _("备份里有密钥：请和现金一样锁进保险柜，不要和普通备份放在一起。")
            if with_keys
            else _("备份里没有密钥：密钥文件夹请另存一份，锁进保险柜；没有它，备份打不开。")
        )
