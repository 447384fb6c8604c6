"""Results with their reasons: thresholds, quotas, and ties in favour of who has less."""

import pytest

from tests.core.rubrics import QUARTERLY, SANCTION, TALK, item, judged, made
from tests.core.tellers import KNOWN, scores_of
from zhibu.core.results import Verdict, Why, results_of
from zhibu.core.scoring import Result

pytestmark = pytest.mark.once
FULL, HALF = {TALK: "1 5 8 11"}, {TALK: "1 5"}
P, OFFICE = "production", "office"
BOTH = "[{id: A, title: 甲, points: 10, open: yes}]"


def told(*years, keys, sizes=(), **more):
    standard = made(item(worth=0, **QUARTERLY), **more)
    return results_of(scores_of(standard, *years), keys, sizes)


def whys(*years, **more):
    return [(each.why, each.tie) for each in told(*years, **more)]


def plus(bonus, year=FULL):
    return year | {"bonus.awarded": f"12x{bonus}"}


def test_each_result_has_its_reason():
    vetoed = FULL | {SANCTION: "3"}
    years = (
        FULL,
        HALF,
        vetoed,
        FULL,
        {"party.counted": ""},
        {TALK: "1 5 8"},
        HALF | plus(150, HALF),
    )
    keys = (P, P, P, None, P, OFFICE, OFFICE)
    found = told(*years, keys=keys, vetoes=f"[{{id: V1, title: 受处分, fact: {SANCTION}}}]")
    assert found == (
        Verdict(Result.ADVANCED, Why.ADVANCED),
        Verdict(Result.BELOW_STANDARD, Why.BELOW),
        Verdict(Result.BELOW_STANDARD, Why.VETOED),
        Verdict(None, Why.NO_CLASS),
        Verdict(None, Why.NOTHING_APPLIES),
        Verdict(Result.ADVANCED, Why.ADVANCED),
        Verdict(Result.QUALIFIED, Why.QUALIFIED),
    )


def test_no_result_before_all_is_measured_and_rated():
    words = (item("a", 4, worth=0, **QUARTERLY), judged("b", 6))
    waiting = scores_of(made(*words), FULL)
    unmeasured = scores_of(made(*words, known=tuple(KNOWN.measures)), FULL)
    assert results_of(waiting, [P]) == (Verdict(None, Why.WAITING),)
    assert results_of(unmeasured, [P]) == (Verdict(None, Why.NOT_MEASURED),)


def test_a_quota_leaves_the_best_of_each_class():
    found = whys(plus(3), plus(1), plus(2), plus(1), keys=(P, P, P, OFFICE), advanced_most="34")
    assert found == [
        (Why.ADVANCED, ""),
        (Why.OUTSIDE_QUOTA, ""),
        (Why.OUTSIDE_QUOTA, ""),
        (Why.ADVANCED, ""),
    ]


def test_who_is_outside_the_quota_is_qualified_all_the_same():
    best, other = told(plus(3), FULL, keys=(P, P), advanced_most="50")
    assert (best.result, other.result) == (Result.ADVANCED, Result.QUALIFIED)


def test_whom_no_rule_tells_apart_all_stay():
    assert whys(FULL, FULL, FULL, keys=(P, P, P), advanced_most="34") == [(Why.ADVANCED, "")] * 3
    same = {"keys": (P, P), "sizes": (5, 5), "ties": "[smaller_unit]", "advanced_most": "50"}
    assert whys(FULL, FULL, **same) == [(Why.ADVANCED, "")] * 2


def test_the_smaller_unit_is_favoured():
    found = whys(
        FULL, FULL, FULL,
        keys=(P, P, P), sizes=(30, 4, 12), ties="[smaller_unit]", advanced_most="67",
    )  # fmt: skip
    assert found == [
        (Why.OUTSIDE_QUOTA, "smaller_unit"),
        (Why.ADVANCED, "smaller_unit"),
        (Why.ADVANCED, "smaller_unit"),
    ]


ALL = "{percent: 50, of: all}"


def test_among_all_classes_the_distance_above_ones_own_line_counts():
    assert whys(FULL, FULL, keys=(P, OFFICE), advanced_most=ALL) == [
        (Why.OUTSIDE_QUOTA, ""),
        (Why.ADVANCED, ""),
    ]


@pytest.mark.parametrize("rule", ["office", "lower_threshold"])
def test_a_tie_favours_the_disadvantaged_class(rule):
    level = plus(200)
    found = whys(level, FULL, keys=(P, OFFICE), advanced_most=ALL, ties=f"[{rule}]", sections=BOTH)
    assert found == [(Why.OUTSIDE_QUOTA, rule), (Why.ADVANCED, rule)]


def test_one_rule_settles_what_another_left_open():
    level = plus(200)
    found = whys(
        level, level, FULL, FULL,
        keys=(P, P, OFFICE, OFFICE), sizes=(9, 3, 7, 2), ties="[office, smaller_unit]",
        advanced_most="{percent: 75, of: all}",
    )  # fmt: skip
    assert found == [
        (Why.OUTSIDE_QUOTA, "smaller_unit"),
        (Why.ADVANCED, "smaller_unit"),
        (Why.ADVANCED, "office"),
        (Why.ADVANCED, "office"),
    ]


def test_a_rule_may_shut_out_and_leave_the_rest_to_the_next():
    level = plus(200)
    found = whys(
        level, FULL, FULL,
        keys=(P, OFFICE, OFFICE), sizes=(1, 7, 2), ties="[office, smaller_unit]",
        advanced_most="{percent: 34, of: all}",
    )  # fmt: skip
    assert found == [
        (Why.OUTSIDE_QUOTA, "office"),
        (Why.OUTSIDE_QUOTA, "smaller_unit"),
        (Why.ADVANCED, "smaller_unit"),
    ]


def test_the_order_of_units_never_matters():
    years, keys, sizes = [plus(3), plus(1), plus(1), plus(2)], [P] * 4, [1, 2, 3, 4]
    options = {"ties": "[smaller_unit]", "advanced_most": "75"}
    there = told(*years, keys=keys, sizes=sizes, **options)
    back = told(*years[::-1], keys=keys, sizes=sizes[::-1], **options)
    assert there == back[::-1]
