"""The same lists as other branches write them: other words, other order, other shapes."""

import pytest

from tests.rooms.intake.books import (
    BRANCH,
    csv,
    dry,
    errors,
    id_number,
    organizations,
    said,
    warnings,
    xlsx,
)

WANG = id_number("19760201", "964")  # a woman
LI = id_number("19850902", "305")  # a man


def rows_of(proposal, place=-1):
    return list(proposal.lots[place].entering)


def test_a_roster_in_other_words_and_another_order():
    roster = csv(
        "名册.csv",
        [
            ["编号", "党员姓名", "公民身份号码", "加入党组织日期", "转为正式党员日期", "文化程度", "手机号码", "党员类型",
             "支部职务", "民 族", "性 别"],
            [1, "王  兰", WANG, "2006年12月6日", "2007.12.06", "本科", "138-8040-0575", "正式党员", "支部书记", "汉", "女"],
            [2, "李明", LI, "20120407", "2013/4/7", "大专", "13880400576", "正式党员", "", "壮族", "男"],
        ],
    )  # fmt: skip

    proposal = dry(organizations(), roster, branch=BRANCH)

    wang, li = rows_of(proposal)
    assert errors(proposal) == []
    assert (wang.name, wang.id_number, wang.posts) == ("王兰", WANG, ("secretary",))
    assert (li.ethnicity, li.education, li.phone) == ("08", "30", "13880400576")


def test_a_roster_with_a_header_two_rows_deep():
    roster = xlsx(
        f"{BRANCH}.xlsx",
        [
            ["党员信息登记表"],
            ["单位：", BRANCH],
            ["序号", "基本情况", None, None, "党内情况", None, "备注"],
            [None, "姓名", "性别", "身份证号", "入党时间", "转正时间", None],
            [1, "王兰", "女", WANG, "2006.12.6", "2007.12.6", ""],
        ],
        merged=["A1:G1", "A3:A4", "B3:D3", "E3:F3", "G3:G4"],
    )

    proposal = dry(organizations(), roster)

    assert errors(proposal) == []
    assert [row.name for row in rows_of(proposal)] == ["王兰"]
    assert proposal.lots[-1].unit_of[4].name == BRANCH


def test_a_roster_of_several_branches_names_each_rows_own():
    roster = csv(
        "党员信息.csv",
        [["姓名", "性别", "身份证号码", "所在党支部", "入党日期", "转正日期"],
         ["王兰", "女", WANG, BRANCH, "2006-12-06", "2007-12-06"],
         ["李明", "男", LI, "没有的党支部", "2012-04-07", "2013-04-07"]],
    )  # fmt: skip

    proposal = dry(organizations(), roster)

    assert proposal.missing == ("没有的党支部",)
    assert (3, "所在党支部") in warnings(proposal)


def test_a_ledger_with_attendance_under_one_heading_and_separate_columns():
    ledger = xlsx(
        "组织生活记录.xlsx",
        [
            [f"中共{BRANCH}2025年度组织生活记录表"],
            ["活动日期", "组织生活形式", "出席情况", None, None, "主题", "会议地点", "会议主持人", "记录人"],
            [None, None, "应到人数", "实到人数", "请假人员", None, None, None, None],
            ["3月5日", "支部党员大会", "１２名", "10", "病假：王兰；出差：李明", "讨论发展党员", "会议室", "王兰", ""],
            ["2025.4.9", "支委扩大会", 5, 5, "全勤", "研究工作", "会议室", "王兰", ""],
            [None, None, None, None, None, None, None, None, None],
            ["填表人：王兰"],
        ],
        merged=["A1:I1", "C2:E2", "A2:A3", "B2:B3", "F2:F3", "G2:G3", "H2:H3", "I2:I3"],
    )  # fmt: skip

    proposal = dry(organizations(), ledger)

    meeting, committee = rows_of(proposal)
    assert errors(proposal) == []
    assert (meeting.form, str(meeting.held_on)) == ("general_meeting", "2025-03-05")
    assert [(a.name, a.reason) for a in meeting.away] == [("王兰", "病假"), ("李明", "出差")]
    assert (committee.form, committee.away) == ("committee_meeting", ())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三（病假）、李四(出差)", ["张三", "李四"]),
        ("张三（值班） 李四（病假）", ["张三", "李四"]),
        ("张三，李四，王五", ["张三", "李四", "王五"]),
        ("贾  𠮷（值班）", ["贾𠮷"]),
        ("张三、李四因病假", ["张三", "李四"]),
        ("请假：张三、李四", ["张三", "李四"]),
        ("买买提·艾力（休假）", ["买买提·艾力"]),
        ("/", []), ("无", []), ("", []), ("全勤", []),
    ],
)  # fmt: skip
def test_absentees_are_read_as_they_are_written(text, names):
    from zhibu.intake.checking.ledgers import named_away

    assert [away.name for away in named_away(text)] == names


def test_dues_by_the_month_with_pairs_of_columns():
    dues = xlsx(
        f"党费-{BRANCH}.xlsx",
        [
            ["2026年党费收缴明细表"],
            ["姓名", "党费基数", "每月应缴", "1月", None, "2月", None],
            [None, None, None, "应缴", "实缴", "应缴", "实缴"],
            ["王兰", 5000, 50, 50, 50, 50, None],
            ["合计", None, None, 50, 50, 50, 0],
        ],
        merged=["A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"],
    )

    proposal = dry(organizations(), dues)

    (row,) = rows_of(proposal)
    assert errors(proposal) == []
    assert [(month.month, paid) for month, paid in row.paid.items()] == [(1, 50), (2, None)]


