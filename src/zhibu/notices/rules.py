"""Deadlines, numbers and words of notices, read from data."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from zhibu import standards
from zhibu.core.bound import Bound, Reading
from zhibu.core.standard_text import Node, parse
from zhibu.journal import facts

FILE = "notices.yaml"
_WORKING_DAYS = Reading("days", least=1, most=250, titled=True)


@dataclass(frozen=True, slots=True)
class Quiet:
    """When a digest may go out, how far ahead it looks, and how long it may be."""

    weekday: int
    from_hour: int
    until_hour: int
    ahead_days: int
    most_lines: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force; ``deadlines`` in working days, by stage."""

    version: str
    deadlines: dict[str, Bound]
    number: str
    demand: str
    codes_at_once: int
    issued_at_once: int
    digest: Quiet

    def due(self, stage: str, after: date) -> date:
        """Return the last day of a stage that begins on a day, by the calendar in force."""
        return facts.calendar().add_working_days(after, self.deadlines[stage].number)


@cache
def in_force() -> Rules:
    """Return the shipped rules."""
    return load(standards.text(FILE))


def load(text: str, *, filename: str = FILE) -> Rules:
    """Read the rules. Raises StandardFault for whatever is missing or unknown."""
    told = parse(text, filename).fields(
        required=("name", "version", "deadlines", "number", "demand", "limits", "digest")
    )
    limits = told["limits"].fields(required=("codes_at_once", "issued_at_once"))
    return Rules(
        version=told["version"].text(),
        deadlines=_WORKING_DAYS.each(told["deadlines"]),
        number=told["number"].text(),
        demand=told["demand"].text(),
        codes_at_once=limits["codes_at_once"].whole(least=1, most=200),
        issued_at_once=limits["issued_at_once"].whole(least=1, most=1_000),
        digest=_quiet(told["digest"]),
    )


def number_of(year: int, number: int) -> str:
    """Write a notice's number: 整改〔2026〕3号."""
    return in_force().number.format(year=year, number=number)


def is_provisional(first: date, last: date) -> bool:
    """Say whether a deadline leans on a year whose holidays are not announced yet."""
    return facts.calendar().provisional_for(first, last)


def _quiet(node: Node) -> Quiet:
    told = node.fields(required=("weekday", "from_hour", "until_hour", "ahead_days", "most_lines"))
    return Quiet(
        weekday=told["weekday"].whole(least=1, most=5),
        from_hour=told["from_hour"].whole(least=0, most=23),
        until_hour=told["until_hour"].whole(least=1, most=24),
        ahead_days=told["ahead_days"].whole(least=1, most=92),
        most_lines=told["most_lines"].whole(least=1, most=100),
    )
