"""How long after the day it happened a record was entered, in working days."""

from datetime import date
from enum import IntEnum

from zhibu.core.workdays import Calendar


class Lag(IntEnum):
    """Buckets of lag. They nest, so a standard picks its grace among them."""

    SAME_DAY = 0
    WITHIN_3 = 1
    WITHIN_5 = 2
    WITHIN_10 = 3
    WITHIN_22 = 4
    LATER = 5
    HISTORY = 6

    @property
    def spelled(self) -> str:
        """The name by which data files call the bucket."""
        return self.name.lower()

    @property
    def days(self) -> int:
        """The working days of grace a bucket allows; the last two wait for none."""
        return _DAYS.get(self, 0)


_DAYS = {Lag.WITHIN_3: 3, Lag.WITHIN_5: 5, Lag.WITHIN_10: 10, Lag.WITHIN_22: 22}


def lag_of(held: date, entered: date, calendar: Calendar) -> Lag:
    """Return the bucket of something held on one day and entered on another.

    What is entered before it happens counts as entered the same day. 历史补录 is never found here:
    only an import may say so.
    """
    if entered <= held:
        return Lag.SAME_DAY
    days = calendar.working_days_between(held, entered)
    return next((lag for lag, most in _DAYS.items() if days <= most), Lag.LATER)
