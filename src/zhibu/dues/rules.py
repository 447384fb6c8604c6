"""What holds for dues besides their rates: data."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache

from zhibu import standards
from zhibu.core.bound import Bound, Reading
from zhibu.core.standard_text import Node, parse

FILE = "dues_rules.yaml"
_SECTIONS = (
    "name", "version", "back_payment", "warning", "notice", "to_centre", "handed_up", "returned",
    "published",
)  # fmt: skip
_MONTH = ("month",)
_MOST, DECEMBER = 100, 12


@dataclass(frozen=True, slots=True)
class Yearly:
    """What a year asks for: percent, or nothing counted; ``month`` of the next year ends it."""

    told: Bound
    month: int

    def due_on(self, year: int) -> date:
        """Return by when what a year asks for is to be done."""
        return date(year + 1, self.month, monthrange(year + 1, self.month)[1])


@dataclass(frozen=True, slots=True)
class Rules:
    """What is in force."""

    back_payment: Bound
    warning: Bound
    notice: Bound
    to_centre: Bound
    handed_up: Yearly
    returned: Yearly
    published: Yearly


@cache
def in_force() -> Rules:
    """Return the shipped data. Raises StandardFault for whatever is missing or unknown."""
    told = parse(standards.text(FILE), FILE).fields(required=_SECTIONS)
    months, percent = Reading("months", most=_MOST), Reading("percent", most=_MOST, besides=_MONTH)
    return Rules(
        back_payment=months.read(told["back_payment"]),
        warning=months.read(told["warning"]),
        notice=months.read(told["notice"]),
        to_centre=Reading("yuan", money=True).read(told["to_centre"]),
        handed_up=_yearly(told["handed_up"], percent),
        returned=_yearly(told["returned"], percent),
        published=_yearly(told["published"], Reading("", besides=_MONTH)),
    )


def _yearly(node: Node, reading: Reading) -> Yearly:
    return Yearly(reading.read(node), node.entries()["month"].whole(least=1, most=DECEMBER))
