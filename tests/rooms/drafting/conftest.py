"""Sheets as committees write them, and a hand to import them."""

import csv
import io
from collections.abc import Sequence

import openpyxl
import pytest
from django.test import Client

from tests.people import SmallCommittee, at
from zhibu.drafting import actions
from zhibu.drafting.actions import Pen
from zhibu.drafting.models import StandardDraft

HEADER = ["项目", "要求", "依据", "周期", "分值", "扣分"]
SHEET = (
    ["炼油系统党支部考核表"],
    HEADER,
    ["组织生活", "支部党员大会按时召开", "支部工作条例第十一条", "每季度", 4, "每缺1次扣1分"],
    ["组织生活", "支委会、党小组会按时召开", "", "每月", 3, "每次扣0.5分，扣完为止"],
    ["班子建设", "班子团结协作", "", "", 20, "优20良15中10差0"],
    ["班子建设", "遵守廉洁纪律", "", "", "", "违反规定扣1分"],
    ["合计", "", "", "", 27, ""],
)


@pytest.fixture
def officer(here: SmallCommittee, client: Client) -> Client:
    client.force_login(here.accounts.officer)
    return client


def pen(here: SmallCommittee) -> Pen:
    return Pen(here.accounts.officer, at(2026, 11, 2))


def as_csv(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> bytes:
    """Return a workbook; ``merged`` are spans such as ``A3:A4``."""
    out = io.BytesIO()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for span in merged:
        book.active.merge_cells(span)
    book.save(out)
    return out.getvalue()


def imported(here: SmallCommittee, rows: Sequence[Sequence[object]] = SHEET) -> StandardDraft:
    content = as_csv(rows)
    return actions.begin_from_sheet(
        here.committee, name="考核表.csv", content=content, pen=pen(here)
    )
