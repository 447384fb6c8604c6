"""What a committee may write in a standard, and what it is told where it errs."""

import pytest

from tests.core.rubrics import (
    FAMILIES,
    QUARTERLY,
    SHARE,
    STUDY,
    TALK,
    VETO,
    item,
    judged,
    made,
    standard,
)
from tests.core.tellers import KNOWN, compiled
from zhibu.core import decided
from zhibu.core.catalogue import is_stated
from zhibu.core.rules import Judged, Parted
from zhibu.core.standard import Award, Grade, Quota, StarRule, adjusted, rated, vetoed
from zhibu.core.standard_fault import FAULT_WORDS, StandardFault

pytestmark = pytest.mark.once
TWO = "[{id: A, title: 甲, points: 10}, {id: B, title: 乙, points: 10}]"
PART = f"{{title: 谈话, code: P, points: 4, rule: {QUARTERLY['rule']}}}"
ABOVE = f"{{shares: [{SHARE}], above: yes}}"


def refused(*items, **more):
    with pytest.raises(StandardFault) as caught:
        made(*items, **more)
    assert caught.value.words == FAULT_WORDS[caught.value.code] % caught.value.params
    return caught.value.code


def test_names_of_decided_facts_are_built_and_known():
    names = (
        rated("ZB-41", "A.1", "superior", "offered"),
        adjusted("ZB-41", "A1"),
        vetoed("zb-41", "V1"),
    )
    assert names == (
        "rated.zb_41.ia_1.superior.offered",
        "adjusted.zb_41.ia1",
        "veto.zb_41.v1",
    )
    assert all(name in KNOWN for name in names)
    assert KNOWN[names[0]].unit == "point"
    longest = rated("s" * 24, "i" * 20, "r" * 16, "awarded")
    assert longest in KNOWN


@pytest.mark.parametrize(
    "name",
    [
        "rated",
        "rated.a.ib.c",
        "rated.a.ib.c.given",
        "rated.a.ib.c.d.awarded",
        "rated.A.ib.c.awarded",
        "rated..ib.c.awarded",
        "adjusted.a",
        "adjusted.a.b.c",
        "veto.a." + "b" * 90,
        "nothing.at.all",
        7,
    ],
)
def test_what_is_not_of_a_family_is_unknown(name):
    assert name not in KNOWN


def test_a_family_is_stated_as_a_whole():
    assert is_stated("rated.a.ib.c.awarded", FAMILIES)
    assert not is_stated("rated.a.ib.c.awarded", ("veto.*",))
    assert is_stated("a.b", ("a.b",))


def test_what_is_judged_names_raters_grades_and_words():
    one = made(
        judged(
            raters="{superior: 60, masses: 40}",
            grades="[{title: 好, share: 100}, {title: 较好, share: 87.5}, {title: 差, share: 0}]",
            rubric="看是否扎实",
        )
    ).items[0]
    assert [(each.name, each.weight) for each in one.raters] == [("superior", 60), ("masses", 40)]
    assert one.grades == (Grade("好", 10_000), Grade("较好", 8_750), Grade("差", 0))
    assert (one.rubric, one.measured, one.judged, one.parts) == ("看是否扎实", True, True, ())
    assert one.decided[0] == "rated.one.ii1.superior.awarded"
    assert (one.adjusted, len(one.decided), one.facts) == ("", 4, ())


def test_without_the_family_what_is_judged_is_not_measured_yet():
    one = made(judged(), known=tuple(KNOWN.measures))
    assert not one.items[0].measured
    assert one.items[0].raters[0].name == decided.ASSESSOR


def test_parts_make_an_item_of_several_rules():
    one = made(item(worth=6, parts=f"[{PART}]")).items[0]
    assert isinstance(one.rule, Parted)
    assert (one.code, one.parts[0].points, one.facts, one.raters) == ("P", 400, (TALK,), ())
    assert made(item(worth=6, code="D", parts=f"[{PART}]")).items[0].code == "D"
    assert one.decided == (one.adjusted,)


