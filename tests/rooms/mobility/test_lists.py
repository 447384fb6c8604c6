"""Two lists side by side: read as people send them, differences named, nothing changed."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.people import REFINING, at, card
from tests.rooms.mobility.conftest import secretary
from zhibu.core.refusal import Refusal
from zhibu.journal.models import LeafRow
from zhibu.mobility import reconciling, sheets
from zhibu.party import actions as party

ON = date(2026, 3, 12)
NUMBER = "110101198804070025"
HEAD = "姓名\t出生日期\t入党日期\t转正日期"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at(2026, 3, 12, 11))


def line(one):
    name, _sex, born, joined, converted = one
    return "\t".join([name, f"{born:%Y.%m.%d}", f"{joined:%Y%m%d}", str(converted or "")])


def pasted(*people):
    return "\n".join([HEAD, *(line(one) for one in people)])


def outcome(here, text, organization=None):
    listed = sheets.read_list(text=text)
    return reconciling.reconcile(organization or here.refining, listed, on=ON)


def kinds(found):
    return sorted(one.kind for one in found.differences)


def test_the_same_list_in_other_spellings_of_days_agrees(here):
    found = outcome(here, pasted(*REFINING))

    assert (found.ours, found.theirs, found.same) == (8, 8, 8)
    assert found.differences == ()


def test_who_is_missing_on_either_side_is_named_with_the_way_out(here):
    stranger = ("何青", "2", date(1990, 1, 2), date(2014, 7, 1), None)

    found = outcome(here, pasted(*REFINING[1:], stranger))

    assert [(one.kind, one.name) for one in found.differences] == [
        ("only_left", "陈可"), ("only_right", "何青"),
    ]  # fmt: skip
    assert "转出" in found.differences[0].way


def test_a_day_written_differently_is_told_with_both_sides(here):
    name, sex, born, joined, _converted = REFINING[2]

    found = outcome(
        here, pasted((name, sex, born, joined, date(2013, 8, 10)), *REFINING[:2], *REFINING[3:])
    )

    [one] = found.differences
    assert (one.kind, one.ours, one.theirs) == (
        "differs", "转正日期：2013-08-09", "转正日期：2013-08-10",
    )  # fmt: skip


def test_a_number_finds_somebody_under_another_name_without_being_opened(here):
    party.register_member(
        branch=here.refining, card=card("何青", "2", id_number=NUMBER), since=date(2026, 3, 1),
        hand=secretary(here),
    )  # fmt: skip

    found = outcome(here, f"姓名,身份证号\n何清,{NUMBER}\n")

    assert [one.ours for one in found.differences if one.kind == "differs"] == ["姓名：何青"]
    said = "".join(str(one) for one in found.differences)
    assert NUMBER not in said


def test_a_list_of_names_alone_is_doubtful_and_never_the_same(here):
    found = outcome(here, "姓名\t入党日期\n王立新\t\n")

    assert found.same == 0
    assert kinds(found).count("namesake") == 1


def test_a_committee_is_compared_with_all_below_and_the_branch_counts(here):
    text = "姓名\t出生日期\t入党日期\t所在支部\n王立新\t1989-04-13\t2012-08-09\t机修党支部\n"

    found = outcome(here, text, here.committee)

    assert found.ours == 16
    [one] = [one for one in found.differences if one.kind == "differs"]
    assert one.ours == "党支部：炼油一车间党支部"


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_workbook_with_a_title_and_real_days_is_read(here):
    listed = sheets.read_list(
        content=workbook([["党员名册"], ["姓名", "出生日期", "入党日期"],
                          ["王立新", date(1989, 4, 13), "2012年8月9日"]])
    )  # fmt: skip

    [one] = listed.entries
    assert (one.place, one.birth_on, one.joined_on) == ("3", date(1989, 4, 13), date(2012, 8, 9))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_every_encoding_that_offices_use(encoding):
    text = "姓名,公民身份号码\n贾𠮷," + NUMBER + "\n"

    [one] = sheets.read_list(content=text.encode(encoding)).entries

    assert (one.name, one.number, one.birth_on) == ("贾𠮷", NUMBER, date(1988, 4, 7))


def test_lines_that_cannot_be_are_named_and_the_others_still_compared():
    listed = sheets.read_list(
        text="姓名\t公民身份号码\t入党日期\n何青\t110101198804070026\t\n\t\t2012-01-01\n"
        "王立新\t\t2012-02-30\n赵兰\t\t1992-08-05\n"
    )

    assert listed.odd == 3
    assert [text[:5] for text in listed.unread] == ["第 2 行", "第 3 行", "第 4 行"]
    assert [one.name for one in listed.entries] == ["赵兰"]


def bomb():
    held = io.BytesIO()
    with (
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as out,
    ):
        for _ in range(301):
            out.write(b"0" * 1024 * 1024)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x01\x02", "二进制"),
        (b"PK\x03\x04 no zip at all", "打不开"),
        (b"\xd0\xcf\x11\xe0 no workbook", "打不开"),
        ("名字们\n王立新\n".encode(), "表头"),
        (b"\xff\xfe\xfa\xff\xff", "文字编码"),
        (b"", "空的"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content, words):
    with pytest.raises(Refusal, match=words):
        sheets.read_list(content=content)


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(Refusal, match="展开后过大"):
        sheets.read_list(content=bomb())


def address(here):
    return reverse("mobility:lists", args=[here.refining.uid])


def signed(client, here, role="secretary"):
    client.force_login(getattr(here.accounts, role), "django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_shows_differences_and_changes_nothing(client, here):
    before = LeafRow.objects.count()

    answer = signed(client, here).post(address(here), {"pasted": pasted(*REFINING[1:])})

    assert "册上有，名单上没有" in answer.content.decode()
    assert LeafRow.objects.count() == before


def test_what_is_exported_holds_no_formula_whatever_the_list_said(client, here):
    text = "姓名,入党日期,所在支部\n何青,2012-01-01,x\n"
    evil = text + '@SUM(1+1),2012-01-01,"=HYPERLINK(""http://x"")"\n'
    upload = SimpleUploadedFile("名单.csv", evil.encode("gb18030"))

    answer = signed(client, here).post(address(here), {"list": upload, "export": "1"})

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for row in book.active for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    values = [str(cell.value) for cell in cells]
    assert [value for value in values if value[:1] in {"=", "@", "+", "-"}] == []
    assert any("HYPERLINK" in value for value in values)


def test_what_was_shown_can_be_exported_without_the_file(client, here):
    page = signed(client, here).post(address(here), {"pasted": pasted(*REFINING[1:])})
    kept = page.context["kept"]

    answer = client.post(address(here), {"pasted": kept, "export": "1"})

    assert answer["Content-Disposition"].startswith("attachment")
    again = reconciling.reconcile(here.refining, sheets.read_list(text=kept), on=ON)
    assert kinds(again) == ["only_left"]


def test_a_strange_file_is_refused_at_the_field_and_strangers_see_nothing(client, here):
    upload = SimpleUploadedFile("名单.xlsx", b"\x89PNG\r\n\x1a\n\x00")

    answer = signed(client, here).post(address(here), {"list": upload})

    assert answer.status_code == 422
    assert signed(client, here, "stranger").get(address(here)).status_code == 404
    assert signed(client, here, "assessor").get(address(here)).status_code == 403
