"""The same scoring as SQL for DuckDB, from the compiled standard: what one would do instead.

First the sums of each unit and month, a column for each fact and lag; then levels as running sums;
then for each item what its periods need; then its points. Tests compare it with ours, unit by unit.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from zhibu.core import sums
from zhibu.core.lag import Lag
from zhibu.core.periods import Month, periods_of
from zhibu.core.reading import Year
from zhibu.core.rules import (
    WHOLE,
    Column,
    Demand,
    Document,
    Documented,
    Gauge,
    Periodic,
    Ratio,
    Share,
    Sound,
    Timely,
    Valid,
    all_of,
)
from zhibu.core.standard import COUNTED, LIVE, Applies, Item, Standard
from zhibu.core.workdays import Calendar

Outcome = tuple[str, str, str]  # whether applicable, lost, whole


class Query:
    """Collects what the stages of a query must compute, each thing once."""

    def __init__(self, standard: Standard, year: int, *, as_of: date, calendar: Calendar) -> None:
        self.standard = standard
        self.columns = {each: f"c{n}" for n, each in enumerate(sums.columns(standard))}
        nobody = sums.Sums(np.zeros((len(self.columns), 13, 0), np.int64), {}, year)
        self.year = Year(nobody, as_of, calendar)
        self.levels: dict[str, str] = {}
        self.found: dict[str, str] = {}
        self.owing = ""

    def level(self, fact: str) -> str:
        return self.levels.setdefault(fact, f"l{len(self.levels)}")

    def flow(self, fact: str, lag: Lag) -> str:
        return f"({self.columns[Column(fact, lag)]} * counted)"

    def of(self, expression: str, months: tuple[int, int] | None = None) -> str:
        """Return the name of an aggregate over a unit's months."""
        within = f" FILTER (month BETWEEN {months[0]} AND {months[1]})" if months else ""
        return self.found.setdefault(f"{expression}{within}", f"a{len(self.found)}")

    def at(self, expression: str, month: int) -> str:
        return self.of(f"sum(({expression})::BIGINT)", (month, month))

    def so_far(self, fact: str, lag: Lag) -> str:
        return f"coalesce({self.of(f'sum({self.flow(fact, lag)})', (1, self.year.elapsed))}, 0)"

    def owing_ever(self) -> str:
        return self.of(f"bool_or({self.owing})")

    def owes(self, applies: Applies | None) -> None:
        counted = f"{self.level(COUNTED)} >= 1"
        more = f" AND {self.level(applies.fact)} >= {applies.at_least}" if applies else ""
        self.owing = f"({counted}{more})"


def query_of(standard: Standard, files: list[Path], *, as_of: date, calendar: Calendar) -> str:
    """Return the SQL that scores the units of some partitions: unit, and points by item."""
    query = Query(standard, 2026, as_of=as_of, calendar=calendar)
    points = ",\n".join(f"{_points(item, query)} AS item_{item.id}" for item in standard.items)
    query.level(COUNTED)
    listed = ", ".join(f"'{path}'" for path in files)
    facts = {fact: n for n, fact in enumerate(sums.facts(standard))}
    named = ", ".join(f"('{fact}', {n}::SMALLINT)" for fact, n in facts.items())
    summed = ",\n".join(
        f"coalesce(sum(v) FILTER (fact = {facts[one.fact]} AND lag <= {int(one.lag)}), 0) AS {name}"
        for one, name in query.columns.items()
    )
    levels = ",\n".join(
        f"sum({query.columns[all_of(fact)]}) OVER (PARTITION BY unit ORDER BY month) AS {name}"
        for fact, name in query.levels.items()
    )
    found = ",\n".join(f"{expression} AS {name}" for expression, name in query.found.items())
    counted = query.level(COUNTED)
    return f"""
    WITH raw AS (SELECT unit, names.number AS fact, month, lag, value::BIGINT AS v
             FROM read_parquet([{listed}]) JOIN (VALUES {named}) AS names(fact, number)
             USING (fact)),
    grid AS (SELECT unit, month::TINYINT AS month
             FROM (SELECT DISTINCT unit FROM raw), range(13) AS months(month)),
    live AS (SELECT unit, month, sum(coalesce(v, 0)) OVER (PARTITION BY unit ORDER BY month) AS live
             FROM grid LEFT JOIN (SELECT unit, month, sum(v) AS v FROM raw
             WHERE fact = {facts[LIVE]} GROUP BY ALL) USING (unit, month)),
    told AS (SELECT unit, fact, month, lag, v FROM raw WHERE lag < 6
             UNION ALL SELECT unit, fact, month, CASE WHEN live < 1 THEN 0 ELSE 6 END, v
             FROM raw JOIN live USING (unit, month) WHERE lag = 6
             UNION ALL SELECT unit, NULL, month, NULL, NULL FROM grid),
    monthly AS (SELECT unit, month, {summed} FROM told GROUP BY unit, month),
    levelled AS (SELECT *, {levels} FROM monthly),
    counting AS (SELECT *, ({counted} >= 1)::BIGINT AS counted FROM levelled WHERE month >= 1),
    yearly AS (SELECT unit, {found} FROM counting GROUP BY unit)
    SELECT unit, {points} FROM yearly
    """  # noqa: S608 - ours


