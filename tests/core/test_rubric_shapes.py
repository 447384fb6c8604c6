"""Rubrics of the shapes that are published, in our own words: each becomes a standard.

Every table goes the whole way: cells → lines → draft → questions answered → compiled without a
fault; and every row of it is accounted for.
"""

from dataclasses import dataclass, field

import pytest

from zhibu import standards
from zhibu.core import rubric_drafting, rubric_sheets, rubric_words, rubric_writing
from zhibu.core.compiler import compile_standard
from zhibu.core.rubric_checking import check
from zhibu.journal import facts

WORDS = rubric_words.load(standards.text("rubrics.yaml"))


@dataclass
class Table:
    """A rubric, and what must come out of it."""

    rows: list
    total: str
    codes: dict = field(default_factory=dict)
    merged: tuple = ()
    sections: tuple = ()


ENTERPRISE = (
    Table(  # percent: committees counted by vacancies, yearly meetings, an offence takes all
        rows=[
            ["创建标准化党支部考核表"],
            ["项目", "标准要求", "分值", "扣分标准"],
            ["一、好班子（10分）"],
            ["组织健全", "支委会委员配备齐全，缺额及时补选", 4, "缺额未补每次扣1分"],
            ["组织生活", "每年召开一次组织生活会", 2, "未召开不得分"],
            ["廉洁", "班子成员遵纪守法", 4, "有违纪行为的本项不得分"],
            ["二、好阵地（5分）"],
            ["活动室", "①制度上墙 ②有党旗 ③有学习桌椅", 5, "每缺一项扣1分"],
            ["合计", "", 15, ""],
        ],
        total="15",
        codes={"A1": "C", "A2": "P", "A3": "V", "B1": "J"},
        sections=("好班子", "好阵地"),
    )
)
COMPANY = Table(  # four kinds of meetings in one line, one point each; late and never differ
    rows=[
        ["序号", "考核项目", "考核内容", "标准分", "评分办法", "得分"],
        [1, "三会一课", "支部党员大会、支委会、党小组会、党课按规定召开", 4, "每少一种扣1分", ""],
        [2, "学习", "每月集中学习不少于1次", 1, "缺一次扣0.1分", ""],
        [3, "联系点", "联系点登记表按时报送备案", 2, "逾期扣1分，未报不得分", ""],
    ],
    total="7",
    codes={"A1": "P", "A2": "P", "A3": "T"},
)
PLUS_AND_MINUS = Table(  # plus and minus columns beside the points
    rows=[
        ["类别", "考核内容", "分值", "扣分", "加分"],
        ["基础管理", "每季度召开支部党员大会", 8, "每缺一次扣2分", ""],
        ["", "按月足额交纳党费达到100%", 10, "每低5%扣2分", "党员交纳特殊党费的加5分"],
        ["创新", "开展创新活动", 5, "未开展不得分", "受国家级表彰加5分，省级表彰加3分"],
    ],
    total="23",
    codes={"A1": "P", "A2": "R", "B1": "J"},
    sections=("基础管理", "创新"),
)
PROCESS = Table(  # points of process, each requirement with its own; safety is a veto
    rows=[
        ["指标", "要求", "分值", "扣分标准"],
        ["支委会", "①议题明确0.5分；②有决议1分；③记录完整0.5分", 2, ""],
        ["集中学习", "每月集中学习一次", 6, "每缺1次扣0.5分"],
        ["党课", "党课每年不少于4次", 4, "每缺一次扣0.5分"],
        ["安全生产", "发生重大安全事故", "一票否决", "当年不得评为一类支部"],
    ],
    total="12",
    codes={"A1": "J", "A2": "J", "A3": "J", "A4": "P", "A5": "P"},
)
OIL = Table(  # a general branch: tiny deductions, subjects merged over their lines
    rows=[
        ["党总支量化考核表", "", "", "", ""],
        ["项目", "内容", "周期", "分值", "扣分"],
        ["领导责任", "班子理论学习", "每月", 2, "缺学一次扣0.2分"],
        ["", "传达学习上级精神", "每月", 3, "每少一次扣0.25分"],
        ["", "制定年度计划", "年度", 5, "没有年度计划扣5分，缺重点任务每项扣0.2分"],
        ["合计", "", "", 10, ""],
    ],
    merged=(((2, 0), (4, 0)),),
    total="10",
    codes={"A1": "P", "A2": "P", "A3": "D"},
    sections=("领导责任",),
)
CITY = Table(  # city organs: graded, several raters, votes
    rows=[
        ["一级指标", "二级指标", "评价标准", "满分", "评分人"],
        [
            "领导班子建设",
            "政治建设",
            "好得5分，较好得4分，一般得2分，差得0分",
            5,
            "上级60%、群众40%",
        ],
        ["领导班子建设", "党员到会率", "达到80%以上，每低5个百分点扣2分", 10, ""],
        ["领导班子建设", "群众满意率", "满意率达到95%，每低1个百分点扣0.1分", 5, "群众100%"],
    ],
    total="20",
    codes={"A1": "J", "A2": "R", "A3": "J"},
    sections=("领导班子建设",),
)
VILLAGE = Table(  # six "haves", ladders capped, press reports
    rows=[
        ["项目", "要求", "频次", "分值", "计分办法"],
        ["有制度", "建立11项制度", "", 11, "每缺1项扣1分"],
        ["有队伍", "志愿服务每年不少于4次", "每年", 4, "少一次扣1分"],
        ["加分项", "新闻报道", "", "+1", "5篇以上加1分，10篇以上加2分"],
    ],
    total="15",
    codes={"A1": "J", "A2": "P"},
)
FACULTY = Table(  # four blocks of 100 points, weighted; 20/15/10/0
    rows=[
        ["考核指标", "考核内容", "分值", "评分标准"],
        ["A、组织建设（100分，权重20%）"],
        ["1", "支委会每月召开", 60, "每缺一次扣5分"],
        ["2", "支部班子配备", 40, "按40/30/20/0打分"],
        ["B、党员教育（100分，权重80%）"],
        ["3", "党员到会率不低于90%", 100, "每低1个百分点扣1分"],
    ],
    total="200",
    codes={"A1": "P", "A2": "J", "B1": "R"},
    sections=("组织建设", "党员教育"),
)
BOTH_WAYS = Table(  # base points without ceiling, the same up and down
    rows=[
        ["党支部动态考核（基础分加减，上不封顶）"],
        ["项目", "要求", "分值", "扣分"],
        ["到会", "党员到会率90%", 50, "每高于目标1个百分点加0.5分，每低于目标1个百分点扣0.5分"],
        ["表彰", "受到上级表彰", "", "国家级5分、省级3分、公司级1分"],
        ["底线", "党员严重违纪违法", "", "一票否决"],
    ],
    total="50",
    codes={"A1": "R"},
)
THOUSAND = Table(  # a thousand points; sub-requirements share one cell of points
    rows=[
        ["类别", "考核内容", "分值", "扣分"],
        ["组织", "支部党员大会每季度召开", 400, "每缺一次扣100分"],
        ["组织", "主题党日每月开展", 300, "每缺一次扣10分"],
        ["组织", "党小组会每月召开", "", "每缺一次扣5分"],
        ["作风", "作风过硬", 300, "优秀300分，良好240分，一般180分，较差0分"],
    ],
    merged=(((2, 2), (3, 2)),),
    total="1000",
    codes={"A1": "P", "A2": "P", "B1": "J"},
)
GRID = Table(  # self-check of a street's branches: photographs asked for, points missing
    rows=[
        ["序号", "指标", "内容", "分值", "查看资料", "自查得分"],
        [1, "组织力", "民主评议党员每年开展", 10, "记录、照片", ""],
        [2, "凝聚力", "党员打卡学习", 5, "台账", ""],
        [3, "服务力", "入户走访群众", "", "台账", ""],
    ],
    total="16",
    codes={"A1": "J", "A2": "J"},
)
TABLES = {
    "enterprise": ENTERPRISE, "company": COMPANY, "plus and minus": PLUS_AND_MINUS,
    "process": PROCESS, "oil": OIL, "city": CITY, "village": VILLAGE, "faculty": FACULTY,
    "both ways": BOTH_WAYS, "thousand": THOUSAND, "grid": GRID,
}  # fmt: skip
UNSTATED = frozenset({"surveys.answers", "surveys.satisfied"})
each_table = pytest.mark.parametrize("name", TABLES)


