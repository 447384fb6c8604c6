"""Ledgers of admission: people on their way into the Party are taken in with their history."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.people import SmallCommittee
from tests.rooms.intake.books import (
    HAND,
    TODAY,
    beside,
    csv,
    dry,
    errors,
    id_number,
    organizations,
    said,
    warnings,
    xlsx,
)
from zhibu.admission import queries as admission
from zhibu.admission.models import Applicant, Stage
from zhibu.intake import actions, drafts
from zhibu.intake.actions import CannotTakeBack
from zhibu.intake.checking.proposing import Source
from zhibu.intake.models import Batch, Draft
from zhibu.intake.reading.mapping import read_mapping
from zhibu.intake.showing import WAS, field_name
from zhibu.journal import replay
from zhibu.journal.days import civil
from zhibu.party.models import Affiliation, Member
from zhibu.procedures import actions as procedures
from zhibu.procedures import presenting, queries
from zhibu.procedures.models import Awaited, Case

NAME = "发展党员台账-炼油一车间党支部.xlsx"
HEAD = (
    "序号", "姓名", "性别", "身份证号", "状态", "申请入党日期", "谈话日期", "确定积极分子日期",
    "积极分子备案日期", "培养联系人", "考察日期", "列为发展对象日期", "入党介绍人", "政审日期",
    "接收预备党员日期", "批准日期", "转正日期", "备注",
)  # fmt: skip
COLUMN = {title: place for place, title in enumerate(HEAD)}
LIN = id_number("19990308", "002")
ZHOU = id_number("19970612", "003")
SUN = id_number("19960101", "004")
HE = id_number("19950505", "006")
ROWS = (
    (1, "林夏", "女", LIN, "入党申请人", "2026-05-20"),
    (2, "周野", "男", ZHOU, "入党积极分子", "2025-01-06", "2025-01-20", "2025-03-04", "2025-03-20",
     "王立新、赵兰", "2025-09-10、2026-03-12", "", "", "", "", "", "", "材料在老柜子"),
    (3, "孙安", "女", SUN, "发展对象", "2024-01-08", "2024-02-01", "2024-06-03", "2024-06-20",
     "王立新", "2024-12-10", "2025-07-01", "王立新、赵兰", "2025-09-01"),
    (4, "魏然", "女", HE, "预备党员", "2023-01-09", "2023-02-02", "2023-06-05", "", "赵兰", "",
     "2024-07-01", "王立新、赵兰", "", "2026-01-20", "2026-03-10"),
)  # fmt: skip


def ledger(*rows: tuple[object, ...], name: str = NAME) -> Source:
    return xlsx(name, [("发展党员台账",), HEAD, *(rows or ROWS)])


def row(place: int, **changed: object) -> tuple[object, ...]:
    """Return one of the rows with cells changed by their column's title."""
    cells: list[object] = [*ROWS[place], *[""] * len(HEAD)][: len(HEAD)]
    for title, value in changed.items():
        cells[COLUMN[title]] = value
    return tuple(cells)


def case_of(name: str) -> Case:
    return Case.objects.get(subject_name=name)


def test_a_ledger_goes_in_with_the_history_of_everybody(here: SmallCommittee) -> None:
    found = beside(ledger())
    assert errors(found) == []
    entered = actions.enter_files(proposal=found, hand=HAND)

    on = admission.roster_of(here.refining, TODAY)
    assert {line.applicant.name: line.stage for line in on} == {
        "林夏": Stage.APPLICANT, "周野": Stage.ACTIVIST, "孙安": Stage.CANDIDATE,
        "魏然": Stage.PROBATIONER,
    }  # fmt: skip
    waits = {one.case.subject_name: one.step for one in Awaited.objects.exclude(step="oath")
             if not one.step.endswith("_review")}  # fmt: skip
    assert waits["林夏"] == "first_talk"
    assert "examination" in {one.step for one in Awaited.objects.filter(case=case_of("周野"))}
    batch = Batch.objects.get(rec=entered.batch)
    actions.take_back(batch=batch, reason="选错了文件", hand=HAND)
    assert not Case.objects.exists()
    assert not Applicant.objects.exists()
    assert not Affiliation.objects.filter(member__name="魏然").exists()
    assert not Awaited.objects.exists()


