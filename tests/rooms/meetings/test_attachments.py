"""Files beside the minutes: what they are is proven by content, and they commit with a salt."""

import hashlib
import struct
import zipfile
from io import BytesIO

import pytest

from tests.people import at
from zhibu.core.leaf import spell_bytes
from zhibu.meetings import attachments
from zhibu.meetings.attachments import CannotAttach
from zhibu.meetings.models import StoredFile

NOW = at(2026, 3, 20)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"
EXIF = b"\xff\xe1" + struct.pack(">H", 20) + b"Exif\x00\x00GPS 39.9 116"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 10 + EXIF + b"\xff\xda\x00\x02pixels\xff\xd9"


def keep(here, name: str, content: bytes) -> StoredFile:
    return attachments.store(branch=here.refining.uid, name=name, content=content, at=NOW)


def office(*members: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in ("[Content_Types].xml", *members):
            archive.writestr(member, "<x/>")
    return buffer.getvalue()


def test_a_file_is_committed_to_by_its_salted_digest(here):
    stored = keep(here, "签到表.pdf", PDF)

    (attached,) = attachments.attachments_of([stored])

    salted = hashlib.sha256(b"zhibu-file/1\n" + bytes(stored.salt) + PDF).digest()
    assert attached.h == spell_bytes(salted)
    assert attachments.content_of(stored) == PDF


def test_the_same_content_is_stored_once_and_committed_to_differently(here):
    first, second = keep(here, "甲.pdf", PDF), keep(here, "乙.pdf", PDF)

    one, other = attachments.attachments_of([first, second])
    assert bytes(first.sha256) == bytes(second.sha256)
    assert one.h != other.h


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("页面.html", b"<html><script>alert(1)</script>"),
        ("图.svg", b"<svg onload='alert(1)'/>"),
        ("图.png", b"<svg onload='alert(1)'/>"),
        ("图.gif", b"GIF89a/*"),
        ("文.pdf", b"MZ\x90\x00" + PDF),
        ("文.docx", PDF),
        ("文.docx", office("xl/workbook.xml")),
        ("宏.docx", office("word/document.xml", "word/vbaProject.bin")),
        ("表.xlsm", office("xl/workbook.xml")),
        ("坏.docx", b"PK\x03\x04 broken"),
        ("空.pdf", b""),
        ("大.pdf", PDF + b"0" * attachments.LARGEST),
        ("无扩展名", PDF),
    ],
)  # fmt: skip
def test_what_it_says_it_is_and_is_not_is_refused_in_words(here, name, content):
    with pytest.raises(CannotAttach, match=name):
        keep(here, name, content)

    assert not StoredFile.objects.exists()


def test_a_zip_bomb_in_an_office_coat_is_refused_unopened(here):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b"\0" * (300 * 1024 * 1024))

    with pytest.raises(CannotAttach):
        keep(here, "弹.docx", buffer.getvalue())


@pytest.mark.parametrize("name", ["记录.docx", "台账.xlsx"])
def test_office_files_without_macros_are_kept(here, name):
    assert keep(here, name, office("word/document.xml", "xl/workbook.xml")).name == name


def test_where_a_photograph_was_taken_is_cut_out(here):
    stored = keep(here, "合影.jpg", JPEG)

    kept = attachments.content_of(stored)
    assert b"GPS" not in kept
    assert kept.endswith(b"pixels\xff\xd9")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\con.pdf", "con.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("x\x00.pdf", "x.pdf"),
        ("长" * 300 + ".pdf", "长" * 96 + ".pdf"),
    ],
)
def test_a_files_shown_name_leads_nowhere(here, told, shown):
    assert keep(here, told, PDF).name == shown