def _points(item: Item, query: Query) -> str:
    """Return an item's points, null where it does not apply."""
    query.owes(item.applies)
    applicable, lost, whole = SHAPES[type(item.rule)](item.rule, query)
    kept = f"(({whole}) - ({lost}))"
    exact = f"(2 * {item.scale} * {kept} + ({whole})) // greatest(2 * ({whole}), 1)"
    bounded = f"least(greatest({exact}, {item.at_least}), {item.at_most})"
    return f"CASE WHEN {applicable} THEN {bounded} END"


def _periodic(rule: Periodic, query: Query) -> Outcome:
    told = [_demand(demand, query) for demand in rule.demands]
    owed, missed = told[0][0], " + ".join(missed for _, missed in told)
    return f"({owed}) > 0", f"least({missed}, {owed})", owed


def _demand(demand: Demand, query: Query) -> tuple[str, str]:
    """Return what was required in all, and missed in closed periods."""
    closed = query.year.closings(demand.months, demand.grace)
    required, missed = [], []
    for period, ended in zip(periods_of(2026, demand.months), closed, strict=True):
        months = (period.first.month, period.last.month)
        owed = f"{query.of(f'bool_and({query.owing})', months)}::BIGINT"
        if demand.per:
            least = query.of(f"min({query.level(demand.per)})", months)
            owed = f"greatest({owed} * {least}, 0)"
        happened = query.of(f"sum({query.flow(demand.fact, demand.grace)})", months)
        done = f"least(greatest({happened} // {demand.at_least}, 0), {owed})"
        required.append(owed)
        missed += [f"({owed} - {done})"] if ended else []
    return f"({' + '.join(required)})", f"({' + '.join(missed) or '0'})"


def _ratio(rule: Ratio, query: Query) -> Outcome:
    told = [_share(share, rule.step, query) for share in rule.shares]
    steps = " + ".join(steps for _, steps in told)
    return f"{told[0][0]} AND {query.owing_ever()}", f"({steps}) * {rule.costs}", str(WHOLE)


def _share(share: Share, step: int, query: Query) -> tuple[str, str]:
    counts, parts, wholes = [], [], []
    for first, last in _closed_periods(share, query):
        owed = f"{query.of(f'bool_and({query.owing})', (first, last))}::BIGINT"
        counts.append(owed)
        parts.append(f"{owed} * {_gauge(share.numerator, share, (first, last), query=query)}")
        wholes.append(f"{owed} * {_gauge(share.denominator, share, (first, last), query=query)}")
    part = f"({' + '.join(parts) or '0'})"
    whole = f"(({' + '.join(wholes) or '0'}) * {share.times})"
    short = f"greatest({whole} * {share.target} - {part} * {WHOLE}, 0)"
    by = f"greatest({whole} * {step}, 1)"
    applicable = f"(({' + '.join(counts) or '0'}) = 0 OR {whole} > 0)"
    return applicable, f"(({short} + {by} - 1) // {by})"


