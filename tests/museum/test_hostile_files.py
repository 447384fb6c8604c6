"""Files meant to hurt, made here and never kept: each is refused in words, soon, and not executed."""

import io
import random
import time
import tracemalloc
import zipfile

import openpyxl
import pytest

from tests.rooms.intake.books import BRANCH, csv, dry, errors, id_number, organizations, said, xlsx
from zhibu.intake.checking.proposing import Source
from zhibu.intake.reading.sheets import CannotReadFile

SOON = 20  # seconds: generous on a busy machine, far from a hang
MUCH = 400 * 1024 * 1024
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/'
    'package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.'
    'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
    '"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName='
    '"/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.worksheet+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = {
    "[Content_Types].xml": TYPES,
    "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
    f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def sheet_of(rows):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def cell(at, text):
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


ROWS = '<row r="1">' + cell("A1", "姓名") + cell("B1", "入党时间") + "</row>"


def packed(**changes):
    """Pack a workbook by hand; keys of ``changes`` replace or add members."""
    kept = io.BytesIO()
    parts = PARTS | {"xl/worksheets/sheet1.xml": sheet_of(ROWS)} | changes
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


def refused(content, name="花名册.xlsx"):
    """Return the words of the refusal, having looked at time and memory."""
    tracemalloc.start()
    began = time.monotonic()
    try:
        with pytest.raises(CannotReadFile) as refusal:
            dry(Source(name, content))
        assert tracemalloc.get_traced_memory()[1] < MUCH
    finally:
        tracemalloc.stop()
    assert time.monotonic() - began < SOON
    words = str(refusal.value)
    assert words.startswith(name[:4])
    return words


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    sheet = sheet_of(ROWS + " " * 50_000_000)
    assert "压缩" in refused(packed(**{"xl/worksheets/sheet1.xml": sheet}))


def test_a_bomb_of_many_members_is_refused():
    assert "成员过多" in refused(packed(**{f"xl/{n}.xml": "<a/>" for n in range(1_001)}))


def test_declared_sizes_beyond_all_measure_are_refused():
    content = packed(**{f"xl/media/{n}.bin": b"\0" * 7_000_000 for n in range(50)})
    assert "过大" in refused(content)


def test_a_member_that_lies_about_its_size_is_refused():
    kept = io.BytesIO(packed(**{"xl/worksheets/sheet1.xml": sheet_of(ROWS + " " * 5_000)}))
    content = bytearray(kept.getvalue())
    with zipfile.ZipFile(kept) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    told = size.to_bytes(4, "little")
    content = content.replace(told, (100).to_bytes(4, "little"))
    assert "损坏" in refused(bytes(content))


def test_a_nested_archive_is_refused():
    assert "压缩文件" in refused(packed(**{"xl/worksheets/sheet2.xml": packed()}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_unread(encoding):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]>' + sheet_of(ROWS.replace("姓名", "&l11;"))
    words = refused(packed(**{"xl/worksheets/sheet1.xml": bomb.encode(encoding)}))
    assert "实体" in words or "编码" in words


def test_an_outer_entity_is_not_fetched():
    outer = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    sheet = outer + sheet_of(ROWS.replace("姓名", "&x;"))
    assert "实体" in refused(packed(**{"xl/worksheets/sheet1.xml": sheet}))


def test_a_far_cell_is_refused_by_its_name():
    sheet = sheet_of(ROWS + '<row r="1048576">' + cell("XFD1048576", "远") + "</row>")
    assert "XFD1048576" in refused(packed(**{"xl/worksheets/sheet1.xml": sheet}))


def test_a_million_rows_are_refused_soon():
    rows = ROWS + "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 1_000_001)
    )
    assert "超过 150000 行" in refused(packed(**{"xl/worksheets/sheet1.xml": sheet_of(rows)}))


def test_a_million_rows_of_csv_are_refused_soon():
    assert "超过 150000 行" in refused(b"a,b\n" * 1_000_000, "花名册.csv")


@pytest.mark.parametrize(
    "member", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"], ids=["vba", "macro sheet"]
)
def test_macros_are_refused(member):
    assert "宏" in refused(packed(**{member: b"\xd0\xcf"}), "花名册.xlsx")


def test_a_macro_workbook_under_a_plain_name_is_refused():
    types = TYPES.replace("spreadsheetml.sheet.main", "spreadsheetml.sheet.macroEnabled.main")
    assert "宏" in refused(packed(**{"[Content_Types].xml": types}))


