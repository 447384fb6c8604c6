"""Serving a witness with granian: one process, four threads, one file."""

import os
import socket
import sys
from pathlib import Path

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from zhibu.core.refusal import Refusal
from zhibu.witness import keeping
from zhibu.witness.door import Door
from zhibu.witness.ledger import Ledger
from zhibu.witness.words import _

FOLDER = "ZHIBU_WITNESS_DATA"


class CannotListen(Refusal):
    """Somebody else listens there."""


def application() -> Door:
    """Return the door of the witness whose folder the surroundings name."""
    folder = Path(os.environ[FOLDER])
    return Door(Ledger(folder), keeping.signer_in(folder))


def listen(folder: Path, host: str, port: int) -> None:
    """Serve until told to stop. Raises CannotListen where the port is taken."""
    try:
        socket.create_server((host, port)).close()
    except OSError as fault:
        raise CannotListen(
            _("不能在 %(host)s:%(port)s 上监听：%(why)s。请用 --port 换一个端口。")
            % {"host": host, "port": port, "why": fault.strerror}
        ) from fault
    os.environ[FOLDER] = str(folder.resolve())
    sys.stdout.write(_("见证机在 http://%(host)s:%(port)s/ 开始工作（Ctrl-C 停止）。")
                     % {"host": host, "port": port} + "\n")  # fmt: skip
    sys.stdout.flush()
    server = Server(
        "zhibu.witness.serving:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
        factory=True,
    )
    server.serve()
