"""The values a rule speaks of: in the step being recorded, an earlier one, or the case."""

from collections.abc import Iterable
from datetime import date

from zhibu.core.case_parts import Case, Done
from zhibu.core.procedure_parts import Ask, Kind, Value
from zhibu.core.procedure_rules import Condition, Ref

LONGEST_TEXT = 4_000
LARGEST = 10**12


def value_of(ref: Ref, attempt: Done, case: Case) -> Value | None:
    """Return a value, or nothing where it was not recorded. A step's own value is its last day."""
    found = _found(ref, attempt, case)
    if not ref.count:
        return found
    if found is None and not ref.field:
        return sum(one.step == ref.step for one in case.done)
    return len(found) if isinstance(found, tuple) else None


def _found(ref: Ref, attempt: Done, case: Case) -> Value | None:
    if ref.case:
        return case.context.get(ref.field)
    if ref.own:
        return attempt.values.get(ref.field) if ref.field else attempt.on
    for one in reversed(case.done):
        if one.step == ref.step and (not ref.field or ref.field in one.values):
            return one.values[ref.field] if ref.field else one.on
    return None


def day_of(ref: Ref, attempt: Done, case: Case) -> date | None:
    """Return a value that is a day."""
    found = value_of(ref, attempt, case)
    return found if isinstance(found, date) else None


def number_of(ref: Ref, attempt: Done, case: Case) -> int | None:
    """Return a value that is a number."""
    found = value_of(ref, attempt, case)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def holds(conditions: Iterable[Condition], attempt: Done, case: Case) -> bool:
    """Tell whether all that something depends on is so."""
    return all(_holds(one, attempt, case) for one in conditions)


def _holds(condition: Condition, attempt: Done, case: Case) -> bool:
    found = attempt.outcome if condition.outcome else value_of(condition.ref, attempt, case)
    return spelled(found) in condition.values


def spelled(value: Value | None) -> str:
    """Return a value as a definition writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def fits(ask: Ask, value: object) -> bool:
    """Tell whether a value is of the sort that is asked for."""
    if ask.kind is Kind.DATE:
        return isinstance(value, date)
    if ask.kind is Kind.YES:
        return isinstance(value, bool)
    if ask.kind in {Kind.NUMBER, Kind.COUNT, Kind.AMOUNT}:
        plain = isinstance(value, int) and not isinstance(value, bool)
        return plain and 0 <= int(str(value)) <= LARGEST
    if ask.kind in {Kind.MEMBERS, Kind.PERSONS}:
        return isinstance(value, tuple) and _distinct(value)
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_TEXT


def _distinct(names: tuple[object, ...]) -> bool:
    told = {name for name in names if isinstance(name, str) and name.strip()}
    return 0 < len(told) == len(names)
