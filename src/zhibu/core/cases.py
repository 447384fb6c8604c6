"""Worked cases: each item says what some sums are worth, and the compiler works it out again."""

import re
from dataclasses import replace
from datetime import date

import numpy as np

from zhibu.core import scoring, sums
from zhibu.core.lag import Lag
from zhibu.core.rule_text import LAGS, Scope
from zhibu.core.standard import COUNTED, LIVE, Case, Given, Item, Standard
from zhibu.core.standard_text import Node
from zhibu.core.workdays import WEEKENDS_ONLY

_ENTRY = re.compile(r"([0-9]{1,2})(?:x(-?[0-9]{1,6}))?(?:~([a-z0-9_]+))?")
_LAST_MONTH = 12
FROM_THE_START = {name: Given(name, 0, 1, Lag.SAME_DAY) for name in (COUNTED, LIVE)}


def case_of(node: Node, scope: Scope, *, year: int, as_of: date) -> Case:
    """Read a worked case. ``3x2~later`` is two in March, entered late."""
    told = node.fields(required=("say", "given", "points"), optional=("as_of",))
    points = told["points"]
    return Case(
        say=told["say"].text(most=80),
        given=_given(told["given"], scope),
        year=year,
        as_of=told["as_of"].day() if "as_of" in told else as_of,
        points=None if points.held == "na" else points.signed_cents(),
        line=node.line,
    )


def points_worked_out(item: Item, case: Case, standard: Standard) -> int | None:
    """Return the points that an item gives for a case, or None where it does not apply.

    Working days are plain weekdays, so that a case is worth the same whatever the holidays.
    """
    alone = replace(standard, items=(replace(item, measured=True),), vetoes=())
    told = [
        ("", each.fact, case.year * 100 + each.month, each.lag, each.value) for each in _all(case)
    ]
    rows = sums.rows_of(told, alone, ("",))
    found = sums.fold(rows, alone, year=case.year, units=1)
    scores = scoring.evaluate(alone, found, as_of=case.as_of, calendar=WEEKENDS_ONLY)
    return int(scores.points[0, 0]) if np.all(scores.applicable) else None


def _all(case: Case) -> tuple[Given, ...]:
    """A unit is counted and live from the start unless a case says otherwise."""
    told = {each.fact for each in case.given}
    return case.given + tuple(each for name, each in FROM_THE_START.items() if name not in told)


def _given(node: Node, scope: Scope) -> tuple[Given, ...]:
    return tuple(
        _entry(fact, entry, scope)
        for fact, entries in node.entries().items()
        for entry in entries.listed()
    )


def _entry(fact: str, node: Node, scope: Scope) -> Given:
    if fact not in scope.catalogue:
        raise node.fault("fact_unknown", among=scope.catalogue.measures, value=fact)
    spelled = _ENTRY.fullmatch(node.text())
    if spelled is None or int(spelled[1]) > _LAST_MONTH or (spelled[3] or "same_day") not in LAGS:
        raise node.fault("bad_case_entry", value=node.text()[:40])
    return Given(fact, int(spelled[1]), int(spelled[2] or 1), LAGS[spelled[3] or "same_day"])
