"""From marks to a result, and what looks agreed upon."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.core.evaluation import (
    Criterion,
    Grade,
    Sheet,
    are_whole,
    biased,
    biases,
    constant,
    hidden,
    reciprocal,
    rescaled,
    result_of,
    share_of,
)
from zhibu.core.pairing import PairKind

GRADES = (Grade("好", 10_000), Grade("较好", 7_500), Grade("一般", 5_000), Grade("差", 0))
CRITERIA = (Criterion("发挥作用", 30, GRADES), Criterion("组织生活", 10))
EVEN = dict.fromkeys(PairKind, 1)


def sheet(rater, rated, share, marks=(0,), kind=PairKind.SAME_CLASS) -> Sheet:
    return Sheet(rater, rated, kind, share, marks)


def about(rated, *shares) -> list[Sheet]:
    return [sheet(f"r{i}", rated, share) for i, share in enumerate(shares)]


def test_each_criterion_weighs_its_points():
    assert share_of(CRITERIA, (1, 10)) == (7_500 * 30 + 10_000 * 10) // 40
    assert share_of(CRITERIA, (0, 3)) == (10_000 * 30 + 3_000 * 10) // 40


@pytest.mark.parametrize("marks", [(0,), (4, 0), (-1, 0), (0, 11), (0, 0, 0)])
def test_marks_that_may_not_be_given(marks):
    assert not are_whole(CRITERIA, marks)


def test_marks_that_may():
    assert are_whole(CRITERIA, (3, 10))


def test_the_highest_and_the_lowest_do_not_count():
    assert result_of(about("x", 0, 8_000, 8_000, 8_000, 10_000), EVEN) == 8_000
    assert result_of(about("x", 5_000, 8_000, 8_000, 8_001, 9_000), EVEN) == 8_000


def test_fewer_than_five_give_no_result():
    assert result_of(about("x", 9_000, 9_000, 9_000, 9_000), EVEN) is None


def test_kinds_of_pairs_weigh_as_declared():
    sheets = [
        *about("x", 0, 6_000, 6_000, 10_000),
        sheet("z", "x", 9_000, kind=PairKind.OFFICE_BASE),
    ]

    assert result_of(sheets, {**EVEN, PairKind.OFFICE_BASE: 2}) == 7_500


@given(st.lists(st.integers(0, 10_000), min_size=5, max_size=30))
def test_a_result_lies_between_those_that_count(shares):
    kept = sorted(shares)[1:-1]

    assert kept[0] <= result_of(about("x", *shares), EVEN) <= kept[-1]


@pytest.mark.parametrize(
    ("counts", "gone"),
    [
        ({"a": 5, "b": 9}, set()),
        ({"a": 4, "b": 9}, {"a", "b"}),
        ({"a": 4, "b": 9, "c": 20}, {"a", "b"}),
        ({"a": 1, "b": 2, "c": 7, "d": 30}, {"a", "b", "c"}),
        ({"a": 3, "b": 3, "c": 30}, {"a", "b"}),
        ({"a": 4}, {"a"}),
        ({"a": 0, "b": 8}, set()),
    ],
)
def test_a_small_group_is_hidden_and_so_is_what_would_give_it_away(counts, gone):
    assert hidden(counts) == gone


def test_two_who_raise_each_other_are_seen():
    sheets = [
        *about("x", 6_000, 6_000, 6_000), sheet("y", "x", 9_800),
        *about("y", 7_000, 7_000, 7_000), sheet("x", "y", 9_900),
        sheet("x", "z", 9_900),
    ]  # fmt: skip

    assert reciprocal(sheets) == [("x", "y")]
    assert reciprocal(sheets, by=5_000) == []


def test_who_gives_everybody_the_same_is_seen():
    same = [sheet("x", f"u{i}", 7_500, (1, 1)) for i in range(3)]
    differing = [sheet("y", f"u{i}", 7_500, (1, i)) for i in range(3)]
    few = [sheet("z", f"u{i}", 7_500, (1, 1)) for i in range(2)]

    assert constant([*same, *differing, *few]) == ["x"]


def test_who_is_stricter_than_all_others_is_seen_and_can_be_reckoned_without():
    units = [f"u{i}" for i in range(4)]
    sheets = [one for unit in units for one in about(unit, 8_000, 8_000, 8_000, 8_000)]
    sheets += [sheet("strict", unit, 5_000) for unit in units]

    assert [(bias.rater, bias.by, bias.sheets) for bias in biased(sheets)] == [
        ("strict", -3_000, 4)
    ]
    assert biases(sheets)["r0"].by == 0
    assert rescaled(sheets, EVEN) == dict.fromkeys(units, 8_000)


def test_a_rater_without_company_has_no_bias():
    sheets = [sheet("x", f"u{i}", 9_000) for i in range(3)]

    assert biases(sheets) == {}
    assert rescaled(sheets, EVEN) == {"u0": None, "u1": None, "u2": None}
