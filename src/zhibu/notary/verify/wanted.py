"""What the journal's own derived tables should hold, as temporary tables filled while telling."""

# ruff: noqa: S608 - every name in these queries is one of our own tables or columns

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from zhibu.core.lag import Lag
from zhibu.journal import facts
from zhibu.journal.days import civil
from zhibu.journal.leaves import RESTRICTED, Leaf
from zhibu.notary.verify.shadow import real
from zhibu.notary.verify.telling import Told

ROW = ("lh", "unit", "rec", "kind", "op", "on", "at", "actor", "role", "via", "prev", "lag")
FACT = ("lh", "on", "value", "lag", "subject", "undoes")
_LEAF_MARKS = ", ".join(["%s"] * (len(ROW) + 2))
_FACT_MARKS = ", ".join(["%s"] * (len(FACT) + 7))
_MORE = (
    *(f"ALTER TABLE want_leaf ADD {column}" for column in ("place bigint", "org text")),
    *(f"ALTER TABLE want_fact ADD {column}" for column in (
        "place bigint", "position bigint", "org text", "name text", "month bigint", "ripe bigint",
        "level bigint",
    )),
    "ALTER TABLE ahead ADD waits bigint",
    "ALTER TABLE ahead ADD said text",
    "CREATE TEMP TABLE right_journal_unit (no bigint, name text)",
    "CREATE TEMP TABLE right_journal_measure (no bigint, name text)",
    "CREATE TEMP TABLE open_year (year bigint)",
    "CREATE TEMP TABLE want_tally (org text, month bigint, name text, lag bigint, sum bigint)",
    """CREATE TEMP TABLE want_subject
    (subject text, name text, period bigint, lag bigint, sum bigint, place bigint)""",
    "CREATE INDEX want_leaf_lh ON want_leaf (lh)",
    "CREATE INDEX want_fact_lh ON want_fact (lh)",
    "CREATE INDEX want_fact_place ON want_fact (place)",
)  # fmt: skip


def quoted(columns: Iterable[str], of: str = "") -> str:
    """Return column names as SQL lists them, each of a table if one is given."""
    return ", ".join(f'{of}"{column}"' for column in columns)


def prepare() -> None:
    """Make the tables, empty: what should be, typed as what is. Before the snapshot begins."""
    leaf = f"SELECT {quoted(ROW)} FROM {real('journal_leaf')}"
    fact = f"SELECT {quoted(FACT)} FROM {real('journal_fact')}"
    ahead = f'SELECT id, lh, "on" FROM {real("journal_fact")}'
    shaped = {"want_leaf": leaf, "want_fact": fact, "ahead": ahead}
    with connection.cursor() as cursor:
        for name, like in shaped.items():
            cursor.execute(f"CREATE TEMP TABLE {name} AS {like} WHERE 1 = 0")
        for order in _MORE:
            cursor.execute(order)


def add(told: Sequence[Told]) -> None:
    """Write down the rows that leaves and their facts should have."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO want_leaf VALUES ({_LEAF_MARKS})",
            [(*_adapted(_row(one.leaf)), one.place, one.leaf.unit or "") for one in told],
        )
        cursor.executemany(
            f"INSERT INTO want_fact VALUES ({_FACT_MARKS})",
            [row for one in told for row in _facts(one)],
        )


def _row(leaf: Leaf) -> tuple[Any, ...]:
    """Return the columns of the row that a leaf is looked up by; a restricted one shows little."""
    if leaf.restricted:
        shown = ("", leaf.rec, RESTRICTED, leaf.op.value, civil(leaf.at), leaf.at, "", "", "")
        return (leaf.lh, *shown, leaf.prev, int(Lag.SAME_DAY))
    return (
        leaf.lh, leaf.unit or "", leaf.rec, leaf.kind, leaf.op.value, leaf.on, leaf.at, leaf.actor,
        leaf.role, leaf.via.value, leaf.prev, int(leaf.lag),
    )  # fmt: skip


def _facts(told: Told) -> Iterable[tuple[Any, ...]]:
    if not told.leaf.unit:
        return
    levels, entered_on = facts.levels(), civil(told.leaf.at)
    for position, one in enumerate(told.stated):
        fact = one.fact
        row = (told.leaf.lh, fact.on, fact.value, int(one.lag), fact.subject or "", one.undoes)
        yield (
            *_adapted(row), told.place, position, told.leaf.unit, fact.name,
            fact.on.year * 100 + fact.on.month, int(fact.on <= entered_on),
            int(fact.name in levels),
        )  # fmt: skip


def _adapted(row: Iterable[Any]) -> list[Any]:
    ops = connection.ops
    told = []
    for value in row:
        if isinstance(value, datetime):
            told.append(ops.adapt_datetimefield_value(value))
        elif isinstance(value, date):
            told.append(ops.adapt_datefield_value(value))
        else:
            told.append(value)
    return told