def test_head_and_results_are_read():
    found = made(
        item("i1", worth=0, **QUARTERLY),
        item("v", section="B", worth=10, **VETO),
        total=20,
        sections=TWO,
        weights="{A: 120, B: 80}",
        kind="member",
        purpose="stars",
        stars="{won_at: 85, result_items: [v]}",
        ties="[office, lower_threshold, smaller_unit]",
        advanced_most="30",
        bonus=f"{{each: 5, cap: 10, table: [{{id: n, title: 国家级, points: 5}}], "
        f"ladder: [{{fact: {STUDY}, at: 3, points: 1}}, {{fact: {STUDY}, at: 5, points: 2}}]}}",
        vetoes="[{id: V1, title: 弄虚作假}]",
    )
    assert (found.kind, found.purpose, found.weights) == ("member", "stars", {"A": 120, "B": 80})
    assert found.stars == StarRule(85, ("A", "B"), ("v",))
    assert found.ties == ("office", "lower_threshold", "smaller_unit")
    assert found.advanced_most == Quota(30, of_each_class=True)
    assert found.bonus_table == (Award("n", "国家级", 500),)
    assert [(each.at, each.points) for each in found.bonus_ladder] == [(3, 100), (5, 200)]
    veto = found.vetoes[0]
    assert (veto.fact, veto.measured, veto.upheld) == (None, False, "veto.one.v1")


def test_stars_and_quota_may_say_more():
    found = made(
        item(worth=0, **QUARTERLY),
        stars="{won_at: 85, sections: [A]}",
        advanced_most="{percent: 20, of: all}",
    )
    assert found.stars == StarRule(85, ("A",), ())
    assert found.advanced_most == Quota(20, of_each_class=False)


def test_ceilings_floors_and_open_sections():
    one = made(item(worth=0, at_most=12, at_least=-3, **QUARTERLY)).items[0]
    assert (one.at_most, one.at_least) == (1_200, -300)
    open_end = made(
        item(worth=0, **QUARTERLY), sections="[{id: A, title: 甲, points: 10, open: yes}]"
    )
    assert open_end.items[0].at_most is None
    assert open_end.sections[0].open


def test_above_target_wins_as_much_as_below_costs_unless_it_says_otherwise():
    rules = [
        made(item(worth="na", at_most=15, code="R", rule=rule)).items[0].rule.gain
        for rule in (ABOVE, ABOVE.replace("yes", "yes, gain: 4"), ABOVE.replace("yes", "no"))
    ]
    assert rules == [10, 4, 0]


