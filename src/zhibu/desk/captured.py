"""What bounds the time of a record that a phone took down without a network.

What the phone says of the time is a claim. That it held a signed head proves it was not before
that head's last record; that the server received it proves it was not after.
"""

from dataclasses import dataclass
from datetime import datetime

from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note
from zhibu.desk.record import RecordPage
from zhibu.journal import log
from zhibu.journal.log import Via
from zhibu.notary import checkpoints, keys


@dataclass(frozen=True, slots=True)
class Bounds:
    """The claimed time, the size of the head the phone held and when it was published, arrival.

    ``size`` is None where it held none, or none that this journal signed.
    """

    claimed: datetime
    size: int | None
    published_at: datetime | None
    arrived: datetime
    unknown: bool


def bounds_of(page: RecordPage) -> Bounds | None:
    """Return the bounds of a record captured offline, to who may read it; None for any other."""
    if page.first.via is not Via.OFFLINE or not page.open_to_reader:
        return None
    captured = log.captured_of(page.first)
    if captured is None:
        return None
    note = Note.parse(captured.checkpoint.encode()) if captured.checkpoint else None
    size = _proved(note, page.first.at) if note else None
    head = checkpoints.published_at(size) if size else None
    at = head.at if head and note and head.note.text == note.text else None
    return Bounds(captured.at, size, at, page.first.at, unknown=note is not None and not size)


def _proved(note: Note, at: datetime) -> int | None:
    """Return the size of a head that a key of this journal signed, None for anybody else's."""
    try:
        told = Checkpoint.parse(note.text)
        known = [one for one in keys.verifiers(at, ever=True) if one.name == told.origin]
        return told.size if any(note.is_signed_by(one) for one in known) else None
    except ValueError:
        return None
