"""Days counted from a day: by calendar days, working days or months."""

from datetime import date, timedelta

from zhibu.core.periods import add_months
from zhibu.core.procedure_rules import Span
from zhibu.core.workdays import ONE_DAY, Calendar


def shift(day: date, span: Span, calendar: Calendar) -> date:
    """Return the day that lies so much later, or earlier if negative.

    Months end on the same day or the month's last; of working days the last one counted is
    returned, and the day itself never counts. Beyond the calendar's ends the last day it has.
    """
    try:
        if span.months:
            return add_months(day, span.months)
        if span.working_days < 0:
            return _working_days_before(day, -span.working_days, calendar)
        later = day + timedelta(days=span.days)
        return calendar.add_working_days(later, span.working_days)
    except (ValueError, OverflowError):
        return date.max if max(span.months, span.days, span.working_days) > 0 else date.min


def provisional(day: date, span: Span, calendar: Calendar) -> bool:
    """Tell whether a day so counted may move once the holidays of its year are announced."""
    if not span.working_days:
        return False
    other = shift(day, span, calendar)
    return calendar.provisional_for(min(day, other), max(day, other))


def _working_days_before(day: date, working_days: int, calendar: Calendar) -> date:
    while working_days > 0:
        day -= ONE_DAY
        working_days -= calendar.is_working_day(day)
    return day
