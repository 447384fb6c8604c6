"""What being a member and holding office rest on, and the days that follow: data."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from zhibu import standards
from zhibu.core.bound import Bound, Reading
from zhibu.core.periods import add_months
from zhibu.core.standard_text import parse

FILE = "membership.yaml"
_SECTIONS = ("name", "version", "grown_up", "probation", "longest_term")
_YEARS = Reading("years", least=1, most=100, titled=True)
_MONTHS = Reading("months", least=1, most=120, titled=True)
_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Membership:
    """``grown_up`` and ``longest_term`` in years, ``probation`` in months, as the data says."""

    grown_up: Bound
    probation: Bound
    longest_term: Bound


@cache
def in_force() -> Membership:
    """Return the shipped data. Raises StandardFault for whatever is missing or unknown."""
    told = parse(standards.text(FILE), FILE).fields(required=_SECTIONS)
    return Membership(
        grown_up=_YEARS.read(told["grown_up"]),
        probation=_MONTHS.read(told["probation"]),
        longest_term=_YEARS.read(told["longest_term"]),
    )


def grown_up_on(birth_on: date) -> date:
    """Return the day from which somebody may apply."""
    return add_months(birth_on, in_force().grown_up.number * _A_YEAR)


def probation_over_on(admitted_on: date, *, longer: int = 0) -> date:
    """Return the day on which probation is over, extended by ``longer`` months.

    Months clamp to the month's end.
    """
    return add_months(admitted_on, in_force().probation.number + longer)


def longest_term_until(starts_on: date) -> date:
    """Return the last day on which a term that starts then may end."""
    return add_months(starts_on, in_force().longest_term.number * _A_YEAR)
