import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, Self

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from zhibu.journal.leaves import Hand
from zhibu.notary import verify
from zhibu.notary.records import hand_of_system
from zhibu.notary.verify import runs, single
from zhibu.notary.verify.faults import Findings, Level

LEVELS = [Level.HEADS, Level.LEAVES, Level.CONTENTS, Level.TABLES, Level.OUTSIDE]
FAULTY = 1
_SHOWN = 100
_NICE = 10


class Command(BaseCommand):
    help = "Verify the journal and every table told from it; exit with 1 where something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        levels = [level.value for level in LEVELS]
        parser.add_argument(
            "--level", choices=[*levels, "all"], default="all",
            help="V0 last head, V1 leaves, V2 contents, V3 tables, V4 export (all but V4)",
        )  # fmt: skip
        parser.add_argument("--record", help="one record only, by its identity (V5)")
        parser.add_argument("--json", action="store_true", help="one object for each level")
        parser.add_argument("--most", type=int, default=_SHOWN, help="faults to name (100)")
        parser.add_argument("--enter", action="store_true", help="enter the result in the journal")
        parser.add_argument("--due", action="store_true", help="what is due by the calendar")

    def handle(self, **told: Any) -> None:
        if told["due"]:
            os.nice(_NICE)
        hand = hand_of_system(timezone.now())
        faulty = 0
        for found in self._found(hand, told):
            faulty += found.total
            self._tell(found, as_json=told["json"])
            if told["enter"] or told["due"]:
                runs.enter(found, hand_of_system(timezone.now()))
                runs.alarm(found, timezone.now())
        if faulty:
            sys.exit(FAULTY)

    def _found(self, hand: Hand, told: dict[str, Any]) -> Iterator[Findings]:
        if told["record"]:
            yield single.verify_record(told["record"], at=hand.at)
            return
        if told["due"]:
            levels = runs.due(hand.at)
        else:
            one = told["level"]
            levels = LEVELS[:-1] if one == "all" else [Level(one)]
        for level in levels:
            with _Bar(level) as bar:
                yield verify.run(level, hand=hand, most=told["most"], progress=bar.show)

    def _tell(self, found: Findings, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_plain(found), ensure_ascii=False))
            return
        for fault in found.faults:
            self.stdout.write(fault.words)
        if found.total > len(found.faults):
            more = found.total - len(found.faults)
            self.stdout.write(_("……另有 %(more)d 处，未逐一列出。") % {"more": more})
        words = _("%(level)s：%(size)d 条，没有发现不符。")
        if found.total:
            words = _("%(level)s：%(size)d 条，发现 %(total)d 处不符。")
        told = {"level": found.level.value, "size": found.size, "total": found.total}
        self.stdout.write(words % told)


class _Bar:
    """A progress bar on the error stream, where somebody looks at it."""

    def __init__(self, level: Level) -> None:
        self._bar = Progress(console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(level.value, total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total)


def _plain(found: Findings) -> dict[str, Any]:
    return {
        "level": found.level.value, "size": found.size, "root": found.root.hex(),
        "total": found.total, "by_table": dict(found.by_table),
        "faults": [fault.plain for fault in found.faults], **found.counted,
    }  # fmt: skip
