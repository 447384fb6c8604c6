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


def test_a_sheet_is_printed_as_wide_as_a_page_with_its_headings_on_each() -> None:
    wide = Sheet("花名册", ("姓名",) * 9, [], title="党员花名册", widths=(14,) * 9)
    told = read(write_xlsx([wide, Sheet("核对's", ("核对项", "结果"), [], widths=(40, 8))]))
    for sheet, lying, rows in zip(
        told.worksheets, ("landscape", "portrait"), ("$1:$2", "$1:$1"), strict=True
    ):
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4)
        assert sheet.page_setup.orientation == lying
        assert sheet.print_title_rows == rows
        assert "&P" in sheet.oddFooter.center.text


def test_title_and_notes_stand_across_and_every_cell_is_ruled() -> None:
    row = ("赵海", None)
    made = Sheet("表", ("一", "很长的一个列名"), [row, ("钱",)], title="年报", notes=("截至今日",))
    sheet = read(write_xlsx([made])).worksheets[0]
    assert sorted(str(one) for one in sheet.merged_cells.ranges) == ["A1:B1", "A5:B5"]
    for place in ("A2", "B2", "A3", "B3", "A4", "B4"):
        assert sheet[place].border.left.style == "thin"
        assert sheet[place].alignment.wrap_text
    assert sheet.column_dimensions["B"].width >= 2 * len("很长的一个列名")


def test_a_row_is_as_high_as_its_wrapped_text() -> None:
    rows = [("短",), ("长" * 30,), ("长" * 9_000,)]
    sheet = read(write_xlsx([Sheet("表", ("说明",), rows, widths=(20,))])).worksheets[0]
    one, four, most = (sheet.row_dimensions[number].height for number in (2, 3, 4))
    assert one * 2 < four < most <= 409  # what Excel allows


def test_an_amount_keeps_its_fen() -> None:
    sheet = read(write_xlsx([Sheet("表", ("元",), [(Decimal("14.30"),), (3,)])])).worksheets[0]
    assert sheet["A2"].number_format == "0.00"
    assert sheet["A3"].number_format == "General"


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
