"""Witnesses' lines under our heads: checked before they are kept, and what we have of each."""

from datetime import UTC, datetime, timedelta

from zhibu.core.notes import Note, NoteFault, Verifier
from zhibu.notary import checkpoints
from zhibu.notary.models import Cosignature

AHEAD = timedelta(days=1)  # how far a witness's clock may be before ours
_NO_TIME = 253_402_300_799  # seconds until the year 10000, which no calendar here reaches


def keep(verifier: Verifier, head: Note, line: str, *, size: int) -> bool:
    """Keep a line under the head published at a size; say whether it is the witness's.

    A line of another key is passed over; one in the witness's name that is not its signature too.
    """
    seconds = cosigned(verifier, head, line)
    if seconds is None:
        return False
    at = datetime.fromtimestamp(seconds, UTC)
    checkpoints.cosign(size, verifier.spelled, line, at=at)
    return True


def cosigned(verifier: Verifier, head: Note, line: str) -> int | None:
    """Return when a line says the witness cosigned a head; None for any other line."""
    try:
        seconds = Note(head.text, ()).adding(line).cosigned_at(verifier)
    except NoteFault:
        return None
    return None if seconds is None or seconds > _NO_TIME else seconds


def latest_of(verifier: Verifier) -> Cosignature | None:
    """Return the witness's latest line: of the largest head, the last one."""
    rows = Cosignature.objects.filter(key=verifier.spelled)
    return rows.order_by("-size", "-at").first()


def known_size(verifier: Verifier) -> int:
    """Return the size of the largest head that the witness cosigned; 0 for none."""
    latest = latest_of(verifier)
    return latest.size if latest else 0
