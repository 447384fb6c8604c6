"""From when until when a row holds: half-open, so one row may end on the day the next begins."""

from datetime import date

from django.db import models
from django.db.models import F, Q


def holds_on(day: date, prefix: str = "") -> Q:
    """Return the condition that a row (reached by the prefix) holds on a day."""
    begun = Q(**{f"{prefix}from_on__lte": day})
    open_ended = Q(**{f"{prefix}until_on__isnull": True})
    return begun & (open_ended | Q(**{f"{prefix}until_on__gt": day}))


def ends_after_start(name: str) -> models.CheckConstraint:
    """Return the constraint that no row ends before it begins."""
    condition = Q(until_on__isnull=True) | Q(until_on__gte=F("from_on"))
    return models.CheckConstraint(condition=condition, name=name)


class Dated(models.Model):
    """A row that holds from a day until the day before another, or until further notice.

    ``until_rec`` is the record that ended it, so that taking the record back reopens the row.
    """

    from_on = models.DateField()
    until_on = models.DateField(null=True)
    until_rec = models.CharField(max_length=28, default="")

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.until_on is None
