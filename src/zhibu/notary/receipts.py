"""Receipts: a promise the moment a record is entered, a proof as soon as a head covers it.

Whoever recorded keeps the promise until the proof is there. A promise without a proof is evidence
that the journal took a record in and left it out (journal specification 2.7).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note
from zhibu.core.promise import Promise
from zhibu.core.tlog_proof import TlogProof
from zhibu.journal import reading, tree
from zhibu.journal.leaves import Leaf
from zhibu.journal.models import Entry, LeafRow, Pending
from zhibu.notary import checkpoints, keys

LATE = timedelta(seconds=60)


class State(StrEnum):
    """How far a record has come."""

    PENDING = "pending"
    NUMBERED = "numbered"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What whoever recorded is given: the promise at once, number and proof when they are there."""

    lh: bytes
    at: datetime
    number: int | None
    promise: Note | None
    proof: TlogProof | None

    @property
    def state(self) -> State:
        return State.PENDING if self.number is None else State.NUMBERED


@dataclass(frozen=True, slots=True)
class Slip:
    """What a page shows of a leaf at once: hash and promise to keep, number, whether proved."""

    leaf: str
    fingerprint: str
    promise: str
    number: int | None
    proved: bool


@dataclass(frozen=True, slots=True)
class Overdue:
    """The oldest record that no head covers although a minute has passed, and how many wait."""

    since: datetime
    waiting: int


def promise_of(leaf: Leaf) -> Note | None:
    """Return the signed promise that a committed leaf will be in the journal.

    The same leaf is always promised in the same bytes. None before the journal names keys, or
    where this process cannot reach the promise key.
    """
    return _promise(leaf.lh, leaf.at)


def proof_of(lh: bytes) -> TlogProof | None:
    """Return the proof that a leaf is in the journal, under the newest published head over it.

    Under an internal head while none is published; None while no head covers it.
    """
    number = Entry.objects.filter(lh=lh).values_list("seq", flat=True).first()
    return None if number is None else proof_at(number)


def proof_at(number: int) -> TlogProof | None:
    """Return the proof of the leaf with a number, or None while no head covers it."""
    note = checkpoints.covering(number)
    return None if note is None else proof_under(note, number)


def proof_under(note: Note, number: int) -> TlogProof:
    """Return the proof of the leaf with a number under a head that covers it."""
    size = Checkpoint.parse(note.text).size
    return TlogProof(number, tuple(tree.inclusion_path(number, size)), note)


def receipt_of(lh: bytes) -> Receipt:
    """Return all there is to give for a leaf. Raises NoSuchLeafError for an unknown one."""
    leaf = reading.leaf_of(lh)
    proof = None if leaf.number is None else proof_at(leaf.number)
    return Receipt(lh, leaf.at, leaf.number, promise_of(leaf), proof)


def slip_of(leaf: Leaf) -> Slip:
    """Return what the page of a committed leaf shows of its receipt, without the proof itself."""
    promise = promise_of(leaf)
    told = promise.data.decode() if promise else ""
    proved = leaf.number is not None and leaf.number < _covered()
    return Slip(leaf.lh.hex(), leaf.fingerprint, told, leaf.number, proved)


def overdue(at: datetime) -> Overdue | None:
    """Return what waits for its number or for a head over it longer than a minute, or None."""
    waiting = _waiting()
    since = min(
        (one for one in (_oldest_pending(), _oldest_uncovered()) if one is not None), default=None
    )
    return Overdue(since, waiting) if since and at - since > LATE else None


def _promise(lh: bytes, at: datetime) -> Note | None:
    if not keys.is_established():
        return None
    try:
        signer = keys.promise_signer()
    except (keys.NoKey, OSError):
        return None
    text = Promise(keys.origin(), lh, at).text
    return Note(text, (signer.sign(text),))


def _covered() -> int:
    """Return how many leaves the newest head covers."""
    return checkpoints.latest_size()


def _waiting() -> int:
    return tree.size() - _covered() + Pending.objects.count()


def _oldest_pending() -> datetime | None:
    row = Pending.objects.order_by("id").values_list("lh", flat=True).first()
    return None if row is None else _entered_at(bytes(row))


def _oldest_uncovered() -> datetime | None:
    row = Entry.objects.filter(seq=_covered()).values_list("lh", flat=True).first()
    return None if row is None else _entered_at(bytes(row))


def _entered_at(lh: bytes) -> datetime | None:
    return LeafRow.objects.filter(payload_id=lh).values_list("at", flat=True).first()
