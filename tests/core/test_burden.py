"""What a standard asks in a year, and what none may ask."""

import pytest

from tests.core.rubrics import (
    MEMBERS,
    QUARTERLY,
    RATIO,
    STUDY,
    TALK,
    VETO,
    item,
    judged,
    made,
)
from tests.core.tellers import KNOWN, compiled
from zhibu.core import forbidden
from zhibu.core.burden import Double, Load, burden_of
from zhibu.core.standard_fault import StandardFault
from zhibu.core.standard_text import Node

pytestmark = pytest.mark.once


def test_entries_and_minutes_by_item():
    groups = f"{{demands: [{{fact: {STUDY}, months: 1, per: party.groups, at_least: 2}}]}}"
    now = f"{{shares: [{{numerator: {MEMBERS}, denominator: {MEMBERS}, target: 9, now: yes}}]}}"
    task = (
        "{due: notices.task.due, in_time: notices.task.done_in_time, late: notices.task.done_late}"
    )
    paper = "{documents: [{made: ledgers.year_plan.made, until: 2}]}"
    part = f"{{title: 谈话, code: P, points: 1, rule: {QUARTERLY['rule']}}}"
    standard = made(
        item("p", 1, worth=0, parts=f"[{part}]"),
        item("g", 1, worth="na", code="P", rule=groups, auto="A"),
        item("r", 1, worth="na", **RATIO),
        item("n", 1, worth="na", code="R", rule=now),
        item("t", 1, worth=1, code="T", rule=task),
        item("d", 1, worth=0, code="D", rule=paper),
        item("v", 1, worth=1, **VETO),
        judged("j", 3),
    )
    burden = burden_of(standard)
    assert burden.loads == (
        Load("p", 4, 40),
        Load("g", 48, 480),
        Load("r", 1, 10),
        Load("n", 1, 10),
        Load("t", 1, 10),
        Load("d", 1, 10),
        Load("v", 0, 0),
        Load("j", 0, 0),
    )
    assert (burden.entries, burden.minutes, burden.machine_share) == (56, 560, 10)
    assert burden_of(standard, typical={"party.groups": 5}).loads[1].entries == 120


def test_what_is_asked_twice_is_entered_once_and_told():
    twice = made(item("a", 5, worth=0, **QUARTERLY), item("b", 5, worth=0, **QUARTERLY))
    other = made(item("c", worth=0, **QUARTERLY), item("d", 0, worth="na", **RATIO), id="other")
    burden = burden_of(twice, beside=(twice, other))
    assert burden.entries == 4
    assert burden.doubles == (Double(TALK, (("one", "a"), ("one", "b"), ("other", "c"))),)


def test_what_only_others_ask_twice_is_not_told():
    alone = made(item("d", worth="na", **RATIO))
    twice = made(item("a", 5, worth=0, **QUARTERLY), item("b", 5, worth=0, **QUARTERLY), id="two")
    assert burden_of(alone, beside=(twice,)).doubles == ()


def test_a_branch_is_asked_less_than_an_hour_a_day_by_the_shipped_standard():
    burden = burden_of(compiled())
    assert 0 < burden.minutes < 365 * 60
    assert burden.machine_share > 70


def refused(words):
    try:
        forbidden.refuse_words(Node("x.yaml", 1, words))
    except StandardFault as fault:
        return fault.params["rule"]
    return None


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("同一数据分别在多个系统填报", "N1"),
        ("重复报送报表", "N1"),
        ("学习强国积分", "N2"),
        ("学习强国 App 日均 30 分", "N2"),
        ("线上学习学分达标率", "N2"),
        ("在线学习时长", "N2"),
        ("手机步数", "N2"),
        ("APP 使用率", "N2"),
        ("推文阅读量", "N2"),
        ("观看党课视频时长", "N2"),
        ("党员个人积分排名", "N3"),
        ("干部得分名次", "N3"),
        ("考核后三名约谈", "N3"),
        ("每日学习签到", "N4"),
        ("连续学习30天", "N4"),
        ("钉 钉 打 卡", "N4"),
        ("公众号关注人数", "N5"),
        ("小程序注册数", "N5"),
        ("会议合影", "N7"),
        ("上传活动视频", "N7"),
        ("手机定位", "N7"),
        ("心得不少于1000字", "N8"),
        ("笔记5万字", "N8"),
        ("材料数量", "N8"),
        ("微信群2分钟内回复", "N9"),
        ("24小时在线", "N9"),
    ],
)
def test_other_words_for_a_burden_are_found(words, rule):
    assert refused(words) == rule


@pytest.mark.parametrize(
    "words",
    [
        "党员人均集中学习≥32学时",
        "线上学习学时达标率（登记的线上集中学习）",
        "自有宣传阵地发布审核台账",
        "支部网页与专栏更新",
        "劳动竞赛与技术比武：活动记录、名次",
        "网络与保密教育",
        "党员大会到会率：签到表",
        "党员岗位定位准确",
        "观看警示教育片",
        "先锋指数达标率≥90%",
        "两新组织覆盖率",
        "关注困难党员",
        "增强理论厚度",
        "信访接待限期答复",
        "阵地6S达标",
        "组织主题图片展",
    ],
)
def test_work_is_no_burden(words):
    assert refused(words) is None


def test_no_fact_of_the_catalogue_is_a_burden():
    for name in KNOWN.measures:
        forbidden.refuse_name(name, Node("facts.yaml", 1, name))