def _closed_periods(share: Share, query: Query) -> list[tuple[int, int]]:
    if share.now:
        here = max(query.year.elapsed, 1)
        return [(here, here)] if query.year.elapsed else []
    periods = periods_of(2026, share.months)
    closed = query.year.closings(share.months, share.grace)
    pairs = zip(periods, closed, strict=True)
    return [(period.first.month, period.last.month) for period, ended in pairs if ended]


def _gauge(gauge: Gauge, share: Share, months: tuple[int, int], *, query: Query) -> str:
    if gauge.level:
        return query.at(query.level(gauge.fact), months[1])
    return query.of(f"sum({query.flow(gauge.fact, share.accept)})", months)


def _timely(rule: Timely, query: Query) -> Outcome:
    due, in_time = query.so_far(rule.due, Lag.HISTORY), query.so_far(rule.in_time, Lag.LATER)
    told, late = query.so_far(rule.in_time, Lag.HISTORY), query.so_far(rule.late, Lag.HISTORY)
    late = f"greatest({late} + {told} - {in_time}, 0)"
    undone = f"greatest({due} - {in_time} - {late}, 0)"
    lost = f"{late} * {rule.late_costs} + {undone} * {rule.undone_costs}"
    return query.owing_ever(), lost, str(WHOLE)


def _documented(rule: Documented, query: Query) -> Outcome:
    told = [_document(each, rule.incomplete_costs, query) for each in rule.documents]
    owed = f"({' + '.join(owed for owed, _ in told)})"
    return f"{owed} > 0", " + ".join(lost for _, lost in told), f"{owed} * {WHOLE}"


def _document(document: Document, incomplete: int, query: Query) -> tuple[str, str]:
    owed = query.of(f"bool_and({query.owing})", (document.start, document.until))
    exists = [
        f"({query.of(f'sum({query.flow(fact, Lag.LATER)})', (document.start, 12))} > 0)"
        for fact in (document.made, document.complete)
    ]
    closed = query.year.closed(Month(2026, document.until).last_day, document.grace)
    missing = f"({owed} AND NOT {exists[0]})::BIGINT * {WHOLE}"
    part = f"({owed} AND {exists[0]} AND NOT {exists[1]})::BIGINT * {incomplete}"
    return f"{owed}::BIGINT", f"({missing} + {part}) * {int(closed)}"


def _sound(rule: Sound, query: Query) -> Outcome:
    tests = [f"{query.level(rule.standing)} >= 1"] if rule.standing else []
    tests += [f"{query.flow(rule.breach, Lag.HISTORY)} >= 1"] if rule.breach else []
    broken = f"(({' OR '.join(tests)}) AND {query.owing})"
    months = query.of(f"sum({broken}::BIGINT)", (1, query.year.elapsed))
    standing = tests[0] if rule.standing else broken
    at_end = f"{query.at(f'({standing}) AND {query.owing}', 12)} = 1 AND {query.year.over}"
    lost = f"CASE WHEN {at_end} THEN {WHOLE} ELSE {months} * {rule.month_costs} END"
    return query.owing_ever(), lost, str(WHOLE)


def _valid(rule: Valid, query: Query) -> Outcome:
    events = f"greatest({query.so_far(rule.fact, Lag.HISTORY)}, 0)"
    return query.owing_ever(), f"{events} * {rule.each_costs}", str(WHOLE)


SHAPES: dict[type, Callable[[Any, Query], Outcome]] = {
    Periodic: _periodic,
    Ratio: _ratio,
    Timely: _timely,
    Documented: _documented,
    Sound: _sound,
    Valid: _valid,
}
