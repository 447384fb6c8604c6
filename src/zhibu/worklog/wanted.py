"""What the standards in force ask of a branch by declared work, and what of it is missing now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zhibu.assessment import engine
from zhibu.core.periods import Month
from zhibu.core.rules import Documented, Parted, Periodic, Ratio, Rule
from zhibu.journal import facts
from zhibu.party.models import Organization
from zhibu.worklog import declared, queries
from zhibu.worklog.declared import Shape, WorkType

WHOLE_YEAR = 12
_PERIODIC = (Shape.ACTIVITY, Shape.DOCUMENT, Shape.COUNT, Shape.PER_MEMBER)


@dataclass(frozen=True, slots=True)
class Missing:
    """A kind of work that the present period still lacks, and the period's last day."""

    kind: WorkType
    until: date
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What standards read of declared work: which items, how often, by when in the year."""

    items: Mapping[str, tuple[str, ...]]
    months: Mapping[str, int]
    span: Mapping[str, tuple[int, int]]


def wanted_of(branch: Organization, year: int) -> Wanted:
    """Return what the standards of a branch read, by kind of work."""
    items: dict[str, tuple[str, ...]] = {}
    months: dict[str, int] = {}
    span: dict[str, tuple[int, int]] = {}
    for fact, item, period, within in _asked(branch, year):
        for kind in _stating(fact):
            items[kind] = tuple(dict.fromkeys((*items.get(kind, ()), item)))
            if period:
                months[kind] = min(period, months.get(kind, WHOLE_YEAR))
                span[kind] = within
    return Wanted(items, months, span)


def missing_in(branch: Organization, wanted: Wanted, today: date) -> list[Missing]:
    """Return the periodic work that was not entered yet for the present period. One query."""
    latest = queries.latest_days(branch, date(today.year, 1, 1))
    types, found = declared.types(), []
    for key, period in wanted.months.items():
        first, last = _period(today, period, wanted.span[key])
        done = latest.get(key)
        if types[key].shape in _PERIODIC and not (done and done >= first) and first <= today:
            found.append(Missing(types[key], last, wanted.items[key]))
    return sorted(found, key=lambda one: (one.until, one.kind.key))


def _period(today: date, months: int, within: tuple[int, int]) -> tuple[date, date]:
    """Return the first and the last day of the present period; a document's are in the year."""
    if months == WHOLE_YEAR:
        first, last = Month(today.year, within[0]), Month(today.year, within[1])
    else:
        first = Month(today.year, (today.month - 1) // months * months + 1)
        last = first.shift(months - 1)
    return first.first_day, last.last_day


def _stating(fact: str) -> Iterator[str]:
    covered = {one.fact: one.counts for one in facts.known().coverages}
    yield from (kind.key for kind in declared.known().stating(covered.get(fact, fact)))


_Demanded = tuple[str, int, tuple[int, int]]
_Asked = tuple[str, str, int, tuple[int, int]]


def _asked(branch: Organization, year: int) -> Iterator[_Asked]:
    for standard in engine.standards_for(branch.uid, year):
        for item in standard.items:
            for fact, months, within in _demands(item.rule):
                yield fact, item.id, months, within
            for column in item.columns:
                yield column.fact, item.id, 0, (1, WHOLE_YEAR)


def _demands(rule: Rule) -> Iterator[_Demanded]:
    """Yield what a rule wants in every period: the fact, how many months, which months."""
    if isinstance(rule, Parted):
        for part in rule.parts:
            yield from _demands(part.rule)
    if isinstance(rule, Documented):
        yield from _documents(rule)
    yield from ((fact, months, (1, WHOLE_YEAR)) for fact, months in _recurring(rule))


def _documents(rule: Documented) -> Iterator[_Demanded]:
    for document in rule.documents:
        for fact in (document.made, document.complete):
            yield fact, WHOLE_YEAR, (document.start, document.until)


def _recurring(rule: Rule) -> list[tuple[str, int]]:
    if isinstance(rule, Periodic):
        return [(demand.fact, demand.months) for demand in rule.demands]
    if isinstance(rule, Ratio):
        return [(one.numerator.fact, one.months) for one in rule.shares if not one.now]
    return []
