"""The rules for activity funds in force on a day: data."""

from datetime import date
from functools import cache

from zhibu import standards
from zhibu.core import funding
from zhibu.core.funding import Rules

FILE = "funds.yaml"


def in_force(on: date) -> Rules:
    """Return the rules in force on a day. Raises StandardFault for what is missing or unknown."""
    return funding.in_force(_versions(), on)


@cache
def _versions() -> tuple[Rules, ...]:
    return funding.load(standards.text(FILE))