def test_mentors_and_what_the_ledger_says_besides_are_kept(here: SmallCommittee) -> None:
    actions.enter_files(proposal=beside(ledger()), hand=HAND)
    file = queries.file_of(case_of("周野"))
    done = {one.done.step: one.done for one in file.entered}
    assert done["contacts"].values["mentors"] == (
        here.member("王立新").uid, here.member("赵兰").uid,
    )  # fmt: skip
    assert done["contacts"].on == date(2025, 3, 20)
    assert [one.on for one in file.core.done if one.step == "examination"] == [
        date(2025, 9, 10), date(2026, 3, 12),
    ]  # fmt: skip
    assert file.taken is not None
    assert file.taken.note == "材料在老柜子"


def test_a_candidate_taken_over_is_walked_on_by_the_machine(here: SmallCommittee) -> None:
    actions.enter_files(proposal=beside(ledger(ROWS[2])), hand=HAND)
    case = case_of("孙安")
    open_steps = {one.step for one in queries.standing_of(case, TODAY).open}
    assert open_steps == {"training"}
    gaps = {(step.id if step else "", gap.rule)
            for step, gap in presenting.gaps_of(queries.file_of(case), TODAY)}  # fmt: skip
    assert {("political_review", "taken_over"), ("listing", "taken_past")} <= gaps


def test_a_new_probationary_member_is_registered_and_counted_from_the_meeting(
    here: SmallCommittee,
) -> None:
    found = beside(ledger(ROWS[3]))
    assert "登记为预备党员" in said(found)
    actions.enter_files(proposal=found, hand=HAND)
    member = Member.objects.get(name="魏然")
    assert (member.joined_on, member.converted_on) == (date(2026, 1, 20), None)
    assert case_of("魏然").subject == member.uid
    reached = Applicant.objects.get(uid=member.uid).reached.order_by("on")
    assert [(one.stage, one.on) for one in reached] == [
        ("applicant", date(2023, 1, 9)), ("activist", date(2023, 6, 5)),
        ("candidate", date(2024, 7, 1)), ("probationer", date(2026, 1, 20)),
    ]  # fmt: skip


def roster(*more: tuple[object, ...]) -> Source:
    head = ("姓名", "性别", "身份证号", "入党时间", "转正时间")
    rows = [("魏然", "女", HE, "2026-01-20", ""), *more]
    return xlsx("党员花名册-炼油一车间党支部.xlsx", [head, *rows])


def test_who_stands_in_the_roster_of_the_same_batch_is_not_registered_twice(
    here: SmallCommittee,
) -> None:
    found = beside(ledger(ROWS[3]), roster())
    assert errors(found) == []
    actions.enter_files(proposal=found, hand=HAND)
    member = Member.objects.get(name="魏然")
    assert case_of("魏然").subject == member.uid
    assert Applicant.objects.get().uid == member.uid


def test_who_is_in_the_system_already_is_matched(here: SmallCommittee) -> None:
    actions.enter_files(proposal=beside(roster()), hand=HAND)
    found = beside(ledger(ROWS[3]))
    assert errors(found) == []
    actions.enter_files(proposal=found, hand=HAND)
    assert case_of("魏然").subject == Member.objects.get(name="魏然").uid


def test_without_a_number_a_probationary_member_is_matched_by_name(here: SmallCommittee) -> None:
    actions.enter_files(proposal=beside(roster()), hand=HAND)
    head = ("姓名", "出生日期", "申请入党日期", "接收预备党员日期", "批准日期")
    one = ("魏然", "1995-05-05", "2023-01-09", "2026-01-20", "2026-03-10")
    found = beside(xlsx("预备党员名册-炼油一车间党支部.xlsx", [head, one]))
    assert errors(found) == []
    assert "按姓名" in said(found)
    actions.enter_files(proposal=found, hand=HAND)
    assert case_of("魏然").subject == Member.objects.get(name="魏然").uid


def test_two_people_without_numbers_are_taken_in(here: SmallCommittee) -> None:
    head = ("姓名", "性别", "出生日期", "申请入党日期")
    rows = [("林夏", "女", "1999-03-08", "2026-05-20"), ("周野", "男", "1997-06-12", "2026-05-21")]
    found = beside(csv("入党申请人名册-炼油一车间党支部.csv", [head, *rows], "gb18030"))
    assert errors(found) == []
    actions.enter_files(proposal=found, hand=HAND)
    assert Applicant.objects.count() == 2
    again = beside(csv("名册-炼油一车间党支部.csv", [head, *rows]))
    assert again.counts["would_import"] == 0


