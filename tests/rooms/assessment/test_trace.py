"""An auditor does a score again by hand: from the records' sums, line by line, to the result."""

import json
import re
from datetime import date
from fractions import Fraction
from io import StringIO
from math import ceil, floor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import at, hand
from zhibu import standards
from zhibu.assessment import arithmetic, in_force, queries
from zhibu.core import decided, sums
from zhibu.core.cases import FROM_THE_START
from zhibu.core.explanation import Standing, explain
from zhibu.core.lag import Lag
from zhibu.core.reading import Year
from zhibu.core.workdays import WEEKENDS_ONLY
from zhibu.meetings import actions

AUGUST = date(2026, 8, 3)


def by_hand(one):
    """Work a line of arithmetic out as an auditor would, and round as the line says."""
    told = one.sum.replace("×", "*").replace("÷", "/").replace("−", "-")
    for sign, word in (("⌈", "ceil("), ("⌊", "floor("), ("⌉", ")"), ("⌋", ")")):
        told = told.replace(sign, word)
    told = re.sub(r"\d+(?:\.\d+)?", r"Fraction('\g<0>')", told)
    found = eval(told, {"Fraction": Fraction, "ceil": ceil, "floor": floor, "min": min, "max": max})  # noqa: S307 - our own arithmetic
    return Fraction(floor(found * 100 + Fraction(1, 2)), 100) if one.rounded else found


def result(one):
    return Fraction(one.result.replace("−", "-"))


def is_arithmetic(one):
    return bool(re.fullmatch(r"[−\d.]+", one.result))


SHAPES = """
id: zb-t
version: "1"
title: 试用标准
total: 100
machine_share: 100
defaults: {grace: within_10, step: 5, costs: 10, late: 10, undone: 25, month: 25, each: 25, incomplete: 50}
cases: {year: 2026, as_of: 2027-03-01}
sections: [{id: A, title: 做法, points: 100}]
classes: {production: {title: 主要生产, qualified_at: 80, advanced_at: 90}}
peer_weight: 20
bonus: {each: 5, cap: 10}
vetoes: []
items:
  - {id: J1, section: A, title: 班子团结, evidence: 谈话, points: 30, cadence: year, code: J,
     basis: {text: 默认条款，待确认, source: —, confidence: P}, raters: {superior: 60, masses: 40},
     auto: J, hint: {words: 按时述职, minutes: 30}, cases: []}
  - id: M1
    section: A
    title: 主题党日和支委会
    evidence: 活动记录
    points: 40
    cadence: month
    basis: {text: 默认条款，待确认, source: —, confidence: P}
    parts:
      - {title: 主题党日, code: P, points: 30, rule: {demands: [{fact: meetings.party_day.held, months: 1}]}}
      - {title: 没有违规, code: E, points: 10, rule: {fact: meetings.major_matters_unsound}}
    auto: A
    hint: {words: 当月开展, minutes: 60}
    cases: [{say: 一次也没有, given: {}, points: 10}]
  - id: R1
    section: A
    title: 党费收缴
    evidence: 党费证
    points: 30
    at_most: 33
    cadence: month
    basis: {text: 默认条款，待确认, source: —, confidence: P}
    code: R
    rule:
      shares: [{numerator: meetings.party_day.held, denominator: party.counted, target: 50, months: 1}]
      above: yes
      gain: 2
    auto: A
    hint: {words: 当月收缴, minutes: 60}
    cases: [{say: 一次也没有, given: {}, points: 0}]
"""  # fmt: skip


def traced(standard, item, told, *, year, as_of):
    """Return an item's line and its arithmetic for some sums of one unit."""
    rows = [("", fact, year * 100 + month, lag, value) for fact, month, lag, value in told]
    found = sums.fold(sums.rows_of(rows, standard, ("",)), standard, year=year, units=1)
    lines = explain(standard, found, unit=0, as_of=as_of, calendar=WEEKENDS_ONLY)
    line = next(one for one in lines if one.item.id == item)
    if line.standing is not Standing.MEASURED:
        return line, ()
    return line, arithmetic.points_of(line, Year(found, as_of, WEEKENDS_ONLY))


def agrees(line, worked):
    """Every line comes to what it says, and the last one to the points."""
    for one in worked:
        assert by_hand(one) == result(one), one
    return result(worked[-1]) == Fraction(line.points, 100)


@pytest.mark.parametrize("file", ["zb41.yaml", "zb132.yaml", "five_star.yaml", "member.yaml"])
def test_every_worked_case_can_be_done_again_by_hand(file):
    standard = in_force.compile_text(standards.text(file), filename=file)
    done = 0
    for item in (one for one in standard.items if one.measured and not one.judged):
        for case in item.cases:
            stated = {each.fact for each in case.given}
            given = [*case.given, *(g for n, g in FROM_THE_START.items() if n not in stated)]
            told = [(each.fact, each.month, each.lag, each.value) for each in given]
            line, worked = traced(standard, item.id, told, year=case.year, as_of=case.as_of)
            if worked:
                assert agrees(line, worked), (item.id, case.say)
                assert line.points == case.points
                done += 1

    assert done > 10


BASE = [("party.counted", 0, Lag.SAME_DAY, 1), ("party.live", 0, Lag.SAME_DAY, 1)]


def given(item, rater, *shares, month=6):
    awarded, offered = (decided.rated("zb-t", item, rater, part) for part in ("awarded", "offered"))
    return [
        (awarded, month, Lag.SAME_DAY, sum(shares)),
        (offered, month, Lag.SAME_DAY, 10_000 * len(shares)),
    ]


