"""Numbers as committees write them."""

import pytest

from zhibu.core import rubric_amounts as amounts

GRADES = ("优秀", "优", "良好", "良", "较好", "好", "一般", "中", "差", "较差")


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("4", 400),
        ("4分", 400),
        ("（4分）", 400),
        ("2.5", 250),
        ("0-5分", 500),
        ("1～5", 500),
        ("±0.5", 50),
    ],
)
def test_points_in_a_cell(text, cents):
    assert amounts.amount_of(text).cents == cents


@pytest.mark.parametrize(
    "text", ["", "一票否决", "不封顶", "1e9", "1234567", "2*3", "=A1", "4.123"]
)
def test_what_is_no_number_of_points_is_none(text):
    assert amounts.amount_of(text) is None


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("每次扣0.5分，扣完为止", 50),
        ("每缺1次扣1分", 100),
        ("缺一次扣0.5分", 50),
        ("少开一次扣1分", 100),
        ("每少一项扣0.5分", 50),
        ("每缺1个月扣除0.2分", 20),
    ],
)
def test_what_one_miss_costs(text, cents):
    assert amounts.cost_each(text)[0] == cents


def test_slopes_below_and_above_a_target():
    text = "每高于目标1个百分点加0.5分，每低于目标1个百分点扣0.3分"

    assert amounts.rise_of(text)[:2] == (1, 50)
    assert amounts.fall_of(text)[:2] == (1, 30)
    assert amounts.target_of("低于90%每低1个百分点扣0.1")[0] == 90


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("优20良15中10差0", (2000, 1500, 1000, 0)),
        ("好5分、较好4分、一般2分、差0分", (500, 400, 200, 0)),
        ("按20/15/10/0打分", (2000, 1500, 1000, 0)),
    ],
)
def test_graded_choices(text, points):
    assert tuple(each for _, each in amounts.grades_in(text, GRADES)) == points


def test_a_date_is_no_list_of_grades():
    assert amounts.grades_in("2026/1/5前完成", GRADES) == ()


def test_bonus_tables_and_ladders():
    assert amounts.awards_in("国家级5分、省级3分、市级2分") == (
        ("国家级", 500), ("省级", 300), ("市级", 200),
    )  # fmt: skip
    assert amounts.rungs_in("发表稿件5篇以上加1分，10篇以上加2分") == ((5, 100), (10, 200))


def test_sub_requirements_of_one_cell():
    assert amounts.parts_of("①制度上墙 ②有会议室；③有党旗") == ("制度上墙", "有会议室", "有党旗")
    assert amounts.parts_of("1.有计划 2.有总结") == ("有计划", "有总结")
    assert amounts.parts_of("每次2.5分，共1.5小时") == ()
