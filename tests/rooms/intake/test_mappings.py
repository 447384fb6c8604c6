"""Mapping files: another office's template, told in a file rather than in code."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.people import SmallCommittee
from tests.rooms.intake.books import TODAY, csv, xlsx
from zhibu.intake.checking.proposing import Proposal, Source, propose
from zhibu.intake.checking.rows import MemberRow
from zhibu.intake.checking.world import World
from zhibu.intake.models import Draft
from zhibu.intake.reading.mapping import read_mapping
from zhibu.intake.reading.sheets import CannotReadFile
from zhibu.intake.system import Nothing, System

MAPPING = """
kind: roster
title: 某市党员信息导出模板
sheet: 党员基本信息
columns:
  name: 人员名称
  joined_on: 加入组织的时间
  sex: 性别代码
  branch: 组织全称
values:
  sex: {"0": 女, "9": 男}
ignore: [转正时间]
"""
HEAD = ("人员名称", "性别代码", "加入组织的时间", "组织全称", "转正时间")
ROW = ("周海", "9", "2012-07-01", "炼油一车间党支部", "不详")


def template(*rows: tuple[object, ...], name: str = "党员基本信息") -> Source:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in (("某市导出",), HEAD, *rows):
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return Source("导出.xlsx", kept.getvalue())


def read(source: Source, mapping: str = MAPPING) -> Proposal:
    told = read_mapping("模板.yaml", mapping.encode())
    return propose([source], world=World(Nothing()), today=TODAY, mapping=told)


def test_a_template_in_other_words_is_read_as_a_roster() -> None:
    found = read(template(ROW, ("吴兰", "0", "2015-07-01", "炼油一车间党支部", "")))
    members = [row for lot in found.lots for row in lot.rows if isinstance(row, MemberRow)]
    assert [(one.name, one.sex, one.joined_on) for one in members] == [
        ("周海", "male", date(2012, 7, 1)), ("吴兰", "female", date(2015, 7, 1)),
    ]  # fmt: skip
    assert {one.unit for one in members} == {"炼油一车间党支部"}


def test_without_its_mapping_the_template_is_not_recognised() -> None:
    with pytest.raises(CannotReadFile):
        propose([template(ROW)], world=World(Nothing()), today=TODAY)


def test_checks_hold_for_what_a_mapping_brings_in() -> None:
    found = read(template(("周海", "9", "2999-01-01", "炼油一车间党支部", "")))
    assert found.counts["faults"] == 1


@pytest.mark.parametrize("name", ["别的表", "Sheet1"])
def test_a_mapping_that_fits_no_sheet_is_refused(name: str) -> None:
    with pytest.raises(CannotReadFile):
        read(template(ROW, name=name))


def test_a_mapping_beside_a_usual_list_that_it_does_not_fit_is_refused() -> None:
    usual = xlsx("花名册.xlsx", [("姓名", "性别", "入党时间"), ("周海", "男", "2012-07-01")])
    with pytest.raises(CannotReadFile, match="映射文件"):
        read(usual)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("kind: rosters", "kind: roster"),
        ("nam: 人员名称", "name: 人员名称"),
        ("sex: 人员名称", "sex: 性别代码"),
        ("values: [1]", 'values:\n  sex: {"0": 女, "9": 男}'),
        ("column:", "columns:"),
        ("&a kind: roster", "kind: roster"),
        ("!!python/object:os.system x: 1", "kind: roster"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused_with_its_line(wrong: str, right: str) -> None:
    assert right in MAPPING
    with pytest.raises(CannotReadFile, match=r"第 [0-9]+ 行"):
        read_mapping("模板.yaml", MAPPING.replace(right, wrong, 1).encode())


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"\x00" * 100, b"a: " * 100_000, b"[" * 5_000, b"&a [*a, *a]"]
)
def test_hostile_mappings_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(CannotReadFile):
        read_mapping("模板.yaml", content)


def test_a_csv_in_gb18030_takes_a_mapping_too() -> None:
    mapping = MAPPING.replace("sheet: 党员基本信息\n", "")
    found = read(csv("导出.csv", [HEAD, ROW], "gb18030"), mapping)
    assert found.counts["rows"] == 1


def test_the_command_takes_a_mapping(db: None, tmp_path: Path, capsys: object) -> None:
    (tmp_path / "导出.xlsx").write_bytes(template(ROW).content)
    (tmp_path / "模板.yaml").write_text(MAPPING, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command(
            "import", str(tmp_path / "导出.xlsx"), mapping=tmp_path / "模板.yaml", dry_run=True
        )
    assert ended.value.code == 0


def test_the_page_takes_a_mapping_and_keeps_it_with_the_draft(
    db: None, here: SmallCommittee
) -> None:
    client = Client()
    client.force_login(here.accounts.officer)
    told = {
        "sheets": SimpleUploadedFile("导出.xlsx", template(ROW).content),
        "mapping": SimpleUploadedFile("模板.yaml", MAPPING.encode()),
    }
    answer = client.post(reverse("intake:new"), told)
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert page.status_code == 200
    assert page.context["page"].counts["rows"] == 1
    assert Draft.objects.count() == 1
    told["sheets"].seek(0)
    wrong = {**told, "mapping": SimpleUploadedFile("模板.yaml", b"kind: nothing\ncolumns: {}\n")}
    refused = client.post(reverse("intake:new"), wrong)
    assert refused.status_code == 200
    assert "模板.yaml 第 1 行" in refused.context["form"].errors["mapping"][0]


def test_a_world_without_a_mapping_is_as_before(db: None) -> None:
    usual = xlsx("花名册.xlsx", [("姓名", "性别", "入党时间"), ("周海", "男", "2012-07-01")])
    assert propose([usual], world=World(System()), today=TODAY).counts["rows"] == 1
