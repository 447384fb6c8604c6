"""Two tables of one shape, compared by the database: rows that only one of them has."""

# ruff: noqa: S608 - every name in these queries is one of our own tables or columns

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from zhibu.notary.verify.faults import Findings
from zhibu.notary.verify.wanted import quoted

Row = tuple[Any, ...]
MOST = 20_000


def rows_only_in(one: str, other: str) -> Iterator[Row]:
    """Yield the rows of a query that another query does not give; at most so many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({one}) AS a EXCEPT SELECT * FROM ({other}) AS b LIMIT {MOST}"
        )
        yield from (tuple(map(_plain, row)) for row in cursor.fetchall())


def compare(  # noqa: PLR0917 - two tables and how their rows are told apart
    findings: Findings, table: str, found: str, wanted: str, columns: Sequence[str], keys: int
) -> None:
    """Name every row and column in which a table is not as wanted.

    ``found`` and ``wanted`` name tables or bracketed queries; the first ``keys`` columns tell the
    rows apart.
    """
    queries = [f"SELECT {quoted(columns)} FROM {one} AS t" for one in (found, wanted)]
    standing = {row[:keys]: row for row in rows_only_in(queries[0], queries[1])}
    missing = {row[:keys]: row for row in rows_only_in(queries[1], queries[0])}
    for key, row in standing.items():
        told = key_of(columns, key)
        if key not in missing:
            findings.surplus(table, told)
            continue
        for column, stands, should in zip(columns, row, missing[key], strict=True):
            if stands != should:
                findings.changed(table, told, column, found=stands, expected=should)
    for key in missing.keys() - standing.keys():
        findings.missing(table, key_of(columns, key))


def key_of(columns: Sequence[str], values: Sequence[Any]) -> str:
    """Return a key as a sentence names it, ``rec=… member_id=…``."""
    told = (
        f"{column}={value.hex() if isinstance(value, bytes) else value}"
        for column, value in zip(columns, values, strict=False)
    )
    return " ".join(told)


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview):
        return bytes(value)
    return str(value) if isinstance(value, dict | list) else value
