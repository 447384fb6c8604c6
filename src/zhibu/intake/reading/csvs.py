"""CSV files: UTF-8 with or without its mark, GB18030 as Excel in China writes it, UTF-16."""

import codecs
import csv
import io

from django.utils.translation import gettext as _

from zhibu.intake.reading import limits
from zhibu.intake.reading.dates import Value
from zhibu.intake.reading.markup import too_long
from zhibu.intake.reading.sheets import CannotReadFile, Sheet

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = (",", "\t", ";", "，")


def read_csv(file: str, content: bytes) -> list[Sheet]:
    """Read a CSV file into one sheet without a name. Raises CannotReadFile."""
    text = _decoded(content)
    if "\x00" in text:
        raise CannotReadFile(_("这不是表格文件：含有二进制内容。请存为 .xlsx 或 .csv 再导入。"))
    rows: list[list[Value]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            if len(line) > limits.COLUMNS or len(rows) > limits.ROWS:
                raise CannotReadFile(too_long() if len(rows) > limits.ROWS else _too_wide())
            rows.append([cell or None for cell in line])
    except csv.Error as fault:
        raise CannotReadFile(
            _("第 %(row)d 行读不出：单元格过长或引号不成对。") % {"row": len(rows) + 1}
        ) from fault
    return [Sheet(file, "", rows)]


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(content, "gb18030")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise CannotReadFile(
            _("认不出文件的文字编码（第 %(at)d 字节起）。请用 Excel 另存为“CSV UTF-8”或 .xlsx。")
            % {"at": fault.start + 1}
        ) from fault


def _separator(text: str) -> str:
    head = text[:4000]
    return max(_SEPARATORS, key=lambda sign: head.count(sign) * (0.5 if sign == "，" else 1))


def _too_wide() -> str:
    return _("表格超过 %(columns)d 列，未读取。") % {"columns": limits.COLUMNS}
