"""What else tells which leaf stood where, once the entries themselves are doubted."""

from collections.abc import Sequence

from django.db import connections

from zhibu.journal.backends import store


class Sources:
    """The rows for looking leaves up (SQLite), and payloads: none is proof, each is a witness."""

    def __init__(self, using: str = "default") -> None:
        self._using = using

    def hashes(self, first: int, last: int) -> dict[int, bytes]:
        """Return the leaf hashes that stood at places from ``first`` up to ``last``, if known.

        On SQLite a leaf's row and its number come in one act, so they count alike.
        """
        if store.is_staged():
            return {}
        order = "SELECT id - 1, lh FROM journal_leaf WHERE id > %s AND id <= %s"
        with connections[self._using].cursor() as cursor:
            cursor.execute(order, [first, last])
            return {seq: bytes(lh) for seq, lh in cursor.fetchall()}

    def known(self, hashes: Sequence[bytes]) -> set[bytes]:
        """Return those leaf hashes that some payload or row is kept under."""
        found: set[bytes] = set()
        with connections[self._using].cursor() as cursor:
            for place in range(0, len(hashes), 400):
                some = list(hashes[place : place + 400])
                marks = ", ".join(["%s"] * len(some))
                for table in ("journal_leaf", "journal_payload"):
                    cursor.execute(f"SELECT lh FROM {table} WHERE lh IN ({marks})", some)  # noqa: S608 - ours
                    found |= {bytes(row[0]) for row in cursor.fetchall()}
        return found
