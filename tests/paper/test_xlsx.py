"""Workbooks handed out: read by others as told, and nothing in them runs."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.core.spreadsheets import safe_cell, write_csv
from zhibu.paper.xlsx import Sheet, write_xlsx

HOSTILE = (
    "=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠A1", "  =1+1",
    "\t=1", "\r=1", "\n=1", '\u3000=HYPERLINK("x")', "\x00=1", "|calc",
)  # fmt: skip


def read(book: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(book))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_a_program_would_run_is_shown_as_text(text: str) -> None:
    assert safe_cell(text).startswith("'")
    cell = read(write_xlsx([Sheet("花名册", ("姓名",), [(text,)])])).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")
    assert write_csv([(text,)]).decode("utf-8-sig").lstrip('"').startswith("'")


@pytest.mark.parametrize("value", ["赵海", "2026年", "", " ", None, -3, Decimal("-1.50"), 0.5])
def test_what_cannot_run_stays_as_it_was(value: object) -> None:
    assert safe_cell(value) == value


def test_numbers_and_days_are_numbers_and_days() -> None:
    row = (12, Decimal("3.50"), date(2026, 6, 30), date(1890, 1, 2), None, True)
    sheet = read(write_xlsx([Sheet("表", ("一",), [row], title="年报")])).worksheets[0]
    values = [cell.value for cell in sheet[3]]
    assert sheet["A1"].value == "年报"
    assert values[:2] == [12, 3.5]
    assert values[2].date() == date(2026, 6, 30)
    assert values[3] == "1890-01-02"  # before what Excel can count
    assert values[5] is True


def test_names_of_sheets_are_made_to_fit() -> None:
    names = ["a/b:c", "a b c", "", "长" * 40, "'=x"]
    told = read(write_xlsx([Sheet(name, (), []) for name in names])).sheetnames
    assert len(set(told)) == len(names)
    assert all(len(name) <= 31 for name in told)


def test_equal_sheets_are_equal_bytes() -> None:
    made = [write_xlsx([Sheet("表", ("一",), iter([("赵海", 1)]))]) for _ in range(2)]
    assert made[0] == made[1]


def test_there_is_no_workbook_without_a_sheet() -> None:
    with pytest.raises(ValueError, match="sheet"):
        write_xlsx([])


@given(st.text(max_size=60))
def test_any_text_makes_a_workbook_that_can_be_read(text: str) -> None:
    cell = read(write_xlsx([Sheet(text, ("列",), [(text,)])])).worksheets[0]["A2"]
    assert cell.data_type in {"s", "n"}
    assert cell.value is None or isinstance(cell.value, str)
