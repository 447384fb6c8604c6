"""Files that are no rubrics: refused with a sentence, within bounds, and nothing is kept."""

import io
import zipfile

import pytest

from tests.rooms.drafting.conftest import HEADER, as_csv, as_xlsx
from zhibu.core.standard_fault import StandardFault
from zhibu.drafting import files, limits
from zhibu.drafting.files import CannotReadRubric, cells_of
from zhibu.drafting.workbench import compiled


def refused(content):
    with pytest.raises(CannotReadRubric) as refusal:
        cells_of(content)
    return str(refusal.value)


def packed(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in members.items():
            box.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def book(sheet, **more):
    """Return a workbook of one sheet, its XML as given."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(as_xlsx([HEADER]))) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet
    parts |= more
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return out.getvalue()


def test_a_plain_workbook_is_read_with_its_merged_cells():
    cells = cells_of(as_xlsx([HEADER, ["组织", "党课", "", "每季度", 4, ""]], merged=["A2:A3"]))[0]

    assert cells.rows[1][4] == 4
    assert ((1, 0), (2, 0)) in cells.merged


def test_a_zip_bomb():
    assert "压缩炸弹" in refused(packed(xl__workbook_dot_xml=b"<w>" + b" " * 9_000_000))


def test_many_bombs_together(monkeypatch):
    monkeypatch.setattr(limits, "RATIO", 10**9)
    parts = {f"xl__worksheets__sheet{n}_dot_xml": b" " * 9_000_000 for n in range(6)}
    assert "压缩炸弹" in refused(packed(xl__workbook_dot_xml=b"<w/>", **parts))


def test_a_million_rows():
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 4_000))
    assert "不像考核表" in refused(
        book(b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>")
    )


def test_a_cell_at_the_end_of_the_world():
    sheet = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    assert "不像考核表" in refused(book(sheet))


def test_a_long_csv_stops_being_read():
    assert "不像考核表" in refused(b"a,b\n" * (limits.ROWS + 2))


def test_a_wide_csv():
    assert "不像考核表" in refused(b"," * (limits.COLUMNS + 2))


@pytest.mark.parametrize(
    "cell", ["=cmd|'/c calc'!A0", "=SUM(A1:A9)", "@SUM(1)", '= HYPERLINK("x")']
)
def test_formulas_in_a_csv(cell):
    assert "第 2 行有公式" in refused(as_csv([HEADER, ["组织", cell, "", "", 1, ""]]))


def test_entities_in_a_workbook():
    assert "实体定义" in refused(book(b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'))


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/a.bin"]
)
def test_active_content(part):
    assert "外部引用" in refused(book(b"<worksheet/>", **{part: b"x"}))


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04" + b"\x00" * 40, b"PK\x03\x04", as_xlsx([HEADER])[:300]],
    ids=["zeros", "head", "cut"],
)
def test_broken_containers(content):
    assert "损坏" in refused(content)


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1abc", b""])
def test_other_files(content):
    assert refused(content).endswith(("再导入。", "请重新选择。"))


def test_binary_rubbish():
    assert "不是表格文件" in refused(b"abc\x00def")


def test_one_endless_cell():
    assert "超过 4000 个字" in refused(as_csv([HEADER, ["组织", "长" * 5_000, "", "", 1, ""]]))


def test_a_file_that_is_too_large(monkeypatch):
    monkeypatch.setattr(files.limits, "FILE_BYTES", 100)
    assert "未读取" in refused(b"a" * 101)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b]\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BOMB, "alias"),
        ("id: a\nid: b\n", "key_doubled"),
        ("[" * 100_000, "too_deep"),
        ("{a: " * 9 + "}" * 9, "too_deep"),
        ("id: !!python/object/apply:os.system [ls]\n", "tag"),
        ("x" * 600_000, "too_large"),
        ("%YAML 1.1\n---\nid: a\n", "one_document"),
        ("", "empty"),
        ("id: a\n---\nid: b\n", "one_document"),
    ],
    ids=["bomb", "doubled", "deep list", "deep mapping", "tag", "large", "directive", "empty", "two"],
)  # fmt: skip
def test_hostile_texts_of_standards(text, code):
    with pytest.raises(StandardFault) as fault:
        compiled(text)
    assert fault.value.code == code
