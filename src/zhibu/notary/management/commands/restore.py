from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.notary.backup import progress, recovering, restoring
from zhibu.notary.backup.restoring import CannotRestore, Outside
from zhibu.notary.records import hand_of_system

LONGEST = 64 * 1024


class Command(BaseCommand):
    help = "Put an empty installation back from a backup, and verify that it is the one that was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="FILE.zhibu.tar, a folder, or s3://bucket/prefix")
        parser.add_argument(
            "--check", type=Path, metavar="CHECKPOINT",
            help="a checkpoint held outside: a witness's, a browser's, or three lines from paper",
        )  # fmt: skip
        parser.add_argument(
            "--unchecked", action="store_true", help="there is none: nothing proves the backup"
        )
        parser.add_argument(
            "--new-epoch", metavar="REASON", default="",
            help="if entries are lost and the mirror lacks them: close the epoch, for this reason",
        )  # fmt: skip

    def handle(self, *_args: Any, source: str, **options: Any) -> None:
        hand = hand_of_system(timezone.now())
        outside = outside_of(options["check"], unchecked=options["unchecked"])
        if outside is None:
            self.stderr.write(
                _("警告：没有用外面保存的账本头核对。备份若被换过，这次恢复发现不了。")
            )
        with progress.shown() as bar:
            restored = restoring.restore(source, outside=outside, hand=hand, bar=bar)
        done = recovering.settle(restored, outside, reason=options["new_epoch"], hand=hand)
        for level in restored.findings:
            self.stdout.write(_("核验 %(level)s：通过，%(size)d 条。")
                              % {"level": level.level, "size": level.size})  # fmt: skip
        self.stdout.write(str(done.words))


def outside_of(path: Path | None, *, unchecked: bool) -> Outside | None:
    """Return the checkpoint to hold the backup against, or None if there is said to be none."""
    if path is None and unchecked:
        return None
    if path is None or unchecked:
        raise CannotRestore(
            _(
                "请用 --check 给出外面保存的账本头（见证人处、成员浏览器或打印件页脚），"
                "备份自带的不算数；确实没有，用 --unchecked 明说。"
            )
        )
    try:
        with path.open("rb") as file:
            return Outside.parse(file.read(LONGEST))
    except OSError as fault:
        raise CannotRestore(
            _("读不了 %(path)s：%(why)s。") % {"path": path, "why": fault.strerror}
        ) from fault
