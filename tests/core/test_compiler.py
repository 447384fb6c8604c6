"""ZB-41 compiles; each way to spoil it is refused with file, line, words and a suggestion."""

from dataclasses import replace

import pytest

from tests.core.tellers import KNOWN, ZB41, compiled, one_item
from zhibu.core import forbidden
from zhibu.core.cases import points_worked_out
from zhibu.core.compiler import spelled
from zhibu.core.decided import rater_of
from zhibu.core.rules import Judged
from zhibu.core.standard_fault import FAULT_WORDS, StandardFault
from zhibu.core.standard_text import parse

pytestmark = pytest.mark.once
STANDARD = compiled()
C1 = STANDARD.item("C1")
NOW = ("party", "meetings", "dues")


def refused(words, **options):
    with pytest.raises(StandardFault) as caught:
        compiled(words, **options)
    return caught.value


def test_forty_one_items_and_a_hundred_points():
    assert (len(STANDARD.items), STANDARD.out_of, STANDARD.complete) == (41, 10_000, True)
    assert [section.points for section in STANDARD.sections] == [2500, 2200, 3500, 1800]
    counts = [sum(item.section == letter for item in STANDARD.items) for letter in "ABCD"]
    assert counts == [10, 9, 14, 8]


def test_four_classes_with_thresholds_of_their_own():
    found = {key: (each.qualified_at, each.advanced_at) for key, each in STANDARD.classes.items()}
    assert found == {
        "production": (8000, 9000),
        "auxiliary": (7500, 8500),
        "support": (7000, 8000),
        "office": (6500, 7500),
    }
    assert (STANDARD.peer_weight, STANDARD.bonus_each, STANDARD.bonus_cap) == (20, 500, 1000)


def test_what_the_first_rooms_state_measures_fourteen_items():
    stated = [name for name, each in KNOWN.measures.items() if each.emitted_by in NOW]
    measured = [item.id for item in compiled(known=KNOWN.known_from(stated)).items if item.measured]
    assert measured == [
        "A3",
        "A4",
        "A5",
        "A6",
        "A8",
        "B3",
        "B5",
        "B6",
        "C1",
        "C2",
        "C3",
        "C7",
        "C13",
        "D6",
    ]


@pytest.mark.parametrize(
    ("item", "case"),
    [(item, case) for item in STANDARD.items for case in item.cases],
    ids=[f"{item.id}-{case.say}" for item in STANDARD.items for case in item.cases],
)
def test_a_worked_case_comes_out(item, case):
    assert points_worked_out(item, case, STANDARD) == case.points


def test_the_machines_share_is_told_and_not_refused():
    assert [warning.code for warning in STANDARD.warnings] == ["machine_share"]
    quiet = compiled(ZB41.replace("machine_share: 70", "machine_share: 90"))
    assert quiet.warnings == ()


def test_an_item_knows_its_facts_and_an_unknown_one_is_a_key_error():
    assert C1.facts == ("meetings.general_meeting.held",)
    assert STANDARD.item("C2").facts == ("coverage.groups_met", "party.groups")
    with pytest.raises(KeyError):
        STANDARD.item("Z9")


FACT = "fact: meetings.general_meeting.held, months: 3"


@pytest.mark.parametrize(
    ("before", "after", "code", "suggestion"),
    [
        ("total: 100", "total: 101", "total_sum", None),
        ("title: 班子建设, points: 25", "title: 班子建设, points: 26", "section_sum", None),
        ("- id: C2\n", "- id: C1\n", "id_doubled", None),
        ("{id: V2,", "{id: V1,", "id_doubled", None),
        (
            "section: C\n    title: 党员大会",
            "section: c\n    title: 党员大会",
            "section_unknown",
            None,
        ),
        (FACT, FACT.replace("general", "genral"), "fact_unknown", "meetings.general_meeting.held"),
        (FACT, "fact: party.members, months: 3", "fact_not_flow", None),
        ("per: party.groups", "per: coverage.groups_met", "fact_not_level", None),
        (FACT, FACT.replace("3", "5"), "cadence_unknown", None),
        (FACT, FACT + ", grace: within_10_days", "not_a_choice", "within_10"),
        (FACT, FACT + ", gracee: within_10", "key_unknown", "grace"),
        (
            "{" + FACT + "}",
            "{" + FACT + "}\n        - {fact: site.clicks, months: 3}",
            "forbidden",
            None,
        ),
        (FACT, "fact: learning.online_minutes, months: 3", "forbidden", None),
        ("title: 党员大会每季度召开", "title: 党员大会照片齐全", "forbidden", None),
        ("title: 发生重大责任事故", "title: 党员个人排名末位", "forbidden", None),
        ("fact: honours.major_accident", "fact: site.login", "forbidden", None),
        ("advanced_at: 90", "advanced_at: 70", "thresholds_turned", None),
        ("advanced_at: 90", "advanced_at: 900", "threshold_high", None),
        ("points: 4\n", "points: 1e3\n", "not_points", None),
        ("code: C\n", "code: Q\n", "not_a_choice", None),
        ("code: C\n", "code: J\n", "rule_without_body", None),
        ("step: 5 ", "step: 0 ", "not_a_number", None),
        ("peer_weight: 20", "peer_weight: 120", "not_a_number", None),
        ("as_of: 2027-03-01", "as_of: 2027-02-30", "not_a_date", None),
        (
            "given: {party.has_term: [0]}",
            "given: {party.has_trem: [0]}",
            "fact_unknown",
            "party.has_term",
        ),
        ("given: {party.has_term: [0]}", "given: {party.has_term: [13]}", "bad_case_entry", None),
        ("given: {party.has_term: [0]}", "given: {party.has_term: [0~x]}", "bad_case_entry", None),
        ("given: {party.has_term: [0]}", "given: {party.has_term: [zero]}", "bad_case_entry", None),
        ("shares:", "shares: []\n      step: 5\n    x:", "key_unknown", None),
    ],
)
def test_a_spoilt_standard_is_refused(before, after, code, suggestion):
    assert before in ZB41
    fault = refused(ZB41.replace(before, after, 1))

    assert (fault.code, fault.suggestion) == (code, suggestion)
    assert fault.words == FAULT_WORDS[code] % fault.params


