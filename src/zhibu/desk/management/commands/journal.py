import re
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from zhibu.core.refusal import Refusal
from zhibu.desk import exporting
from zhibu.journal import tree
from zhibu.notary import checkpoints, export_journal
from zhibu.notary.checkpoints import Why
from zhibu.notary.export_journal import BOUND, CannotExport, Wanted, Written
from zhibu.notary.records import hand_of_system

EPILOG = f"""\
entries.jsonl, cp-N and cons-M-N are always written. --proofs says of which entries to write
entry-N.tlog-proof and leaf-N.json: `all`, `none`, or numbers such as 0,17,300. --records says of
which records to write record-N.json with their attachments: `all`, `none`, or record ids; they
name people: keep them close. If not given, all are written of journals up to {BOUND:,} entries,
and none of greater ones.
That something was exported is entered into the journal.
Check the folder with: verify_record.py log --policy POLICY FOLDER
"""


class Command(BaseCommand):
    help = "Write the whole journal into a folder, for any verifier of its formats."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, help="what to do with it")
        shape = RawDescriptionHelpFormatter
        export = verbs.add_parser("export", help=self.help, epilog=EPILOG, formatter_class=shape)
        export.add_argument("folder", type=Path, help="an empty or new folder")
        export.add_argument("--proofs", default="", metavar="WHICH", help="all, none or N,M,…")
        export.add_argument("--records", default="", metavar="WHICH", help="all, none or ids")

    def handle(self, *_args: Any, folder: Path, proofs: str, records: str, **__: Any) -> None:
        at = timezone.now()
        self._publish(at)
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=None)

            def show(what: str, done: int, total: int) -> None:
                bar.update(task, description=what, completed=done, total=total or None)

            wanted = Wanted(
                proofs=proofs_in(proofs), records=records_in(records),
                files=exporting.everything_of, progress=show,
            )  # fmt: skip
            done = export_journal.export(folder, wanted=wanted, hand=hand_of_system(at))
        self._tell(folder, done)

    def _publish(self, at: datetime) -> None:
        """Publish a head over all there is, so that all of it is signed; go on without one."""
        try:
            checkpoints.publish(at, Why.ASKED)
        except (Refusal, OSError) as reason:
            words = _("没有签新的账本头：%(why)s")
            self.stderr.write(words % {"why": reason})

    def _tell(self, folder: Path, done: Written) -> None:
        words = _(
            "已导出 %(entries)d 条、%(heads)d 个账本头、%(proofs)d 份凭证、%(records)d 份记录、"
            "%(files)d 个附件到 %(folder)s。"
        )
        told = {"entries": done.entries, "heads": done.checkpoints, "proofs": done.proofs}
        told |= {"records": done.records, "files": done.files}
        self.stdout.write(words % {**told, "folder": folder})
        if done.unsigned:
            words = _("最后 %(count)d 条还没有账本头签名。")
            self.stderr.write(words % {"count": done.unsigned})


def proofs_in(text: str) -> list[int] | range | None:
    """Return which proofs are asked for: None means all up to a bound. Raises CannotExport."""
    if text in {"", "none"}:
        return None if not text else []
    if text == "all":
        return range(tree.size())
    if not re.fullmatch(r"[0-9]{1,12}(,[0-9]{1,12})*", text):
        words = _("--proofs 应是 all、none 或编号，例如 0,17,300；现在是 %(text)s。")
        raise CannotExport(words % {"text": text})
    return [int(one) for one in text.split(",")]


def records_in(text: str) -> list[str] | None:
    """Return which records are asked for: None means all, nothing all up to a bound."""
    few: list[str] | None = None if tree.size() <= BOUND else []
    return {"": few, "all": None, "none": []}.get(text, text.split(","))