def test_a_roster_of_one_stage_tells_it_by_its_title(here: SmallCommittee) -> None:
    head = ("姓名", "身份证号", "申请入党日期", "确定积极分子日期")
    rows = [("林夏", LIN, "2026-01-06", "2026-05-20"), ("周野", ZHOU, "2026-01-07", "")]
    found = beside(xlsx("入党积极分子名册-炼油一车间党支部.xlsx", [head, *rows]))
    assert errors(found) == [(3, "确定积极分子日期")]


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ((1, {"谈话日期": "2025-01-05"}), "谈话日期"),
        ((1, {"确定积极分子日期": "2025-01-10"}), "确定积极分子日期"),
        ((1, {"考察日期": "2025-02-01"}), "考察日期"),
        ((1, {"考察日期": "2025-09-10、不详"}), "考察日期"),
        ((1, {"申请入党日期": "2025-02-30"}), "申请入党日期"),
        ((1, {"申请入党日期": ""}), "申请入党日期"),
        ((1, {"申请入党日期": "2999-01-01"}), "申请入党日期"),
        ((0, {"申请入党日期": "2010-05-20"}), "申请入党日期"),
        ((0, {"申请入党日期": TODAY.isoformat()}), "申请入党日期"),
        ((1, {"身份证号": ZHOU[:-1] + ("1" if ZHOU[-1] != "1" else "2")}), "身份证号"),
        ((1, {"性别": "女"}), "性别"),
        ((1, {"姓名": ""}), "姓名"),
        ((1, {"状态": "入党申请人"}), "状态"),
        ((1, {"状态": "考察中"}), "状态"),
        ((0, {"状态": "入党积极分子"}), "确定积极分子日期"),
        ((2, {"状态": "预备党员"}), "批准日期"),
        ((2, {"列为发展对象日期": "2024-05-01"}), "列为发展对象日期"),
        ((2, {"政审日期": "2025-06-30"}), "政审日期"),
        ((3, {"接收预备党员日期": ""}), "接收预备党员日期"),
        ((3, {"批准日期": "2026-01-19"}), "批准日期"),
        ((3, {"转正日期": "2026-11-20"}), "转正日期"),
    ],
)
def test_what_cannot_be_is_told_at_its_cell(
    here: SmallCommittee, changed: tuple[int, dict[str, object]], column: str
) -> None:
    found = beside(ledger(row(changed[0], **changed[1])))
    assert [one for _row, one in errors(found)] == [column]
    assert found.counts["would_import"] == 0


def test_a_missed_term_is_told_and_stays_in_the_audit(here: SmallCommittee) -> None:
    """谈话 after three months: the ledger cannot be refused for it, and nobody forgets it."""
    found = beside(ledger(row(1, 谈话日期="2025-03-03")))
    assert errors(found) == []
    assert (3, "谈话日期") in warnings(found)
    actions.enter_files(proposal=found, hand=HAND)
    gaps = presenting.gaps_of(queries.file_of(case_of("周野")), TODAY)
    assert [step.id for step, gap in gaps if step and "一个月内应当谈话" in gap.words] == [
        "first_talk"
    ]


def test_who_is_a_full_member_already_is_told(here: SmallCommittee) -> None:
    actions.enter_files(proposal=beside(roster(("孙安", "女", SUN, "2018-07-01", "2019-07-01"))),
                        hand=HAND)  # fmt: skip
    found = beside(ledger(ROWS[2]))
    assert errors(found) == [(3, "姓名")]
    assert "正式党员" in said(found)


def test_a_ledger_that_lags_behind_the_roster_is_told(here: SmallCommittee) -> None:
    actions.enter_files(proposal=beside(roster()), hand=HAND)
    late = row(3, 状态="发展对象", 接收预备党员日期="", 批准日期="")
    assert errors(beside(ledger(late))) == [(3, "批准日期")]


def test_nobody_is_in_two_branches_or_twice(here: SmallCommittee) -> None:
    other = "发展党员台账-乙烯裂解党支部.xlsx"
    twice = beside(ledger(ROWS[0], ROWS[0]))
    assert errors(twice) == [(4, "姓名")]
    both = beside(ledger(ROWS[0]), ledger(ROWS[0], name="发展党员台账-炼油一车间党支部2.xlsx"))
    assert [one for _row, one in errors(both)] == ["姓名"]
    actions.enter_files(proposal=beside(ledger(ROWS[0])), hand=HAND)
    elsewhere = beside(ledger(ROWS[0], name=other))
    assert errors(elsewhere) == [(3, "身份证号")]
    assert here.refining.name not in said(elsewhere)


def test_an_unknown_branch_is_named(here: SmallCommittee) -> None:
    found = beside(ledger(ROWS[0], name="发展党员台账-无此党支部.xlsx"))
    assert found.missing


