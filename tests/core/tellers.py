"""Standards and sums for tests: one item of a rule, and what one branch did."""

from datetime import date
from functools import cache

from zhibu.core import catalogue, scoring, sums, workdays
from zhibu.core.compiler import compile_standard
from zhibu.core.explanation import explain
from zhibu.standards import text

KNOWN = catalogue.load(text("facts.yaml"))
CHINA = workdays.load(text("calendars/cn.yaml"))
ZB41 = text("zb41.yaml")
YEAR, BRANCH = 2026, "o_liancheng"
FROM_THE_START = {"party.counted": "0", "party.live": "0"}

ITEM = """\
  - id: X1
    section: A
    title: 一件事
    evidence: 记录
    points: {points}
    cadence: year
    basis: {{text: 默认, source: —, confidence: P}}
    code: {code}
    {rule}
    auto: S
    hint: {{words: 去做, minutes: 1}}
    cases:
      - {{say: 空, given: {{}}, points: {worth}}}
"""
HEAD = """\
id: one
version: "1"
title: 一条标准
total: {points}
machine_share: 70
defaults: {{grace: within_10, step: 5, costs: 10, late: 10, undone: 25, month: 25, each: 25, incomplete: 50}}
cases: {{year: 2026, as_of: 2027-03-01}}
sections: [{{id: A, title: 甲, points: {points}}}]
classes: {{production: {{title: 主要生产, qualified_at: {qualified}, advanced_at: {advanced}}}}}
peer_weight: 20
bonus: {{each: 5, cap: 10}}
vetoes: [{{id: V1, title: 重大事故, fact: honours.major_accident}}]
items:
"""


def compiled(words=ZB41, *, known=tuple(KNOWN.measures), **options):
    options = {"filename": "zb41.yaml", **options}
    return compile_standard(words, catalogue=KNOWN, known_facts=known, **options)


def one_item(code, rule, *, worth, points=4):
    """Return the text of a standard of one item; ``worth`` is what it gives for no facts at all."""
    numbers = {"points": points, "code": code, "worth": worth, "rule": rule}
    numbers |= (
        {"qualified": "3.2", "advanced": "3.6"} if points == 4 else {"qualified": 0, "advanced": 0}
    )
    return HEAD.format(**numbers) + ITEM.format(**numbers)


@cache
def standard_of(code, rule, worth, points=4):
    return compiled(one_item(code, rule, worth=worth, points=points))


def rows(given, unit=BRANCH):
    """Tell tally rows from ``{fact: "2 5x3 8~later"}``: month, count and lag."""
    for fact, entries in {**FROM_THE_START, **given}.items():
        for entry in entries.split():
            what, _, lag = entry.partition("~")
            month, _, count = what.partition("x")
            yield unit, fact, YEAR * 100 + int(month), lag_named(lag), int(count or 1)


def lag_named(lag):
    return sums.Lag[lag.upper() or "SAME_DAY"]


def sums_of(standard, *given):
    units = [f"{BRANCH}{place}" for place in range(len(given))]
    told = [row for unit, each in zip(units, given, strict=True) for row in rows(each, unit)]
    return sums.fold(sums.rows_of(told, standard, units), standard, year=YEAR, units=len(given))


def scores_of(standard, *given, as_of=date(2027, 3, 1)):
    found = sums_of(standard, *given)
    return scoring.evaluate(standard, found, as_of=as_of, calendar=CHINA)


def points_of(standard, given, *, as_of=date(2027, 3, 1)):
    return int(scores_of(standard, given, as_of=as_of).points[0, 0])


def lines_of(standard, given, *, as_of=date(2027, 3, 1)):
    found = sums_of(standard, given)
    lines = explain(standard, found, unit=0, as_of=as_of, calendar=CHINA)
    return {line.item.id: line for line in lines}
