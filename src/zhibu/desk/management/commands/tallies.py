"""Monthly sums as signed files: written for a superior, verified and received there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.bulk import folder as folders
from zhibu.bulk.faults import TallyFault
from zhibu.bulk.manifest import Manifest
from zhibu.core import strict
from zhibu.core.notes import NoteFault, Verifier
from zhibu.desk import tallies
from zhibu.notary.records import hand_of_system

REFUSED = 2
LONGEST_KEY = 4096


class Command(BaseCommand):
    help = "Export the sums of every branch, signed; verify and import those of others."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, help="what to do")
        out = verbs.add_parser("export", help="write a year's sums into an empty folder, signed")
        out.add_argument("folder", type=Path, help="an empty or new folder")
        out.add_argument("--year", type=int, help="the year (this one)")
        for verb, does in (
            ("verify", "read every byte of a folder and compare it with its signed list"),
            ("import", "verify a folder and keep it under tallies-from/ORIGIN/PERIOD"),
        ):
            into = verbs.add_parser(verb, help=does)
            into.add_argument("folder", type=Path, help="the folder that came")
            into.add_argument(
                "--key", required=True, help="the origin's public key (name+hash+base64), or a "
                "file with it; it must have come by another way than the folder",
            )  # fmt: skip

    def handle(self, *_args: Any, verb: str, folder: Path, **told: Any) -> None:
        try:
            if verb == "export":
                self._export(folder, told["year"])
            elif verb == "verify":
                manifest, _head = folders.verify(folder, verifier_of(told["key"]))
                self._tell(manifest)
            else:
                self._import(folder, verifier_of(told["key"]))
        except TallyFault as fault:
            raise CommandError(_(fault.template) % fault.told, returncode=REFUSED) from fault

    def _export(self, folder: Path, year: int | None) -> None:
        at = timezone.now()
        chosen = year or timezone.localdate(at).year
        done = tallies.export(folder, year=chosen, hand=hand_of_system(at))
        words = _("已导出 %(branches)d 个支部、%(rows)d 行到 %(folder)s，截至 %(as_of)s。")
        told = {"branches": done.branches, "rows": done.rows, "as_of": done.manifest.as_of}
        self.stdout.write(words % {**told, "folder": folder})

    def _import(self, folder: Path, verifier: Verifier) -> None:
        place = folders.receive(folder, tallies.store(), verifier)
        self.stdout.write(_("核验无误，已收入 %(folder)s。") % {"folder": place})
        self.stdout.write(f"zhibu assess --tallies {place} --standard FILE")

    def _tell(self, manifest: Manifest) -> None:
        words = _("核验无误：%(origin)s，%(period)s，截至 %(as_of)s，账本第 %(entries)d 条。")
        told = {"origin": manifest.origin, "period": manifest.period}
        told |= {"as_of": manifest.as_of.isoformat()}
        self.stdout.write(words % {**told, "entries": manifest.entries})


def verifier_of(told: str) -> Verifier:
    """Return the key that a word spells, or the first line of a file. Raises CommandError."""
    try:
        path = Path(told)
        if path.is_file():
            told = path.read_bytes()[:LONGEST_KEY].decode().strip().partition("\n")[0]
        return Verifier.parse(told.removeprefix("log ").strip())
    except (NoteFault, strict.Fault, OSError, ValueError) as fault:
        words = _("看不懂公钥“%(told)s”：要么是一个文件，要么形如 名称+校验+base64。")
        words += _("请对方运行 zhibu keys，把“签账本头”那一行发来。")
        raise CommandError(words % {"told": told[:80]}, returncode=REFUSED) from fault
