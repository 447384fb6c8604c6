"""Witnessing without a network: a request comes in a file or on paper, a signature line goes back.

The file holds what ``POST /add-checkpoint`` would carry, as it is or as slips scanned from QR
codes (``zhibu.core.slips``).
"""

from pathlib import Path

import segno

from zhibu.core import slips, strict
from zhibu.core.notes import Signer
from zhibu.core.refusal import Refusal
from zhibu.witness import judging
from zhibu.witness.answers import SIZE
from zhibu.witness.ledger import Ledger
from zhibu.witness.words import _


class CannotSign(Refusal):
    """The request in the file is not cosigned."""


def sign(ledger: Ledger, signer: Signer, path: Path, *, at: int) -> str:
    """Return our signature line for the request in a file, and keep its head.

    Raises CannotSign with the reason, and with the size known here where the request begins
    elsewhere.
    """
    try:
        with path.open("rb") as file:
            request = slips.joined(file.read(2 * judging.LONGEST))
    except OSError as fault:
        raise CannotSign(
            _("读不了 %(path)s：%(why)s。") % {"path": path, "why": fault.strerror}
        ) from fault
    except strict.Fault as fault:
        raise CannotSign(_("看不懂这个请求：%(why)s。") % {"why": fault}) from fault
    answer = judging.add_checkpoint(ledger, signer, request, at=at)
    told = answer.data.decode()
    if answer.kind == SIZE:
        raise CannotSign(
            _(
                "没有签名：本机已会签到 %(size)s 条，与请求的起点不同。"
                "请在账本一侧用 --old %(size)s 重新生成请求；"
                "账本若没有这么多条，就是被截短了，或者另起了一本。"
            )
            % {"size": told.strip()}
        )
    if answer.status != 200:  # noqa: PLR2004
        raise CannotSign(_("没有签名：%s") % told.strip())
    return told


def draw(line: str, path: Path) -> None:
    """Draw a signature line as a QR code into an SVG file."""
    segno.make(line, error="m", micro=False).save(str(path), kind="svg", scale=4)


def show(line: str) -> None:
    """Show a signature line as a QR code in the terminal."""
    segno.make(line, error="l", micro=False).terminal(compact=True)


def write_leaves(ledger: Ledger, origin: str, path: Path) -> int:
    """Write every leaf held of a log, one on each line, and return how many."""
    written = 0
    with ledger.reading() as pages, path.open("wb") as file:
        while leaves := pages.leaves(origin, written, 1000):
            file.writelines(leaf + b"\n" for leaf in leaves)
            written += len(leaves)
    return written
