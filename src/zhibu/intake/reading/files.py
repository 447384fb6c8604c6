"""A file's bytes → sheets. The kind is told by the content, never by the extension."""

import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePath

import python_calamine as calamine
from django.utils.translation import gettext as _

from zhibu.intake.reading import limits
from zhibu.intake.reading.container import members_of, packed
from zhibu.intake.reading.csvs import read_csv
from zhibu.intake.reading.markup import check_markup, formulas_in, too_long
from zhibu.intake.reading.sheets import CannotReadFile, Sheet

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"),
    (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gzip"), (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"), (b"{\\rtf", "RTF"),
)  # fmt: skip
_MARKUP = re.compile(
    rb"\s*(?:<\?xml|<!doctype|<html|<head|<table|<svg|<script|<meta|<!--|MIME-Version:)",
    re.IGNORECASE,
)


def read_file(name: str, content: bytes) -> list[Sheet]:
    """Read a workbook or a CSV file into its visible sheets.

    Raises CannotReadFile, in words, for whatever is not a plain list.
    """
    file = shown_name(name)
    if not content:
        raise CannotReadFile(_("文件是空的。"))
    if len(content) > limits.FILE_BYTES:
        raise CannotReadFile(
            _("文件超过 %(size)d MB，未读取。") % {"size": limits.FILE_BYTES // 1024 // 1024}
        )
    if content.startswith(_ZIP):
        return _read_xlsx(file, content)
    if content.startswith(_COMPOUND):
        return _read_xls(file, content)
    _refuse_others(content)
    return read_csv(file, content)


def shown_name(name: str) -> str:
    """Return a file's name without folders, hidden signs or excess length."""
    bare = PurePath(name.replace("\\", "/")).name
    kept = "".join(s for s in bare if unicodedata.category(s) not in {"Cc", "Cf", "Cs"})
    return unicodedata.normalize("NFC", kept)[:120] or _("未命名")


def _refuse_others(content: bytes) -> None:
    for mark, kind in _OTHERS:
        if content.startswith(mark):
            raise CannotReadFile(
                _("这是 %(kind)s 文件，不是表格。请存为 .xlsx 或 .csv 再导入。") % {"kind": kind}
            )
    if _MARKUP.match(content[:1000].removeprefix(b"\xef\xbb\xbf")):
        raise CannotReadFile(
            _("这是网页（HTML/XML），不是真正的表格。请用 Excel 打开后另存为 .xlsx 再导入。")
        )


def _read_xlsx(file: str, content: bytes) -> list[Sheet]:
    members = members_of(content)
    if "xl/workbook.xml" not in members:
        raise CannotReadFile(_("压缩包里没有工作簿。请解压后导入其中的 .xlsx 或 .csv。"))
    check_markup(members)
    formulas = {
        name: formulas_in(xml) for name, xml in members.items() if name.startswith("xl/worksheets/")
    }
    book = _opened(packed(members))
    found = list(_sheets(file, book))
    if len(formulas) == len(book.sheet_names) == 1:
        found[0].formulas = next(iter(formulas.values()))
    else:
        for sheet in found:
            sheet.formulas = formulas.get(_path_of(members, sheet.name), frozenset())
    return found


def _path_of(members: dict[str, bytes], sheet: str) -> str:
    order = re.findall(
        rb"""<(?:\w+:)?sheet\s[^>]*name=["']([^"']*)["'][^>]*r:id=["']([^"']*)""",
        members["xl/workbook.xml"],
    )
    rels = members.get("xl/_rels/workbook.xml.rels", b"")
    for name, rid in order:
        if name.decode(errors="replace") == sheet:
            for rel in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", rels):
                target = re.search(rb"""Target=["']/?(?:xl/)?([^"']+)""", rel)
                if target and re.search(rb"""Id=["']""" + re.escape(rid) + rb"""["']""", rel):
                    return f"xl/{target[1].decode()}"
    return ""


def _read_xls(file: str, content: bytes) -> list[Sheet]:
    if len(content) > limits.XLS_BYTES:
        raise CannotReadFile(_("文件过大，未读取。请用 Excel 另存为 .xlsx 再导入。"))
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise CannotReadFile(_("文件有密码。请在 Excel 中取消密码后再导入。"))
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise CannotReadFile(_("文件带有宏，未读取。请另存为不含宏的 .xlsx 再导入。"))
    if "WordDocument".encode("utf-16-le") in content:
        raise CannotReadFile(_("这是 Word 文件，不是表格。请把表格复制到 Excel 存为 .xlsx。"))
    return list(_sheets(file, _opened(content)))


def _opened(content: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except BaseException as fault:
        raise _unreadable(fault) from fault


def _sheets(file: str, book: calamine.CalamineWorkbook) -> Iterator[Sheet]:
    for about in book.sheets_metadata:
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        if about.visible != calamine.SheetVisibleEnum.Visible:
            continue
        try:
            sheet = book.get_sheet_by_name(about.name)
            _check_size(sheet)
            rows = sheet.to_python(skip_empty_area=False)
        except CannotReadFile:
            raise
        except BaseException as fault:
            raise _unreadable(fault) from fault
        plain = [[None if cell == "" else cell for cell in row] for row in rows]
        yield Sheet(file, about.name, plain, tuple(sheet.merged_cell_ranges or ()))


def _check_size(sheet: calamine.CalamineSheet) -> None:
    end = sheet.end or (0, 0)
    if end[0] >= limits.ROWS or end[0] * end[1] > limits.CELLS:
        raise CannotReadFile(too_long())
    if end[1] >= limits.COLUMNS:
        raise CannotReadFile(_("表格超过 %(columns)d 列，未读取。") % {"columns": limits.COLUMNS})


def _unreadable(fault: BaseException) -> BaseException:
    """Turn what the reader throws into words; its panics are not ordinary exceptions."""
    if isinstance(fault, Exception) or type(fault).__name__ == "PanicException":
        if "assword" in str(fault):
            return CannotReadFile(_("文件有密码。请在 Excel 中取消密码后再导入。"))
        return CannotReadFile(_("文件已损坏或格式不对，读不出。请用 Excel 打开后另存为 .xlsx。"))
    return fault
