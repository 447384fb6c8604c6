"""Rows into the journal's own tables, many at a time.

The ORM builds one statement for each batch and looks at every value in it; a record has a dozen
rows here, and a roster of a hundred thousand members should not spend half its time on that.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper


def insert(rows: Sequence[models.Model], *, using: str = "default") -> None:
    """Insert rows of one table. The numbers that the database gives them are not read back."""
    if not rows:
        return
    connection = connections[using]
    fields = [one for one in rows[0]._meta.concrete_fields if not isinstance(one, models.AutoField)]
    names = [field.attname for field in fields]
    adapt = _adapter(connection)
    with connection.cursor() as cursor:
        cursor.executemany(
            _statement(connection, rows[0]._meta.db_table, [str(one.column) for one in fields]),
            [tuple(adapt(getattr(row, name)) for name in names) for row in rows],
        )


def _statement(connection: BaseDatabaseWrapper, table: str, columns: Sequence[str]) -> str:
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {connection.ops.quote_name(table)} ({quoted}) VALUES ({marks})"  # noqa: S608 - names of our own models


def _adapter(connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """Return what makes a Python value one of the driver's."""
    ops = connection.ops

    def adapt(value: Any) -> Any:
        if isinstance(value, datetime):
            return ops.adapt_datetimefield_value(value)
        if isinstance(value, date):
            return ops.adapt_datefield_value(value)
        return value

    return adapt
