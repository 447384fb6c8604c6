"""How leaves are kept: numbered at once on SQLite, staged for the sequencer on PostgreSQL.

Everything here runs inside the transaction of the act, on the connection of the act.
"""

from collections.abc import Collection, Sequence

from django.db import connection, transaction

from zhibu.journal import numbers, rows, tree
from zhibu.journal.models import Entry, Pending

Staged = tuple[bytes, bytes]
CHANNEL = "zhibu_pending"


def is_staged() -> bool:
    """Say whether leaves wait for a sequencer here."""
    return connection.vendor == "postgresql"


def hold(units: Collection[str]) -> dict[str, int]:
    """Make other acts for these units wait until this transaction ends; return their numbers.

    The rows are locked in their order, so that two acts about two units cannot each wait for the
    other. SQLite has one writer at a time; there the queue before BEGIN has done it.
    """
    return numbers.of_units(units, hold=connection.features.has_select_for_update)


def next_numbers(count: int) -> Sequence[int | None]:
    """Return the numbers of the next so many leaves, or None for each where a sequencer gives them.

    They stay theirs until this transaction ends: SQLite has one writer at a time.
    """
    if is_staged():
        return [None] * count
    first = next_number()
    return range(first, first + count)


def keep(first: int | None, leaves: Sequence[Staged]) -> None:
    """Store leaves under the numbers from ``first``, or for the sequencer where that is None."""
    if first is None:
        rows.insert(Pending, ("lh", "leaf"), leaves)
        transaction.on_commit(_wake)
    else:
        number(first, leaves)


def _wake() -> None:
    """Wake the sequencer, when the act is committed and not within it.

    PostgreSQL commits transactions that notify one after the other: with a slow disk, no more
    acts would go through in a second than it flushes. If this is lost the sequencer looks anyway.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def next_number() -> int:
    """Return the number of the next leaf: how many there are."""
    latest: int | None = rows.first("SELECT MAX(seq) FROM journal_entry")
    return 0 if latest is None else latest + 1


def number(first: int, leaves: Sequence[Staged], using: str = "default") -> None:
    """Write leaves under contiguous numbers and complete the blocks they fill."""
    entries = [(seq, lh, leaf) for seq, (lh, leaf) in enumerate(leaves, start=first)]
    rows.insert(Entry, ("seq", "lh", "leaf"), entries, using=using)
    tree.grow(first, first + len(entries), using=using)
