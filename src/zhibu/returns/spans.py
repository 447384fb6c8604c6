"""The periods of returns: a quarter, half a year, a year, each up to a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Every(TextChoices):
    """How often a return is made; the value is what addresses and records call it."""

    QUARTER = "quarter", _("季报")
    HALF = "half", _("半年报")
    YEAR = "year", _("年报")


MONTHS = {Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day of a quarter, half or year until the day of the count."""

    every: Every
    on: date

    @property
    def first(self) -> date:
        """The first day of the period in which the day of the count lies."""
        months = MONTHS[self.every]
        return date(self.on.year, (self.on.month - 1) // months * months + 1, 1)

    @property
    def eve(self) -> date:
        """The day before the period: what was then is where it starts."""
        return self.first - timedelta(days=1)


def last_ended(every: Every, today: date) -> date:
    """Return the last day of the latest period that is over."""
    return Span(every, today).eve