def desk():
    known = frozenset(facts.known().measures) - UNSTATED

    def compiled(text):
        return compile_standard(text, catalogue=facts.known(), known_facts=known)

    return rubric_drafting.Desk(WORDS, known, compiled)


def drafted(table):
    rubric = rubric_sheets.rubric_of(table.rows, WORDS, merged=table.merged)
    return rubric_drafting.drafted(rubric, desk(), rubric_drafting.Named("std-1", "2026.1"))


def answered(table):
    """Take the first answer to each question."""
    draft, here = drafted(table), desk()
    for question in list(draft.questions):
        if question["chosen"] is None:
            rubric_drafting.answer(draft, question["key"], 0, desk=here)
    return draft


def items(draft):
    return {item["id"]: item for item in rubric_drafting.items_of(draft.tree)}


@each_table
def test_a_rubric_compiles_without_a_fault_once_its_questions_are_answered(name):
    draft = answered(TABLES[name])

    checked = check(rubric_writing.written(draft.tree), desk().compiled)

    assert [fault.words for fault in checked.faults] == []
    assert draft.tree["total"] == TABLES[name].total


@each_table
def test_machines_measure_what_they_can_and_people_the_rest(name):
    found = items(answered(TABLES[name]))

    assert {key: found[key]["code"] for key in TABLES[name].codes} == TABLES[name].codes


