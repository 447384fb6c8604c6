"""What a phone says of a record it took down offline (journal specification 2.9)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhibu.core import leaf as spelling
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note, NoteFault
from zhibu.core.refusal import Refusal
from zhibu.journal.leaves import Captured

LARGEST = 8 * 1024  # bytes: a checkpoint with some forty signatures


class UnreadableCheckpoint(Refusal):
    """What a phone sent as the checkpoint it held is none."""


def insist_on_sense(captured: Captured) -> None:
    """Raise UnreadableCheckpoint unless the checkpoint is one, of at most 8 KiB.

    Whether it is a checkpoint of this journal is for who verifies the record.
    """
    if captured.checkpoint is None:
        return
    try:
        data = captured.checkpoint.encode()
        if len(data) > LARGEST:
            raise NoteFault(f"{len(data)} bytes, at most {LARGEST}")
        Checkpoint.parse(Note.parse(data).text)
    except ValueError as fault:
        words = _("随记录送来的账本头无法识别（%(why)s），没有入账。请联网打开本页，再交一次。")
        raise UnreadableCheckpoint(words % {"why": fault}, field="checkpoint") from fault


def part_of(captured: Captured) -> list[Any]:
    """Return the part that carries it."""
    told = {"at": spelling.spell_instant(captured.at)}
    if captured.checkpoint is not None:
        told["checkpoint"] = captured.checkpoint
    return ["captured", told]


def captured_in(parts: Sequence[list[Any]]) -> Captured | None:
    """Return what the parts say of it, or None where the record was not captured offline."""
    told = next((part[1] for part in parts[2:] if part[0] == "captured"), None)
    if told is None:
        return None
    return Captured(spelling.read_instant(told["at"]), told.get("checkpoint"))
