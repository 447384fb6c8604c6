"""The indicators in force, read once."""

from functools import cache

from zhibu import standards
from zhibu.core import indicator_text
from zhibu.core.indicators import Book

FILE = "returns.yaml"


@cache
def book() -> Book:
    """Return the shipped book of indicators."""
    return indicator_text.load(standards.text(FILE), filename=FILE)
