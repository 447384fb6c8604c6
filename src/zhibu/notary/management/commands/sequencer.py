import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import sequencer
from zhibu.journal.backends import store
from zhibu.notary.management import rounds


class Command(BaseCommand):
    help = "Number records and sign heads, alone or beside the web processes (PostgreSQL only)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not store.is_staged():
            raise Refusal(_("SQLite 上记录即时编号，不需要编号进程。"))
        stop, grown = threading.Event(), threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        signing = rounds.start(stop, grown)
        self.stdout.write(_("编号进程已启动。"))
        sequencer.run_forever(stop, grown=grown)
        signing.join()
