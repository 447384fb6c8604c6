"""How leaves are kept: numbered at once on SQLite, staged for the sequencer on PostgreSQL.

Everything here runs inside the transaction of the act, on the connection of the act.
"""

from collections.abc import Sequence

from django.db import connection

from zhibu.journal import tree
from zhibu.journal.backends import rows
from zhibu.journal.models import Entry, Pending, Unit

Staged = tuple[bytes, bytes]
CHANNEL = "zhibu_pending"


def is_staged() -> bool:
    """Say whether leaves wait for a sequencer here."""
    return connection.vendor == "postgresql"


def hold(unit_nos: Sequence[int]) -> None:
    """Make other acts for these units wait until this transaction ends.

    The rows are locked in their order, so that two acts about two units cannot each wait for the
    other. SQLite has one writer at a time; there the queue before BEGIN has done it.
    """
    if connection.features.has_select_for_update:
        list(Unit.objects.select_for_update().filter(no__in=unit_nos).order_by("no").values("no"))


def keep(leaves: Sequence[Staged]) -> list[int | None]:
    """Store leaves and return their numbers, or None for each where a sequencer gives them."""
    if is_staged():
        rows.insert([Pending(lh=lh, leaf=leaf) for lh, leaf in leaves])
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
        return [None] * len(leaves)
    first = next_number()
    number(first, leaves)
    return list(range(first, first + len(leaves)))


def next_number() -> int:
    """Return the number of the next leaf: how many there are."""
    latest: int | None = rows.first("SELECT MAX(seq) FROM journal_entry")
    return 0 if latest is None else latest + 1


def number(first: int, leaves: Sequence[Staged], using: str = "default") -> None:
    """Write leaves under contiguous numbers and complete the blocks they fill."""
    entries = [Entry(seq=first + i, lh=lh, leaf=leaf) for i, (lh, leaf) in enumerate(leaves)]
    rows.insert(entries, using=using)
    tree.grow(first, first + len(entries), using=using)
