"""The XML inside a workbook, looked over before any parser sees it."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from zhibu.intake.reading import limits
from zhibu.intake.reading.findings import letters, position
from zhibu.intake.reading.sheets import CannotReadFile

_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']""")
_EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")
_MACRO_TYPES = (b"macroEnabled", b"vbaProject", b"ms-excel.template.macro")
# Only cells that could lie beyond our limits: three letters, or as many digits as the last row has.
_FAR = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']\$?([A-Za-z]{3,}\$?\d+|[A-Za-z]+\$?\d{6,})["'][^>]*[^/]>"""
)
_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]+\d+)["'][^>]*>\s*<(?:\w+:)?f[\s>/]"""
)


def check_markup(members: Mapping[str, bytes]) -> None:
    """Refuse document types, entities, macros, links outward, and sheets beyond our limits.

    Raises CannotReadFile with a sentence saying which.
    """
    for name, content in members.items():
        _check_plainness(content)
        if name == "[Content_Types].xml" and any(kind in content for kind in _MACRO_TYPES):
            raise CannotReadFile(_("文件带有宏，未读取。请另存为不含宏的 .xlsx 再导入。"))
        if name.endswith(".rels"):
            _check_relations(content)
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _check_extent(content)


def formulas_in(content: bytes) -> frozenset[tuple[int, int]]:
    """Return the cells of a sheet that hold a formula, counted from 0."""
    found = set()
    if b"<f" not in content and b":f" not in content:
        return frozenset()
    for match in _FORMULA.finditer(content):
        at = position(match[1].decode())
        if at:
            found.add((at[0] - 1, at[1]))
    return frozenset(found)


def _check_plainness(content: bytes) -> None:
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    said = _ENCODING.match(start)
    if not start.startswith(b"<") or (said and said[1].lower() not in {b"utf-8", b"us-ascii"}):
        raise CannotReadFile(_("文件内部编码不寻常，未读取。请用 Excel 打开后另存为 .xlsx。"))
    if _DECLARED.search(content):
        raise CannotReadFile(_("文件内部含有实体定义（可能是攻击），未读取。"))


def _check_relations(content: bytes) -> None:
    for match in _EXTERNAL.finditer(content):
        if b"relationships/hyperlink" not in match[0]:
            raise CannotReadFile(_("文件引用了外部文件，未读取。请只复制数值到新表格再导入。"))


def _check_extent(content: bytes) -> None:
    if _more_than(b"row", content, limits.ROWS) or _more_than(b"c", content, limits.CELLS):
        raise CannotReadFile(too_long())
    _check_far(content)


def _check_far(content: bytes) -> None:
    for match in _FAR.finditer(content):
        cell = match[1][:20].decode().replace("$", "")
        at = position(cell)
        if at is None or at[0] > limits.ROWS or at[1] >= limits.COLUMNS:
            told = {"cell": cell, "rows": limits.ROWS, "last": letters(limits.COLUMNS - 1)}
            words = _(
                "单元格 %(cell)s 太远，未读取。请删去它（最多 %(rows)d 行、到 %(last)s 列）。"
            )
            raise CannotReadFile(words % told)


def _more_than(element: bytes, content: bytes, limit: int) -> bool:
    """Say whether there are more elements of a name, in whatever namespace, than a limit."""
    if content.count(b"<" + element) + content.count(b":" + element) <= limit:
        return False
    found = re.finditer(rb"<(?:\w+:)?" + element + rb"[\s>/]", content)
    return any(count > limit for count, _match in enumerate(found, 1))


def too_long() -> str:
    """Say that a list has more rows than are read at once."""
    return _("表格超过 %(rows)d 行，未读取。请按支部或年份分成几个文件再导入。") % {
        "rows": limits.ROWS
    }
