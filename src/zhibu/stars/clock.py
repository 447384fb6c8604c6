"""What is next in an overhaul, by when, and how late: from its days alone."""

from dataclasses import dataclass
from datetime import date, timedelta

from zhibu.stars import rules
from zhibu.stars.models import Overhaul, Rating


@dataclass(frozen=True, slots=True)
class Turn:
    """The next step: ``open``, ``visit`` or ``retest``. ``overdue`` in calendar days."""

    act: str
    by: date
    overdue: int
    first_day: date | None = None

    @property
    def is_overdue(self) -> bool:
        return self.overdue > 0


def turn_of_rating(rating: Rating, today: date) -> Turn:
    """Return until when a plan is to be opened after a rating of few stars."""
    days = rules.in_force().days["open"].number
    return _turn("open", rating.decided_on + timedelta(days=days), today)


def turn_of(overhaul: Overhaul, today: date) -> Turn | None:
    """Return what is next in an overhaul, or None where it is over.

    A visit until the exit test may begin; then the test.
    """
    if overhaul.ended_on is not None:
        return None
    days = rules.in_force().days
    if today >= overhaul.exit_from:
        by = overhaul.exit_from + timedelta(days=days["retest"].number)
        return _turn("retest", by, today, first_day=overhaul.exit_from)
    latest = overhaul.visited_on or overhaul.opened_on
    by = min(latest + timedelta(days=days["visit"].number), overhaul.exit_from)
    return _turn("visit", by, today)


def _turn(act: str, by: date, today: date, *, first_day: date | None = None) -> Turn:
    return Turn(act, by, max((today - by).days, 0), first_day)