def test_rows_at_fault_change_nothing_and_the_others_may_go_in(here: SmallCommittee) -> None:
    found = beside(ledger(row(0, 申请入党日期="2999-01-01"), ROWS[1]))
    with pytest.raises(actions.CannotEnterFiles):
        actions.enter_files(proposal=found, hand=HAND)
    assert not Case.objects.exists()
    assert not Applicant.objects.exists()
    actions.enter_files(proposal=found, hand=HAND, skip_faulty=True)
    assert [one.subject_name for one in Case.objects.all()] == ["周野"]


def test_a_batch_on_which_somebody_went_on_is_not_taken_back(here: SmallCommittee) -> None:
    entered = actions.enter_files(proposal=beside(ledger(ROWS[0])), hand=HAND)
    case = case_of("林夏")
    procedures.close(
        case=case, closed_as="withdrawn", reason="本人撤回", on=civil(HAND.at), hand=HAND
    )
    with pytest.raises(CannotTakeBack) as refused:
        actions.take_back(batch=Batch.objects.get(rec=entered.batch), reason="选错", hand=HAND)
    assert "林夏" in str(refused.value)


def test_a_new_branch_comes_with_its_members_and_its_ledger(db: None) -> None:
    files = (
        organizations(),
        xlsx("党员花名册-仪表车间党支部.xlsx", [
            ("姓名", "性别", "身份证号", "入党时间", "转正时间"),
            ("王立新", "男", id_number("19700101", "001"), "1995-07-01", "1996-07-01"),
            ("魏然", "女", HE, "2026-01-20", ""),
        ]),
        ledger(*ROWS[:2], ROWS[3], name="发展党员台账-仪表车间党支部.xlsx"),
    )  # fmt: skip
    found = dry(*files)
    assert errors(found) == []
    actions.enter_files(proposal=found, hand=HAND)
    assert Case.objects.count() == 3
    assert Member.objects.count() == 2


def test_the_rooms_come_out_of_the_journal_again(here: SmallCommittee) -> None:
    actions.enter_files(proposal=beside(ledger()), hand=HAND)
    before = [list(model.objects.order_by("pk").values()) for model in (Case, Applicant)]
    for room in ("procedures", "admission"):
        replay.replay(room)
    after = [list(model.objects.order_by("pk").values()) for model in (Case, Applicant)]
    for was, now in zip(before, after, strict=True):
        sealed = "id_number_sealed"
        assert [{k: v for k, v in one.items() if k != sealed} for one in now] == [
            {k: v for k, v in one.items() if k != sealed} for one in was
        ]  # fmt: skip


MAPPING = """
kind: admissions
title: 某市发展党员信息导出模板
columns:
  name: 人员
  id_number: 证件
  applied_on: 递交时间
  state: 进度
values:
  state: {"01": 入党申请人, "02": 入党积极分子}
"""


def test_another_template_is_told_by_a_mapping(here: SmallCommittee) -> None:
    sheet = xlsx("导出-炼油一车间党支部.xlsx", [
        ("人员", "证件", "递交时间", "进度"), ("林夏", LIN, "2026-05-20", "01"),
    ])  # fmt: skip
    found = beside(sheet, mapping=read_mapping("模板.yaml", MAPPING.encode()))
    assert errors(found) == []
    assert found.counts["would_import"] == 1


def test_the_page_tells_faults_at_their_cells_and_keeps_what_is_typed(
    here: SmallCommittee, client: Client
) -> None:
    client.force_login(here.accounts.secretary)
    told = ledger(row(0, 申请入党日期="2999-01-01"), ROWS[1])
    sent = client.post("/import/", {"sheets": SimpleUploadedFile(NAME, told.content)})
    page = client.get(sent.url).content.decode()
    assert "F3" in page
    assert "发展党员台账" in page
    cell = field_name(NAME, "Sheet", "F3")
    client.post(sent.url, {cell: "2026-05-20", WAS + cell: "2999-01-01", "check": "1"})
    typed = drafts.proposal_of(Draft.objects.get(), at=HAND.at)
    assert errors(typed) == []
    client.post(sent.url, {"enter": "1"})
    assert sorted(Case.objects.values_list("subject_name", flat=True)) == ["周野", "林夏"]


def test_a_roster_of_members_that_tells_when_they_applied_stays_a_roster() -> None:
    head = ("姓名", "性别", "民族", "身份证号", "申请入党时间", "入党时间", "转正时间", "党内职务")
    one = ("王立新", "男", "汉族", id_number("19700101", "001"), "1994-01-01", "1995-07-01",
           "1996-07-01", "书记")  # fmt: skip
    found = dry(organizations(), xlsx("党员花名册-仪表车间党支部.xlsx", [head, one]))
    assert [lot.table.kind for lot in found.lots] == ["organizations", "roster"]