@pytest.mark.parametrize(
    ("item", "told", "points"),
    [
        ("J1", given("J1", "superior", 7_500, 8_500), 2400),
        ("J1", given("J1", "superior", 7_500) + given("J1", "masses", *[5_000] * 5), 1950),
        ("M1", [("meetings.major_matters_unsound", 3, Lag.SAME_DAY, 1)], 750),
        ("M1", [("meetings.party_day.held", 3, Lag.SAME_DAY, 1)], 1250),
        ("M1", [(decided.adjusted("zb-t", "M1"), 3, Lag.SAME_DAY, -2_000)], 0),
        ("R1", [("meetings.party_day.held", m, Lag.SAME_DAY, 1) for m in range(1, 13)], 3300),
        ("R1", [("meetings.party_day.held", m, Lag.SAME_DAY, 1) for m in range(1, 5)], 1800),
    ],
)
def test_every_shape_can_be_done_again_by_hand(item, told, points):
    standard = in_force.compile_text(SHAPES, filename="zb-t.yaml")

    line, worked = traced(standard, item, BASE + told, year=2026, as_of=date(2027, 3, 1))

    assert line.points == points
    assert agrees(line, worked)


def test_few_answers_are_not_told_apart():
    standard = in_force.compile_text(SHAPES, filename="zb-t.yaml")
    told = given("J1", "superior", 7_500) + given("J1", "masses", 5_000, 6_000)

    _line, worked = traced(standard, "J1", BASE + told, year=2026, as_of=date(2027, 3, 1))

    assert not any("群众" in one.label or "5500" in one.sum for one in worked)


@pytest.fixture
def year(here, hold):
    hold("party_day", date(2026, 3, 10))
    hold("party_day", date(2026, 4, 10), entered=at(2026, 6, 20))
    hold("general_meeting", date(2026, 3, 20))
    return here


def test_every_line_of_a_branchs_total_comes_to_what_it_says(year):
    found = queries.trace_of(year.refining, "C3", year=2026, as_of=AUGUST)

    worked = [one for one in (*found.sums, *found.total) if is_arithmetic(one)]
    assert len(worked) > 8
    for one in worked:
        assert by_hand(one) == result(one), one
    assert result(found.sums[-1]) == Fraction(found.line.points)


def test_the_records_of_a_fact_add_up_to_its_sums(year):
    found = queries.trace_of(year.refining, "C3", year=2026, as_of=AUGUST)

    held = next(one for one in found.facts if one.name == "meetings.party_day.held")

    assert [(one.on.month, one.value) for one in held.records] == [(3, 1), (4, 1)]
    assert held.note == "本年记录合计 2，与各月合计相符。"
    read = [row for row in held.rows if row.read]
    assert [row.total for row in read] == [1, 2]


def test_a_record_taken_back_leaves_sums_and_records_alike(year, hold):
    leaf = hold("party_day", date(2026, 5, 10))
    mine = hand(year.accounts.secretary, role="secretary", at=at(2026, 5, 12))
    actions.withdraw_meeting(rec=leaf.rec, reason="重复录入", hand=mine)

    found = queries.trace_of(year.refining, "C3", year=2026, as_of=AUGUST)

    held = next(one for one in found.facts if one.name == "meetings.party_day.held")
    assert held.note == "本年记录合计 2，与各月合计相符。"


def page(client, account, branch, code, **asked):
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("assessment:trace", args=[branch.uid, code]), asked)


@pytest.mark.parametrize(
    ("who", "links"), [("secretary", True), ("auditor", True), ("member", False)]
)
def test_the_trace_is_open_to_everybody_and_its_records_to_few(client, year, who, links):
    answer = page(client, getattr(year.accounts, who), year.refining, "C3", year="2026")

    assert answer.status_code == 200
    assert "meetings.party_day.held" in answer.text
    assert ("/records/r_" in answer.text) is links


def test_an_item_nobody_knows_has_no_trace(client, year):
    assert page(client, year.accounts.secretary, year.refining, "C99").status_code == 404


def test_a_trace_costs_the_same_for_many_records(client, year, hold):
    def asked():
        with CaptureQueriesContext(connection) as found:
            page(client, year.accounts.secretary, year.refining, "C3")
        return len(found)

    asked()
    few = asked()
    for month in (5, 6, 7):
        hold("party_day", date(2026, month, 10))

    assert asked() == few


def explained(**told):
    out = StringIO()
    call_command("explain", stdout=out, **told)
    return out.getvalue()


def test_explain_prints_the_same_as_text_and_as_json(year):
    asked = {"branch": year.refining.uid, "item": "C3", "as_of": AUGUST}

    told = json.loads(explained(json=True, **asked))
    text = explained(**asked)

    for one in told["sums"] + told["total"]:
        assert f"{one['label']}：{one['sum']} = {one['result']}" in text
    assert told["line"]["points"] in text


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"item": "C99"}, "没有编号为 C99 的项目"),
        ({"branch": "nobody"}, "没有标识为 nobody 的党支部"),
        ({"purpose": "members"}, "没有这种用途的标准"),
    ],
)
def test_explain_says_what_it_does_not_find(year, told, words):
    with pytest.raises(CommandError, match=words):
        explained(**{"branch": year.refining.uid, "item": "C3", "as_of": AUGUST} | told)
