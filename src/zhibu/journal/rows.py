"""Rows into and out of the journal's own tables, in as few steps as the database allows.

The ORM builds a statement anew for each query and looks at every value in it; a record has a dozen
rows here, and somebody waits while it is entered.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Adapter = Callable[[Any], Any]


def select(order: str, values: Sequence[Any] = (), *, using: str = "default") -> list[Any]:
    """Return the rows that a fixed statement selects."""
    with connections[using].cursor() as cursor:
        cursor.execute(order, values)
        found: list[Any] = cursor.fetchall()
        return found


def first(order: str, values: Sequence[Any] = (), *, using: str = "default") -> Any:
    """Return the first column of the first row that a fixed statement selects, or None."""
    found = select(order, values, using=using)
    return found[0][0] if found else None


def instant(order: str) -> datetime | None:
    """Return the instant a fixed statement selects, or None; SQLite keeps it without a zone."""
    told: datetime | None = first(order)
    return told.replace(tzinfo=UTC) if told and told.tzinfo is None else told


def insert(
    model: type[models.Model],
    names: tuple[str, ...],
    values: Sequence[Sequence[Any]],
    *,
    using: str = "default",
) -> None:
    """Insert rows of one table: of each its values under the fields' names, in that order.

    A foreign key is named with its ``_id``. Fields not named stay empty, whatever their default.
    The numbers that the database gives are not read back. Plain values rather than models: one
    of those costs more to make than its row to insert.
    """
    if not values:
        return
    connection = connections[using]
    statement, dated = _plan(model, names)
    if dated:
        adapters = [(place, _adapter(connection, kind)) for place, kind in dated]
        values = [_adapted(row, adapters) for row in values]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


@cache
def _plan(
    model: type[models.Model], names: tuple[str, ...]
) -> tuple[str, list[tuple[int, type[date]]]]:
    """Return the statement, and which of the values are days or instants."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in names]
    dated = [
        (place, datetime if isinstance(field, models.DateTimeField) else date)
        for place, field in enumerate(fields)
        if isinstance(field, models.DateField)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'  # noqa: S608 - names of our own models
    return statement, dated


def _adapted(row: Sequence[Any], adapters: Sequence[tuple[int, Adapter]]) -> list[Any]:
    values = list(row)
    for place, adapt in adapters:
        values[place] = adapt(values[place])
    return values


def _adapter(connection: BaseDatabaseWrapper, kind: type[date]) -> Adapter:
    """Return what makes a day or an instant one of the driver's."""
    ops = connection.ops
    return ops.adapt_datetimefield_value if kind is datetime else ops.adapt_datefield_value
