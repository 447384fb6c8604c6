"""A bulk loader: fills the journal with leaves as the door would, but many at a time.

Leaves, hashes, numbers, tree, payloads, facts and sums are all there and agree; the payloads are
of a usual size and say nothing. Rooms are left empty: what is measured is the journal's own age.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from zhibu.core import ids, merkle
from zhibu.core import leaf as leaf_bytes
from zhibu.journal import numbers, tallies, tree
from zhibu.journal.models import Unit

CHUNK = 20_000
FACTS = ("meetings.party_day.held", "meetings.expected", "meetings.present")
_LOADS = {
    "journal_entry": ("seq", "lh", "leaf"),
    "journal_payload": ("lh", "secret", "parts", "sealed"),
    "journal_leaf": ("lh", "unit", "rec", "kind", "op", "on", "at", "actor", "role", "via", "lag"),
    "journal_fact": ("lh", "unit_no", "fact_no", "on", "value", "lag", "subject", "undoes"),
}
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Stretch:
    """Over which units and days the leaves are spread."""

    units: Sequence[str]
    first: date
    days: int


def fill(count: int, stretch: Stretch) -> None:
    """Load so many leaves, evenly over the units, at random days."""
    numbered = numbers.of_units(stretch.units)
    known = numbers.of_measures(FACTS)
    measured = [known[name] for name in FACTS]
    size = _size()
    chance = random.Random(size)  # noqa: S311 - the same leaves in every run
    for first in range(0, count, CHUNK):
        sums: Counter[tallies.Key] = Counter()
        rows: Rows = {name: [] for name in _LOADS}
        for i in range(first, min(first + CHUNK, count)):
            unit = stretch.units[i % len(stretch.units)]
            on = stretch.first + timedelta(days=chance.randrange(stretch.days))
            facts = [(numbered[unit], fact, on) for fact in measured]
            _add_leaf(rows, size + i, unit, facts, chance)
            for unit_no, fact, day in facts:
                sums[unit_no, day.year * 100 + day.month, fact, 1] += 1
        _store(rows, sums, size + first)
    analyze()


def _add_leaf(  # noqa: PLR0917 - one leaf's everything
    rows: Rows, seq: int, unit: str, facts: list[tuple[int, int, date]], chance: random.Random
) -> None:
    on = facts[0][2]
    at = datetime.combine(on, time(12, tzinfo=UTC))
    rec = ids.new_id("r", chance.randbytes(16))
    spelled = leaf_bytes.encode({
        "k": "meetings.held", "op": "create", "rec": rec, "org": unit, "on": on.isoformat(),
        "at": leaf_bytes.spell_instant(at), "actor": "a_" + "b" * 26, "role": "secretary",
        "via": "web", "pc": leaf_bytes.spell_bytes(chance.randbytes(32)),
    })  # fmt: skip
    lh = merkle.leaf_hash(spelled)
    rows["journal_entry"].append((seq, lh, spelled))
    rows["journal_payload"].append(
        (lh, chance.randbytes(32), chance.randbytes(450), chance.randbytes(900))
    )
    rows["journal_leaf"].append(
        (lh, unit, rec, "meetings.held", "create", on, at, "a_" + "b" * 26, "secretary", "web", 1)
    )
    rows["journal_fact"] += [(lh, no, fact, day, 1, 1, "", False) for no, fact, day in facts]


@transaction.atomic
def _store(rows: Rows, sums: Counter[tallies.Key], first: int) -> None:
    for table, columns in _LOADS.items():
        load(table, columns, rows[table])
    tallies.add(sums.items())
    tree.grow(first, first + len(rows["journal_entry"]))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE journal_head SET size = size + %s", [len(rows["journal_entry"])])


def load(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Load rows by the quickest way that the database has."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * len(columns))
        order = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
        connection.connection.executemany(order, _plain(rows))


def units(count: int) -> list[str]:
    """Return so many units known to the journal."""
    uids = [ids.new_id("o") for _ in range(count)]
    Unit.objects.bulk_create([Unit(uid=uid) for uid in uids], batch_size=300)
    return uids


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _plain(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield tuple(
            value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime)
            else value.isoformat() if isinstance(value, date)
            else value
            for value in row
        )  # fmt: skip


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM journal_entry")
        return int(cursor.fetchone()[0])
