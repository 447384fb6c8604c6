from functools import partial
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress, TaskID

from zhibu.core.refusal import Refusal
from zhibu.journal import replay


class Command(BaseCommand):
    help = "Empty a room's tables and tell it every record again from the journal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rooms", nargs="*", help="rooms such as party meetings; all if none")

    def handle(self, *_args: Any, rooms: list[str], **__: Any) -> None:
        told, today = self._rooms(rooms), timezone.localdate()
        with Progress(console=Console(stderr=True)) as bar:
            for room in told:
                task = bar.add_task(room, total=None)
                count = replay.replay(room, today=today, progress=partial(_show, bar, task))
                self.stdout.write(
                    _("%(room)s：重述 %(count)d 条记录。") % {"room": room, "count": count}
                )

    def _rooms(self, named: list[str]) -> list[str]:
        known = [app.label for app in apps.get_app_configs() if replay.projections_of(app.label)]
        if unknown := sorted(set(named) - set(known)):
            words = _("没有这样的房间：%(names)s。可用：%(known)s。")
            raise Refusal(words % {"names": "、".join(unknown), "known": "、".join(known)})
        return [room for room in known if not named or room in named]


def _show(bar: Progress, task: TaskID, done: int, total: int) -> None:  # noqa: PLR0917 - partial
    bar.update(task, completed=done, total=total)
