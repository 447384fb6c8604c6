"""Everything that is wrong with a row is told at once: nobody mends a list fault by fault."""

import pytest

from tests.people import SmallCommittee
from tests.rooms.intake.books import BRANCH, csv, dry, errors, id_number, organizations, said
from tests.rooms.intake.test_admissions import beside, ledger, row

WANG = id_number("19760201", "964")
HEAD = (
    "姓名",
    "性别",
    "身份证号码",
    "出生日期",
    "入党时间",
    "转正时间",
    "职务",
    "人员类别",
    "备注",
)


@pytest.fixture
def here(db: None, founded: SmallCommittee) -> SmallCommittee:
    return founded


def roster(*cells: object) -> list[tuple[int | None, str]]:
    proposal = dry(organizations(), csv("名册.csv", [HEAD, cells]), branch=BRANCH)
    assert proposal.lots[-1].entering == []
    return [one for one in errors(proposal) if one[0] == 2]


def test_a_wrong_sex_does_not_hide_that_somebody_joined_as_a_child():
    found = roster("王兰", "其他", "", "2000-01-01", "2012-04-07", "2013-04-07", "", "", "")

    assert found == [(2, "性别"), (2, "入党时间")]


def test_a_wrong_number_hides_neither_the_order_of_days_nor_the_age():
    found = roster("王兰", "女", "4409", "1976-02-01", "1990-04-07", "1989-04-07", "", "", "")

    assert found == [(2, "身份证号码"), (2, "转正时间"), (2, "入党时间")]


def test_what_a_cell_in_doubt_would_make_wrong_is_not_told():
    found = roster("王兰", "女", WANG, "1996-02-01", "1993-04-07", "1994-04-07", "", "", "")

    assert found == [(2, "出生日期")]


def test_a_row_without_a_day_of_joining_is_told_what_else_is_wrong():
    found = roster("王兰", "男", WANG, "", "不详", "不详", "", "", "")

    assert found == [(2, "性别"), (2, "入党时间"), (2, "转正时间")]


def test_a_wrong_payment_does_not_hide_a_wrong_rate():
    head = ("姓名", "缴费基数", "月应缴", "1月", "2月")
    dues = csv(f"{BRANCH}2026年党费.csv", [head, ("王兰", "12000", "125", "五十", "-3")])

    assert errors(dry(organizations(), dues)) == [(2, "1月"), (2, "2月"), (2, "月应缴")]


def test_a_wrong_sex_does_not_hide_what_cannot_have_been_in_an_admission(here: SmallCommittee):
    found = beside(ledger(row(3, 性别="男", 批准日期="2026-01-19")))

    assert [one for _row, one in errors(found)] == ["性别", "批准日期"]
    assert found.counts["would_import"] == 0


def test_a_wrong_day_of_an_admission_is_told_alone(here: SmallCommittee):
    found = beside(ledger(row(3, 申请入党日期="去年")))

    assert [one for _row, one in errors(found)] == ["申请入党日期"]


def test_a_temporary_branch_takes_neither_members_nor_dues_from_a_list():
    units = csv(
        "组织架构.csv",
        [("党组织名称", "组织类别", "上级党组织"), ("茂源石化公司党委", "党委", ""),
         ("抢险突击队临时党支部", "党支部", "茂源石化公司党委")],
    )  # fmt: skip
    name = "抢险突击队临时党支部"
    people = csv(f"党员花名册-{name}.csv", [("姓名", "性别", "身份证号码", "入党时间", "转正时间"),
                                      ("王兰", "女", WANG, "2006-12-06", "2007-12-06")])  # fmt: skip
    dues = csv(f"{name}2026年党费.csv", [("姓名", "缴费基数", "月应缴", "1月"),
                                    ("王兰", "5000", "50", "50")])  # fmt: skip

    found = dry(units, people, dues)

    assert said(found).count("第六条") == 2
    assert [lot.entering for lot in found.lots[1:]] == [[], []]