@each_table
def test_no_row_is_lost(name):
    table, draft = TABLES[name], drafted(TABLES[name])
    told = {row["row"]: row for row in draft.rows}
    filled = [n for n, row in enumerate(table.rows, 1) if any(str(cell) for cell in row)]

    assert sorted(told) == filled
    assert all(row["items"] for row in told.values() if row["became"] in {"item", "part"})


@each_table
def test_every_machine_item_has_worked_cases_the_first_with_full_marks(name):
    for item in items(answered(TABLES[name])).values():
        if item["code"] not in {"J", "X", "B"}:
            assert item["cases"][0]["points"] == item["points"]
            assert len(item["cases"]) > 1


@pytest.mark.parametrize("name", [name for name in TABLES if TABLES[name].sections])
def test_sections_are_found(name):
    titles = tuple(section["title"] for section in answered(TABLES[name]).tree["sections"])

    assert titles == TABLES[name].sections


def test_what_a_miss_costs_is_what_the_rubric_says():
    found = items(answered(THOUSAND))

    assert [part["rule"]["miss"] for part in found["A2"]["parts"]] == ["10分", "5分"]
    assert [case["points"] for case in found["A2"]["cases"]] == ["300", "290", "295"]
    assert found["A1"]["cases"][1]["points"] == "300"


def test_grades_and_raters_are_kept():
    found = items(answered(CITY))["A1"]

    assert [(each["title"], each["share"]) for each in found["grades"]] == [
        ("好", "100"), ("较好", "80"), ("一般", "40"), ("差", "0"),
    ]  # fmt: skip
    assert found["raters"] == {"superior": "60", "masses": "40"}


def test_blocks_are_weighted():
    assert answered(FACULTY).tree["weights"] == {"A": "20", "B": "80"}


def test_both_ways_without_a_ceiling():
    draft = answered(BOTH_WAYS)
    item = items(draft)["A1"]

    assert draft.tree["sections"][0]["open"] == "yes"
    assert [case["points"] for case in item["cases"]] == ["50", "45", "55"]
    assert [line["points"] for line in draft.tree["bonus"]["table"]] == ["5", "3", "1"]
    assert [veto["title"] for veto in draft.tree["vetoes"]] == ["党员严重违纪违法"]


def test_a_requirement_with_points_of_its_own_is_an_item_of_its_own():
    found = items(answered(PROCESS))

    assert [found[key]["points"] for key in ("A1", "A2", "A3")] == ["0.5", "1", "0.5"]


def test_it_asks_about_what_is_forbidden_and_about_missing_points():
    asks = {(question["item"], question["asks"]) for question in drafted(GRID).questions}

    assert {("A1", "forbidden"), ("A2", "forbidden"), ("A3", "points")} <= asks


def test_why_a_rule_was_guessed_is_told_by_the_words_of_the_sheet():
    table = Table([["要求", "周期", "分值"], ["支委会、党小组会", "每月", 3]], "3")
    question = drafted(table).questions[0]

    assert question["told"]["reason"] == "several"
    assert "党小组会" in question["told"]["quote"]


def test_what_a_miss_costs_need_not_be_an_even_share():
    table = Table([["要求", "周期", "分值", "扣分"], ["支委会", "每月", 3, "每次扣0.5分"]], "3")
    [item] = items(drafted(table)).values()

    assert item["rule"]["miss"] == "0.5分"
    assert [case["points"] for case in item["cases"]] == ["3", "2.5"]


def test_an_answer_changes_its_item_and_the_sums():
    draft, here = drafted(GRID), desk()
    key = next(q["key"] for q in draft.questions if q["asks"] == "points")

    rubric_drafting.answer(draft, key, 1, desk=here)
    assert draft.tree["total"] == "17"
    rubric_drafting.answer(draft, "A2.title", 1, desk=here)

    assert draft.tree["total"] == "12"
    assert "A2" not in items(draft)
    assert next(row for row in draft.rows if row["row"] == 3)["became"] == "dropped"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["名单"], ["张三", "李四"]], "no_header"),
        ([["要求", "分值", "扣分"]], "no_lines"),
        ([], "no_header"),
    ],
)
def test_a_sheet_without_a_rubric_is_refused(rows, code):
    with pytest.raises(rubric_sheets.NoRubric) as refused:
        rubric_sheets.rubric_of(rows, WORDS)
    assert refused.value.code == code


def test_a_row_joined_to_the_one_above_is_told():
    rows = [["要求", "分值", "扣分"], ["有阵地", 5, "缺一项扣1分"], ["有党旗", "", "没有扣1分"]]

    draft = drafted(Table(rows, "5"))

    assert draft.notices == [{"code": "joined", "told": {"row": 3}}]
    assert [row["items"] for row in draft.rows[1:]] == [["A1"], ["A1"]]
