"""Telling a room again: its tables are emptied and the journal is read to it from the start."""

from collections.abc import Callable
from datetime import date

from django.apps import apps
from django.db import connection, models, transaction

from zhibu.journal import kinds, reading
from zhibu.journal.fields import LeafField
from zhibu.journal.leaves import RESTRICTED
from zhibu.journal.models import LeafRow

Reckon = Callable[[date], object]
_reckoned: dict[str, Reckon] = {}


def also(room: str, reckon: Reckon) -> None:
    """Have a room reckon what it derives from its projections and a day, once they are told."""
    _reckoned[room] = reckon


def reckon_all(today: date) -> None:
    """Have every room reckon anew what it derives: after a restore, as of its day."""
    for reckon in _reckoned.values():
        reckon(today)


def projections_of(room: str) -> list[type[models.Model]]:
    """Return a room's projected tables: those whose rows name the leaf they were told by."""
    found = [m for m in apps.get_app_config(room).get_models() if _is_projection(m)]
    return sorted(found, key=lambda model: model._meta.label)


@transaction.atomic
def replay(
    room: str,
    *,
    today: date | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> int:
    """Empty a room's projections and tell it every leaf of its kinds again; return how many.

    With ``today`` the room also reckons what it derives from them. One transaction: whoever reads
    meanwhile sees the old rows, and a failure leaves them.
    """
    # Foreign keys are checked at the end of the transaction, so the order of tables is free.
    _empty(projections_of(room))
    names = {
        kind.name
        for kind in kinds.all_kinds()
        if f"{kind.record.__module__}.".startswith(_of(room))
    }
    total = LeafRow.objects.filter(kind__in=[*names, RESTRICTED]).count()
    for done, leaf in enumerate(reading.leaves_named(names), start=1):
        reading.kind_of(leaf).project(reading.record_of(leaf), leaf)
        progress(done, total)
    if today and room in _reckoned:
        _reckoned[room](today)
    return total


def _of(room: str) -> str:
    return f"{apps.get_app_config(room).name}.records."


def _is_projection(model: type[models.Model]) -> bool:
    return any(isinstance(field, LeafField) for field in model._meta.fields)


def _empty(tables: list[type[models.Model]]) -> None:
    for model in tables:
        model._base_manager.all()._raw_delete(connection.alias)
