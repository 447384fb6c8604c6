"""How a record opens, ends and reopens rows that hold for a time."""

from datetime import date

from django.db.models import DateField, Model, QuerySet, Value
from django.db.models.functions import Greatest

from zhibu.journal.log import Leaf
from zhibu.party.models.validity import Dated


def end_rows(rows: "QuerySet[Dated]", on: date, leaf: Leaf) -> None:
    """End the rows that are open; a row that began later ends where it began."""
    rows.filter(until_on=None).update(
        until_on=Greatest("from_on", Value(on, DateField())), until_rec=leaf.rec
    )


def reopen_rows(leaf: Leaf, *models: type[Dated]) -> None:
    """Reopen what an earlier version of this record had ended."""
    for model in models:
        model._default_manager.filter(until_rec=leaf.rec).update(until_on=None, until_rec="")


def take_back(leaf: Leaf, *models: type[Model]) -> None:
    """Delete the rows that an earlier version of this record had opened."""
    for model in models:
        model._default_manager.filter(rec=leaf.rec).delete()
