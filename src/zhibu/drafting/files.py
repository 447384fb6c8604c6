"""A rubric's file → plain cells. Nothing that a file says of itself is believed.

Rooms of one storey do not know each other, so the import's reader cannot serve here; a rubric is
also a thousand times smaller than a roster, and so are the bounds.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import python_calamine as calamine
from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.core.rubric_sheets import Row, Span
from zhibu.drafting import limits

_ZIP = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KEPT = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_KEPT_UNDER = ("xl/worksheets/", "xl/sharedStrings", "xl/styles")
_ACTIVE = (
    "vbaproject",
    "macrosheets/",
    "dialogsheets/",
    "externallinks/",
    "embeddings/",
    "activex/",
)
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_FAR = re.compile(
    rb"""<(?:\w+:)?(?:c|row)\s[^>]*?\br\s*=\s*["']\$?([A-Za-z]{0,3})\$?(\d{1,9})["']"""
)
_FORMULA = re.compile(r"[=@]\s*[A-Za-z_(+\-]")


class CannotReadRubric(Refusal):
    """The file holds no rubric that can be read, and why."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a sheet and the spans that are merged."""

    rows: tuple[Row, ...]
    merged: tuple[Span, ...] = ()


def cells_of(content: bytes) -> tuple[Cells, ...]:
    """Read the visible sheets of a workbook, or a CSV file. Raises CannotReadRubric, in words."""
    if not content:
        raise CannotReadRubric(_("文件是空的，请重新选择。"), field="sheet")
    if len(content) > limits.FILE_BYTES:
        size = limits.FILE_BYTES // 1024 // 1024
        words = _("文件超过 %(size)d MB，未读取。考核表很小，请只留下要导入的工作表。")
        raise CannotReadRubric(words % {"size": size}, field="sheet")
    if content.startswith(_ZIP):
        return tuple(_sheets(_packed(_members(content))))
    if content.startswith(_OLD) or content[:5] in {b"%PDF-", b"{\\rtf"}:
        words = _("这种文件读不了。请在 Excel 或 WPS 中另存为 .xlsx 或“CSV UTF-8”再导入。")
        raise CannotReadRubric(words, field="sheet")
    return (Cells(tuple(_csv_rows(content))),)


def _members(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_directory(packed.infolist())
            return dict(_unpacked(packed))
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as fault:
        raise _damaged() from fault


def _check_directory(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.filename.lower() for info in infos]
    if len(infos) > limits.MEMBERS or len(set(names)) != len(names):
        raise CannotReadRubric(
            _("文件内部结构不寻常，未读取。请另存为新的 .xlsx 再导入。"), field="sheet"
        )
    if any(info.flag_bits & 0x1 for info in infos):
        raise CannotReadRubric(_("文件有密码。请取消密码后再导入。"), field="sheet")
    if any(part in name for part in _ACTIVE for name in names):
        words = _("文件带有宏、嵌入内容或外部引用，未读取。请只复制数值到新表格再导入。")
        raise CannotReadRubric(words, field="sheet")
    bombs = (info.file_size > limits.RATIO * max(info.compress_size, 1) for info in infos)
    if sum(info.file_size for info in infos) > limits.UNPACKED_BYTES or any(bombs):
        raise CannotReadRubric(_("文件展开后过大，像是压缩炸弹，未读取。"), field="sheet")


def _unpacked(packed: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield what is read of a workbook, each against what is left of the budget."""
    left = limits.UNPACKED_BYTES
    for info in packed.infolist():
        name = info.filename.lstrip("/").replace("\\", "/")
        if ".." in name.split("/") or not (name in _KEPT or name.startswith(_KEPT_UNDER)):
            continue
        with packed.open(info) as member:
            plain = member.read(left + 1)
        left -= len(plain)
        if left < 0:
            raise CannotReadRubric(_("文件展开后过大，像是压缩炸弹，未读取。"), field="sheet")
        _check_markup(name, plain)
        yield name, plain


def _check_markup(name: str, content: bytes) -> None:
    if _DECLARED.search(content):
        raise CannotReadRubric(_("文件内部含有实体定义（可能是攻击），未读取。"), field="sheet")
    if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
        return
    if sum(1 for _row in _ROW.finditer(content)) > limits.ROWS:
        raise _too_long()
    for found in _FAR.finditer(content):
        if int(found[2]) > limits.ROWS or _column(found[1]) > limits.COLUMNS:
            raise _too_long()


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place


def _packed(members: dict[str, bytes]) -> bytes:
    if "xl/workbook.xml" not in members:
        words = _("压缩包里没有工作簿。请解压后导入其中的 .xlsx 或 .csv。")
        raise CannotReadRubric(words, field="sheet")
    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return clean.getvalue()


def _sheets(content: bytes) -> Iterator[Cells]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for about in book.sheets_metadata:
            if about.visible == calamine.SheetVisibleEnum.Visible:
                yield _sheet(book.get_sheet_by_name(about.name))
    except CannotReadRubric:
        raise
    except BaseException as fault:
        # the reader's panics are not ordinary exceptions
        if isinstance(fault, Exception) or type(fault).__name__ == "PanicException":
            raise _damaged() from fault
        raise


def _sheet(sheet: calamine.CalamineSheet) -> Cells:
    end = sheet.end or (0, 0)
    if end[0] > limits.ROWS or end[1] > limits.COLUMNS:
        raise _too_long()
    rows = tuple(tuple(row) for row in sheet.to_python(skip_empty_area=False))
    return _checked(rows, tuple(sheet.merged_cell_ranges or ()))


def _csv_rows(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    if "\x00" in text:
        raise CannotReadRubric(
            _("这不是表格文件。请存为 .xlsx 或“CSV UTF-8”再导入。"), field="sheet"
        )
    head = text[:4_000]
    sign = max((",", "\t", ";"), key=head.count)
    rows: list[Row] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            rows.append(row)
            if len(rows) > limits.ROWS or len(row) > limits.COLUMNS:
                raise _too_long()
    except csv.Error as fault:
        raise _damaged() from fault
    for number, cells in enumerate(rows, 1):
        _refuse_formulas(cells, number)
    yield from _checked(tuple(rows), ()).rows


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def _refuse_formulas(row: Row, number: int) -> None:
    """A cell of a CSV file that would calculate when it is opened is nobody's requirement."""
    if any(isinstance(cell, str) and _FORMULA.match(cell) for cell in row):
        words = _("第 %(row)d 行有公式。请在 Excel 中复制、“选择性粘贴为数值”后再导入。")
        raise CannotReadRubric(words % {"row": number}, field="sheet")


def _checked(rows: tuple[Row, ...], merged: tuple[Span, ...]) -> Cells:
    if sum(len(row) for row in rows) > limits.CELLS:
        raise _too_long()
    for number, row in enumerate(rows, 1):
        if any(isinstance(cell, str) and len(cell) > limits.CELL for cell in row):
            words = _("第 %(row)d 行有一格超过 %(most)d 个字。请把它拆成几行再导入。")
            raise CannotReadRubric(words % {"row": number, "most": limits.CELL}, field="sheet")
    return Cells(rows, merged)


def _too_long() -> CannotReadRubric:
    words = _("表格超过 %(rows)d 行或 %(columns)d 列，不像考核表，未读取。请只留下考核条款再导入。")
    told = {"rows": limits.ROWS, "columns": limits.COLUMNS}
    return CannotReadRubric(words % told, field="sheet")


def _damaged() -> CannotReadRubric:
    words = _("文件已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。")
    return CannotReadRubric(words, field="sheet")
