"""Putting lost leaves back under their numbers, from a copy kept outside (specification 2.8).

Only leaves come back this way. What they said went down with the database: their numbers, hashes
and proofs stand again, their content is unavailable and verification counts it as that.
"""

from collections.abc import Sequence

from django.db import connections, transaction

from zhibu.core import merkle
from zhibu.journal import sequencer, tree
from zhibu.journal.backends import store

_AT_ONCE = 500


class OutOfPlaceError(RuntimeError):
    """The journal has another size than the one that the leaves were said to follow."""


def put_back(leaves: Sequence[bytes], *, after: int, using: str = "default") -> int:
    """Number leaves from ``after`` on, all or none, and return the journal's size then.

    A leaf that waits for its number here keeps its content. Raises OutOfPlaceError where the
    journal is not of that size any more.
    """
    hashed = [(merkle.leaf_hash(leaf), leaf) for leaf in leaves]
    with transaction.atomic(using=using):
        if store.is_staged():
            sequencer.stand_alone(using)
        if tree.size(using=using) != after:
            raise OutOfPlaceError(f"the journal holds {tree.size(using=using)}, not {after}")
        if store.is_staged():
            _take_waiting([lh for lh, _ in hashed], using)
        for start in range(0, len(hashed), _AT_ONCE):
            store.number(after + start, hashed[start : start + _AT_ONCE], using=using)
        if store.is_staged():
            sequencer.grow_by(len(hashed), using)
    return after + len(hashed)


def _take_waiting(hashes: Sequence[bytes], using: str) -> None:
    with connections[using].cursor() as cursor:
        for start in range(0, len(hashes), _AT_ONCE):
            some = list(hashes[start : start + _AT_ONCE])
            cursor.execute("DELETE FROM journal_pending WHERE lh = ANY(%s)", [some])
