"""Answers of a step as values and as they are spelled in a record."""

from collections.abc import Iterable, Mapping
from datetime import date

from zhibu.core.procedure_parts import LISTS, NUMBERS, Ask, Kind, Value
from zhibu.procedures.records import Answer

BETWEEN = "\n"
YES, NO = "yes", "no"
PERSONAL = (Kind.TEXT, Kind.PERSON, Kind.PERSONS, Kind.MEMBER, Kind.MEMBERS)


def spell(value: Value) -> str:
    """Return a value as a record holds it."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, tuple):
        return BETWEEN.join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def read(ask: Ask | None, spelled: str) -> Value:
    """Return the value of a field; what no definition asks for any more stays a text."""
    kind = ask.kind if ask else Kind.TEXT
    if kind is Kind.DATE:
        return date.fromisoformat(spelled)
    if kind in NUMBERS:
        return int(spelled)
    if kind is Kind.YES:
        return spelled == YES
    if kind in LISTS:
        return tuple(one for one in spelled.split(BETWEEN) if one)
    return spelled


def read_all(asks: Mapping[str, Ask], told: Iterable[Answer]) -> dict[str, Value]:
    """Return the values of a step's answers by their fields."""
    return {one.field: read(asks.get(one.field), one.value) for one in told}


def parted(
    asks: Mapping[str, Ask], values: Mapping[str, Value]
) -> tuple[tuple[Answer, ...], tuple[Answer, ...]]:
    """Return the answers that may lie open, and those that name people or are texts."""
    told = [(asks.get(name), Answer(name, spell(value))) for name, value in values.items()]
    plain = tuple(one for ask, one in told if ask and not is_personal(ask))
    return plain, tuple(one for ask, one in told if not ask or is_personal(ask))


def is_personal(ask: Ask) -> bool:
    """Say whether an answer is kept encrypted: texts, names, members, and what says so itself."""
    return ask.sealed or ask.kind in PERSONAL