GOOD = item(worth=0, **QUARTERLY)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (judged(raters="{superior: 60, masses: 50}"), "raters_sum"),
        (judged(raters="{Superior: 100}"), "not_a_rater"),
        (judged(raters=f"{{{'r' * 17}: 100}}"), "not_a_rater"),
        (judged(grades="[{title: 差, share: 0}, {title: 好, share: 100}]"), "grades_turned"),
        (judged(grades="[{title: 好, share: 100}, {title: 也好, share: 100}]"), "grades_turned"),
        (judged(grades="[{title: 极好, share: 101}]"), "grades_turned"),
        (judged(rubric="看照片是否齐全"), "forbidden"),
        (judged(rule=QUARTERLY["rule"]), "rule_without_body"),
        (judged(code="B", at_most=15), "bonus_points"),
        (item(worth=0, rubric="看", **QUARTERLY), "judged_only"),
        (item(worth=0, raters="{a: 100}", parts=f"[{PART}]"), "judged_only"),
        (item(worth=0, code="P", parts=f"[{PART}]", rule=QUARTERLY["rule"]), "parts_and_rule"),
        (item(worth=0, parts="[]"), "list_empty"),
        (item(worth=0, code="J", parts=f"[{PART}]"), "part_judged"),
        (item(worth=0, parts=f"[{PART.replace('code: P', 'code: J')}]"), "part_judged"),
        (item(worth=0, parts=f"[{PART.replace('points: 4', 'points: 10.01')}]"), "part_large"),
        (item(worth=0, rule=QUARTERLY["rule"]), "key_missing"),
        (item(worth=0, code="P"), "rule_without_body"),
        (item(worth=0, at_most="9.99", **QUARTERLY), "ceiling_low"),
        (item(worth=0, at_least="10.5", **QUARTERLY), "floor_high"),
        (item(worth=0, at_least="--1", **QUARTERLY), "not_points"),
        (item(worth=0, code="R", rule=ABOVE), "above_without_room"),
        (
            item(worth=0, at_most=12, code="R", rule=f"{{shares: [{SHARE}], gain: 4}}"),
            "key_missing",
        ),
        (item("甲-1", worth=0, **QUARTERLY), "not_an_id"),
        (item("i" * 21, worth=0, **QUARTERLY), "not_an_id"),
    ],
)
def test_an_item_that_cannot_be_meant_is_refused(words, code):
    assert refused(words) == code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"weights": "{Z: 120}"}, "section_unknown"),
        ({"weights": "{A: 0}"}, "not_a_number"),
        ({"kind": "club"}, "not_a_choice"),
        ({"purpose": "fun"}, "not_a_choice"),
        ({"purpose": "stars"}, "stars_missing"),
        ({"stars": "{won_at: 85, sections: [Z]}"}, "section_unknown"),
        ({"stars": "{won_at: 85, result_items: [zz]}"}, "item_unknown"),
        ({"stars": "{won_at: 85, result_items: [i1]}"}, "result_item"),
        ({"stars": "{won_at: 0}"}, "not_a_number"),
        ({"ties": "[oldest]"}, "tie_unknown"),
        ({"advanced_most": "101"}, "not_a_number"),
        ({"advanced_most": "{percent: 20, of: some}"}, "not_a_choice"),
        ({"id": "s" * 25}, "not_an_id"),
        ({"vetoes": "[{id: 一, title: 事故}]"}, "not_an_id"),
        ({"vetoes": "[{id: a.b, title: 事故}, {id: A-b, title: 丑闻}]"}, "id_doubled"),
        ({"bonus": "{each: 5, cap: 9, table: [{id: n, title: 国家级, points: 6}]}"}, "award_large"),
        (
            {
                "bonus": "{each: 5, cap: 9, table: [{id: n, title: 国家级, points: 5}, "
                "{id: n, title: 省级, points: 3}]}"
            },
            "id_doubled",
        ),
        (
            {
                "bonus": f"{{each: 5, cap: 9, ladder: [{{fact: {STUDY}, at: 3, points: 2}}, "
                f"{{fact: {STUDY}, at: 5, points: 2}}]}}"
            },
            "ladder_turned",
        ),
        (
            {
                "bonus": f"{{each: 5, cap: 9, ladder: [{{fact: {STUDY}, at: 3, points: 2}}, "
                f"{{fact: {STUDY}, at: 3, points: 3}}]}}"
            },
            "ladder_turned",
        ),
        (
            {"bonus": "{each: 5, cap: 9, ladder: [{fact: site.clicks, at: 3, points: 2}]}"},
            "forbidden",
        ),
    ],
)
def test_a_head_that_cannot_be_meant_is_refused(more, code):
    assert refused(GOOD, **more) == code


def test_ids_that_name_the_same_facts_are_refused():
    twins = item("a.1", 5, worth=0, **QUARTERLY) + item("A-1", 5, worth=0, **QUARTERLY)
    assert refused(twins) == "id_doubled"


def test_a_fault_names_line_and_meaning():
    words = standard(GOOD, weights="{A: 120, Aa: 3}")
    line = next(n for n, each in enumerate(words.splitlines(), 1) if each.startswith("weights"))
    with pytest.raises(StandardFault) as caught:
        compiled(words, filename="ours.yaml")
    assert str(caught.value) == f"ours.yaml 第 {line} 行：没有类别“Aa”；是否应为“A”？"


def test_an_unrated_item_carries_its_rule():
    assert made(judged()).items[0].rule == Judged(
        "J", (decided.rater_of("one", "i1", "assessor", weight=100),)
    )
