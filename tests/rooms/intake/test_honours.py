"""Ledgers of honours: who was commended as what, checked against the roll, entered as one batch."""

from datetime import date

import pytest

from tests.people import SmallCommittee
from tests.rooms.intake.books import HAND, beside, csv, errors, xlsx
from zhibu.honours.models import Commendation
from zhibu.intake import actions
from zhibu.intake.actions import CannotEnterFiles
from zhibu.intake.models import Batch

HEAD = ("序号", "姓名", "荣誉称号", "级别", "授予单位", "表彰时间")
ROWS = (
    (1, "王立新", "优秀共产党员", "公司级", "茂源石化公司党委", "2025-06-30"),
    (2, "陈可", "全省优秀党务工作者", "省级", "省委", "2026.06.28"),
    (3, "赵兰", "先进生产者", "厂级", "炼油厂", "2025年12月"),
)
NAME = "表彰奖励台账-炼油一车间党支部.xlsx"


def test_a_ledger_of_honours_goes_in_as_one_batch(here: SmallCommittee) -> None:
    found = beside(xlsx(NAME, [("表彰奖励台账",), HEAD, *ROWS]))
    assert errors(found) == []
    entered = actions.enter_files(proposal=found, hand=HAND)
    rows = Commendation.objects.order_by("given_on").values_list(
        "member__name", "form", "level", "given_on"
    )
    assert list(rows) == [
        ("王立新", "model_member", "base", date(2025, 6, 30)),
        ("赵兰", "other", "base", date(2025, 12, 1)),
        ("陈可", "model_worker", "province", date(2026, 6, 28)),
    ]
    batch = Batch.objects.get(rec=entered.batch)
    actions.take_back(batch=batch, reason="选错了文件", hand=HAND)
    assert not Commendation.objects.exists()


def test_what_the_system_has_already_is_not_entered_twice(here: SmallCommittee) -> None:
    actions.enter_files(proposal=beside(xlsx(NAME, [HEAD, *ROWS])), hand=HAND)
    again = beside(csv("荣誉-炼油一车间党支部.csv", [HEAD, *ROWS], "gb18030"))
    assert again.counts["would_import"] == 0
    with pytest.raises(CannotEnterFiles):
        actions.enter_files(proposal=again, hand=HAND)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ((1, "无此人", "优秀共产党员", "省级", "省委", "2025-06-30"), "姓名"),
        ((1, "王立新", "", "省级", "省委", "2025-06-30"), "荣誉称号"),
        ((1, "王立新", "优秀共产党员", "省级", "省委", "2999-06-30"), "表彰时间"),
        ((1, "王立新", "优秀共产党员", "省级", "省委", "2025-02-30"), "表彰时间"),
        ((1, "王立新", "优秀共产党员", "省级", "省委", "2020-06-30"), "表彰时间"),
        ((1, "王立新", "优" * 81, "省级", "省委", "2025-06-30"), "荣誉称号"),
    ],
)
def test_a_row_that_cannot_be_is_told_at_its_cell(
    here: SmallCommittee, row: tuple[object, ...], column: str
) -> None:
    found = beside(xlsx(NAME, [HEAD, row]))
    assert [column for _row, column in errors(found)] == [column]
    assert found.counts["would_import"] == 0


def test_a_row_said_twice_is_told(here: SmallCommittee) -> None:
    found = beside(xlsx(NAME, [HEAD, ROWS[0], ROWS[0]]))
    assert errors(found) == [(3, "姓名")]
