"""A journal with keys, entries to sign over, and a way to look at what was signed."""

from datetime import datetime, timedelta
from itertools import count

from django.db import transaction

from tests import people
from tests.journal.toys import Met
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note
from zhibu.journal import log, opening, sequencer, tree
from zhibu.journal.backends import store
from zhibu.journal.leaves import Leaf
from zhibu.notary import keys
from zhibu.notary.guard import Guard
from zhibu.notary.records import hand_of_system

MORNING = people.at(2026, 3, 9, 8)
NOON = people.at(2026, 3, 9, 12)
_turns = count()


def open_journal(*, with_keys: bool = True, at: datetime = MORNING) -> None:
    """Open a journal that is no demonstration, and have it name its keys."""
    opening.open_journal(demo=False, hand=people.hand(at=at))
    if with_keys:
        keys.establish(at, hand_of_system(at))
    number()


def enter(many: int = 1, *, at: datetime = NOON) -> list[Leaf]:
    """Enter meetings and give them their numbers."""
    leaves = []
    for _ in range(many):
        topic = f"学习 {next(_turns)}"
        with transaction.atomic():
            told = people.hand(at=at).told
            leaves.append(log.append(Met(at.date(), topic), unit=None, **told))
    number()
    return leaves


def number() -> None:
    """Do what the sequencer does, where leaves wait for it."""
    if store.is_staged():
        sequencer.drain()


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def head_of(note: Note) -> Checkpoint:
    return Checkpoint.parse(note.text)


def is_true(note: Note) -> bool:
    """Say whether a head is what the journal's leaves give, and signed by the key it names."""
    head = head_of(note)
    return head.root == tree.root(head.size) and note.is_signed_by(keys.log_signer().verifier)


def guard() -> Guard:
    return Guard.within(keys.folder())
