"""What holds for dues besides their rates: data."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache

from zhibu import standards
from zhibu.core.majority import CONFIDENCE
from zhibu.core.standard_text import Node, parse

FILE = "dues_rules.yaml"
_MONTHS = ("back_payment", "warning", "notice")
_SHARES = ("handed_up", "returned")


@dataclass(frozen=True, slots=True)
class Rule:
    """A number with its article: months, fen or percent; ``month`` of the next year ends it."""

    number: int
    basis: str
    confidence: str
    month: int = 12

    def due_on(self, year: int) -> date:
        """Return by when what a year asks for is to be done."""
        return date(year + 1, self.month, monthrange(year + 1, self.month)[1])


@dataclass(frozen=True, slots=True)
class Rules:
    """What is in force."""

    back_payment: Rule
    warning: Rule
    notice: Rule
    to_centre: Rule
    handed_up: Rule
    returned: Rule
    published: Rule


@cache
def in_force() -> Rules:
    """Return the shipped data. Raises StandardFault for whatever is missing or unknown."""
    wanted = ("name", "version", *_MONTHS, "to_centre", *_SHARES, "published")
    told = parse(standards.text(FILE), FILE).fields(required=wanted)
    found = {key: _rule(told[key], "months") for key in _MONTHS}
    found |= {key: _rule(told[key], "percent") for key in _SHARES}
    return Rules(
        **found, to_centre=_rule(told["to_centre"], "yuan"), published=_rule(told["published"], "")
    )


def _rule(node: Node, number: str) -> Rule:
    asked = ("basis", "confidence", *((number,) if number else ()))
    told = node.fields(required=asked, optional=("month",))
    return Rule(
        number=_number(told, number),
        basis=told["basis"].text(),
        confidence=told["confidence"].choice(CONFIDENCE),
        month=told["month"].whole(least=1, most=12) if "month" in told else 12,
    )


def _number(told: dict[str, Node], number: str) -> int:
    if not number:
        return 0
    if number == "yuan":
        return told[number].cents()
    return told[number].whole(least=0, most=100)