def test_links_to_other_files_are_refused():
    link = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r9" Type="{OFFICE}/image" '
        'Target="http://example.org/a.png" TargetMode="External"/></Relationships>'
    )
    assert "外部" in refused(packed(**{"xl/worksheets/_rels/sheet1.xml.rels": link}))
    assert "引用" in refused(packed(**{"xl/externalLinks/externalLink1.xml": "<a/>"}))


def test_a_formula_is_read_as_its_shown_value_and_never_run():
    book = openpyxl.load_workbook(io.BytesIO(organizations().content))
    book.active["A3"] = '=HYPERLINK("http://example.org","党支部")'
    kept = io.BytesIO()
    book.save(kept)

    proposal = dry(Source("组织架构.xlsx", kept.getvalue()))

    assert "公式" in said(proposal)
    assert (3, "组织名称") in errors(proposal)  # no value was stored: told as empty, not run


def test_a_command_in_a_csv_cell_is_no_name():
    roster = csv(
        f"{BRANCH}花名册.csv",
        [["姓名", "入党时间", "转正时间"], ["=cmd|'/C calc'!A0", "2006-12-06", "2007-12-06"]],
    )
    assert errors(dry(organizations(), roster)) == [(2, "姓名")]


HTML = b"<html><body><table><tr><td>x</td></tr></table></body></html>"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("花名册.xls", HTML, "网页"),
        ("花名册.xlsx", b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "网页"),
        ("花名册.csv", b"%PDF-1.7 ...", "PDF"),
        ("花名册.xlsx", b"MZ\x90\x00", "EXE"),
        ("花名册.csv", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("花名册.xlsx", b"", "空"),
        ("花名册.xlsx", b"PK\x03\x04" + b"\0" * 100, "损坏"),
        ("花名册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 3000, "读不出"),
        ("花名册.csv", b"\xff\xff\xff\x80\x80", "编码"),
        ("花名册.csv", b"a,b\n\x00\x01\x02,d\n", "二进制"),
        ("花名册.csv", b'"' + b"x" * 200_000, "读不出"),
        ("花名册.csv", b"," * 100_000, "列"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_told_by_its_content(name, content, words):
    assert words in refused(content, name)


def test_a_password_is_asked_to_be_taken_off():
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert "密码" in refused(locked)


def test_any_damaged_workbook_is_refused_and_never_a_crash():
    whole, chance = organizations().content, random.Random(20261122)
    for _turn in range(150):
        broken = bytearray(whole)
        for _hit in range(chance.randint(1, 30)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            dry(Source("组织架构.xlsx", bytes(broken[: chance.randrange(4, len(broken) + 1)])))
        except CannotReadFile as refusal:
            assert str(refusal)  # noqa: PT017 - the words are the test


def test_garbage_in_the_old_encoding_is_refused_or_told():
    chance = random.Random(7)
    for _turn in range(40):
        content = bytes(chance.randrange(0x20, 0xFF) for _ in range(3_000))
        with pytest.raises(CannotReadFile):
            dry(Source("花名册.csv", content))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "..\\..\\a.csv", "a\u202excod.csv", "a" * 300 + ".csv", "NUL"]
)
def test_a_files_name_leads_nowhere(name):
    roster = csv(name, [["姓名", "入党时间"], ["王兰", "2006-12-06"]])

    shown = dry(organizations(), roster).lots[-1].table.sheet.file

    assert not set("/\\\u202e") & set(shown)
    assert len(shown) <= 120


def test_a_hundred_thousand_rows_pass():
    rows = [["姓名", "身份证号码", "入党时间", "转正时间"]]
    rows += [
        ["王兰", id_number("19760201", f"{n % 1000:03}"), "2006-12-06", "2007-12-06"]
        for n in range(1_000)
    ] * 100
    proposal = dry(organizations(), csv(f"{BRANCH}花名册.csv", rows))
    assert proposal.counts["rows"] == 2 + 100_000


def test_a_wide_book_of_many_sheets_is_read_where_it_can_be():
    plain = xlsx(f"{BRANCH}花名册.xlsx", [["姓名", "入党时间"], ["王兰", "2006-12-06"]])
    book = openpyxl.load_workbook(io.BytesIO(plain.content))
    book.create_sheet("说明").append(["请勿修改本表"])
    hidden = book.create_sheet("隐藏")
    hidden.append(["姓名", "入党时间"])
    hidden.sheet_state = "hidden"
    kept = io.BytesIO()
    book.save(kept)

    proposal = dry(organizations(), Source(plain.name, kept.getvalue()))

    assert "工作表“说明”没有认出" in said(proposal)
    assert len(proposal.lots) == 2
