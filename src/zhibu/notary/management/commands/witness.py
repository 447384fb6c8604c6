from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import segno
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.core import slips
from zhibu.notary import witnesses
from zhibu.notary.witnesses import CannotAccept

LONGEST = 64 * 1024


class Command(BaseCommand):
    help = "Carry a request to a witness without a network, and its signature back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = "On the witness's machine: zhibu witness --help."
        verbs = parser.add_subparsers(
            dest="verb", required=True, metavar="request|accept", help="what to do"
        )
        request = verbs.add_parser("request", help="write what a witness is to sign into a file")
        request.add_argument("file", type=Path, help="the request; codes for it lie beside it")
        request.add_argument("--witness", default="", help="whose, where there are several")
        request.add_argument("--old", type=int, help="begin at this size, as the witness said")
        accept = verbs.add_parser("accept", help="take in the signature lines of a file")
        accept.add_argument("file", type=Path, help="lines, or slips scanned from codes")

    def handle(self, *_args: Any, verb: str, file: Path, **options: Any) -> None:
        if verb == "request":
            self.request(file, options["witness"], options["old"])
        else:
            self.accept(file)

    def request(self, file: Path, petname: str, old: int | None) -> None:
        data = witnesses.request(petname, old=old)
        file.write_bytes(data)
        made = slips.split(data)
        for number, slip in enumerate(made, start=1):
            path = file.with_name(f"{file.stem}-{number}.svg")
            segno.make(slip, error="m", micro=False).save(str(path), kind="svg", scale=4)
        told = {"file": str(file), "codes": len(made)}
        self.stdout.write(_("请求已写入 %(file)s，旁边有 %(codes)d 张二维码。") % told)

    def accept(self, file: Path) -> None:
        try:
            with file.open("rb") as opened:
                data = opened.read(LONGEST)
        except OSError as fault:
            why = {"file": file, "why": fault.strerror}
            raise CannotAccept(_("读不了 %(file)s：%(why)s。") % why) from fault
        for one in witnesses.accept(data, at=timezone.now()):
            told: dict[str, object] = {
                "name": one.petname,
                "size": one.size,
                "at": f"{timezone.localtime(one.at):%Y-%m-%d %H:%M:%S}",
            }
            self.stdout.write(_("%(name)s 于 %(at)s 会签了第 %(size)d 条的账本头，已存。") % told)