def test_dues_of_one_month_in_a_list():
    dues = csv(
        f"{BRANCH}2026年3月党费收缴表.csv",
        [["序号", "姓名", "缴费基数", "应缴金额", "实缴金额"], [1, "王兰", "5000", "50.00", "50.00"],
         [2, "李明", "12000", "125", "125"], ["", "合计", "", "175", "175"]],
        encoding="gb18030",
    )  # fmt: skip

    proposal = dry(organizations(), dues)

    assert errors(proposal) == [(3, "应缴金额")]
    assert [str(month) for month in rows_of(proposal)[0].paid] == ["2026-03"]


def test_a_month_that_cannot_be_read_is_not_taken_from_the_title():
    head = ["姓名", "月份", "应缴（元）", "实缴（元）"]
    dues = csv(
        f"{BRANCH}2026年11月党费收缴表.csv",
        [head, ["王兰", "十三月", "50.00", "50.00"], ["李明", "2026-11", "50.00", ""]],
    )

    proposal = dry(organizations(), dues)

    assert errors(proposal) == [(2, "月份")]
    assert (3, "实缴（元）") in warnings(proposal)
    assert "按还没有缴登记" in said(proposal)


def test_a_pensioners_dues_follow_another_rate_and_are_only_warned_of():
    dues = csv(
        f"{BRANCH}2026年党费.csv",
        [["姓名", "缴费基数", "月应缴", "1月"], ["王兰", "6000", "60", "60"]],
    )

    proposal = dry(organizations(), dues)

    assert errors(proposal) == []
    assert "按离退休登记" in said(proposal)


def test_an_organization_list_in_other_words():
    listed = csv(
        "党组织一览表.csv",
        [["序号", "党组织名称", "党组织类别", "上级党组织", "支部类别", "建立日期", "任期", ""],
         ["", "", "", "", "", "", "开始", "届满"],
         ["1", "大河公司党委", "611", "", "", "2001年", "", ""],
         ["2", "机修党支部", "631", "大河公司党委", "第一类", "2004.5", "2024.5", "2027.4"],
         ["3", "项目部联合党支部", "联合党支部", "大河公司党委", "二类", "20200101", "20240510", "20270509"],
         ["4", "河东党支部", "党支部", "没有的党总支", "二类", "20200101", "", ""]],
    )  # fmt: skip

    proposal = dry(listed)

    assert errors(proposal) == [(3, "建立日期"), (6, "上级党组织")]
    branch, joint = rows_of(proposal)[-2:]
    assert (branch.level, branch.branch_class, str(branch.term_until)) == (
        "branch",
        "production",
        "2027-04-30",
    )
    assert joint.form == "joint"


def test_organizations_in_a_circle_are_refused():
    listed = csv(
        "组织架构.csv",
        [
            ["组织名称", "组织类别", "上级组织"],
            ["甲党总支", "党总支", "乙党总支"],
            ["乙党总支", "党总支", "甲党总支"],
        ],
    )

    assert (2, "上级组织") in errors(dry(listed))


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("王\u202e兰", "姓名"),
        ("王\u200b兰", "姓名"),
        ("王\u2066兰", "姓名"),
        ("12345", "姓名"),
        ("", "姓名"),
    ],
)
def test_names_that_cannot_be_are_refused_in_words(name, column):
    roster = csv(
        f"{BRANCH}花名册.csv",
        [["姓名", "身份证号码", "入党时间", "转正时间"], [name, WANG, "2006-12-06", "2007-12-06"]],
    )

    assert errors(dry(organizations(), roster)) == [(2, column)]


@pytest.mark.parametrize(
    "name", ["贾𠮷", "䶮一", "买买提•艾力", "诸葛卫文", "\uf9e1明", "John Smith"]
)
def test_rare_names_are_names(name):
    roster = csv(
        f"{BRANCH}花名册.csv",
        [["姓名", "身份证号码", "入党时间", "转正时间"], [name, WANG, "2006-12-06", "2007-12-06"]],
    )

    assert errors(dry(organizations(), roster)) == []


def test_a_total_that_differs_from_the_rows_is_warned_of():
    roster = csv(
        f"{BRANCH}花名册.csv",
        [["姓名", "身份证号码", "入党时间", "转正时间"], ["王兰", WANG, "2006-12-06", "2007-12-06"],
         ["合计", "3人"], ["填表人：王兰　审核人：李明"]],
    )  # fmt: skip

    proposal = dry(organizations(), roster)

    assert errors(proposal) == []
    assert (3, "身份证号码") in warnings(proposal)


def test_a_list_that_lacks_a_column_says_which():
    from zhibu.intake.reading.sheets import CannotReadFile

    roster = csv("花名册.csv", [["姓名", "性别", "民族", "学历"], ["王兰", "女", "汉", "本科"]])

    with pytest.raises(CannotReadFile, match="缺少“入党时间”"):
        dry(roster)


def test_a_value_typed_over_a_cell_takes_its_place():
    roster = csv(
        f"{BRANCH}花名册.csv",
        [["姓名", "身份证号码", "入党时间", "转正时间"], ["王兰", WANG, "不详", ""]],
    )
    typed = {(roster.name, "", "C2"): "2006-12-06", (roster.name, "", "D2"): "2007-12-06"}

    assert errors(dry(organizations(), roster)) == [(2, "入党时间")]
    assert errors(dry(organizations(), roster, edits=typed)) == []


def test_a_skipped_row_says_nothing_and_stays_out():
    roster = csv(
        f"{BRANCH}花名册.csv",
        [["姓名", "身份证号码", "入党时间", "转正时间"], ["王兰", WANG, "不详", ""],
         ["李明", LI, "2012-04-07", "2013-04-07"]],
    )  # fmt: skip

    proposal = dry(organizations(), roster, edits={(roster.name, "", "#2"): "1"})

    assert errors(proposal) == []
    assert [row.name for row in rows_of(proposal)] == ["李明"]
