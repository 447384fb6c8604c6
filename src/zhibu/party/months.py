"""From which day an organization owes whole months, and until which."""

from datetime import date

from zhibu.core.periods import Month, first_whole_month


def owed_from(begun_on: date) -> date:
    """Return the first day of the first month that lasts throughout."""
    return first_whole_month(begun_on).first_day


def released_from(ended_on: date, begun_on: date) -> date:
    """Return the day from which nothing is owed: the month of the end is not owed any more.

    What ended in the month it began never owed one, so it is released where it would have begun.
    """
    return max(Month.of(ended_on).first_day, owed_from(begun_on))