def test_the_fault_names_the_line():
    line = next(n for n, each in enumerate(ZB41.splitlines(), 1) if FACT in each)
    fault = refused(ZB41.replace(FACT, FACT.replace("general", "genral")), filename="ours.yaml")
    assert str(fault) == (
        f"ours.yaml 第 {line} 行：事实目录中没有“meetings.genral_meeting.held”；"
        "是否应为“meetings.general_meeting.held”？"
    )


def test_a_case_that_does_not_come_out_is_refused():
    fault = refused(ZB41.replace("points: 2.92", "points: 2.93"))
    assert fault.words == "条款 C2 的算例“一个小组缺一次”应得 2.93 分，按规则算出 2.92 分"
    na = refused(ZB41.replace("points: na", "points: 3", 1))
    assert na.words.endswith("应得 3 分，按规则算出 不适用 分")


def test_points_are_spelled_without_idle_noughts():
    assert [spelled(points) for points in (400, 350, 275, 0, None)] == [
        "4",
        "3.5",
        "2.75",
        "0",
        "不适用",
    ]


PERIODIC = "rule: {demands: [{fact: meetings.talk.held, months: 12}]}"


@pytest.mark.parametrize(
    ("code", "rule", "fault"),
    [
        ("P", "rule: {demands: []}", "list_empty"),
        ("P", "applies_when: {fact: party.groups, at_least: 1}", "rule_without_body"),
        ("C", "rule: {}", "key_missing"),
        (
            "R",
            "rule: {shares: [{numerator: dues.paid, denominator: dues.owed, target: 100}]}",
            "key_missing",
        ),
        (
            "R",
            "rule: {shares: [{numerator: dues.paid, denominator: party.members, target: 100, now: yes}]}",
            "fact_not_level",
        ),
        (
            "R",
            "rule: {step: 0, shares: [{numerator: party.members, denominator: party.members, target: 9, now: yes}]}",
            "not_a_number",
        ),
        (
            "D",
            "rule: {documents: [{made: ledgers.year_plan.made, until: 2, from: 3}]}",
            "not_a_number",
        ),
        ("V", "rule: {fact: party.members}", "fact_not_flow"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(code, rule, fault):
    assert refused(one_item(code, rule, worth=0)).code == fault


def test_an_item_without_a_worked_case_is_refused():
    words = one_item("P", PERIODIC, worth=0)
    start = words.index("      - {say")
    assert refused(words[:start].rstrip() + " []\n").code == "case_missing"


def test_what_people_judge_needs_neither_rule_nor_case():
    words = one_item("J", "applies_when: {fact: party.groups, at_least: 1}", worth=0)
    start = words.index("      - {say")
    item = compiled(words[:start].rstrip() + " []\n").item("X1")
    assert (item.rule, item.measured, item.rule.columns) == (
        Judged("J", (rater_of("one", "X1", "assessor", weight=100),)),
        False,
        (),
    )


def test_the_literal_profile_warns_where_relief_refuses():
    words = one_item("P", PERIODIC, worth=0).replace("title: 一件事", "title: 每日签到打卡")
    assert refused(words).code == "forbidden"
    assert [each.code for each in compiled(words, profile="literal").warnings] == ["forbidden"]


@pytest.mark.parametrize(
    "words",
    [
        "党员登录次数",
        "点赞数",
        "在线时长",
        "连续打卡",
        "学习强国积分排名",
        "安装率",
        "活动照片",
        "字数",
        "不少于800字",
        "即时回复",
    ],
)
def test_forbidden_words_are_found(words):
    with pytest.raises(StandardFault, match="禁止考核"):
        forbidden.refuse_words(parse(words, "x.yaml"))


@pytest.mark.parametrize(
    "name",
    [
        "site.clicks",
        "learning.online_minutes",
        "site.page.views",
        "party.member_ranking",
        "x.has_photo",
        "notes.length",
    ],
)
def test_forbidden_names_are_found(name):
    with pytest.raises(StandardFault, match="禁止考核"):
        forbidden.refuse_name(name, parse("x", "x.yaml"))


def test_hours_of_recorded_sessions_are_work():
    for name in KNOWN.measures:
        forbidden.refuse_name(name, parse("x", "x.yaml"))
    forbidden.refuse_words(parse("党员人均集中学习≥32学时，会议签到", "x.yaml"))


def test_a_standard_is_the_same_only_as_itself():
    assert replace(STANDARD) != STANDARD
    assert len({STANDARD, STANDARD}) == 1
