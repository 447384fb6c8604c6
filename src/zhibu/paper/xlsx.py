"""Workbooks that any office program opens: text, numbers and days, never a formula."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from zhibu.core.spreadsheets import Cell, safe_cell

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIRST_DAY = date(1899, 12, 30)  # day 0 of Excel, for days from 1900-03-01 on
_EARLIEST = date(1900, 3, 1)
_WRITTEN = (1980, 1, 1, 0, 0, 0)  # one moment for all, so that equal contents are equal bytes
_TITLE, _HEADING, _DAY, _PLAIN = 1, 2, 3, 0
LONGEST_NAME = 31
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="16"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">'
    '<xf fontId="0"/><xf fontId="1" applyFont="1"/>'
    '<xf fontId="2" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, an optional line of title, one row of headings, rows.

    ``widths`` are in characters, one for each column from the left; ``notes`` stand below.
    """

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    title: str = ""
    widths: Sequence[int] = ()
    notes: Sequence[str] = ()


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook of these sheets; the same sheets always give the same bytes.

    Every text goes through ``core.spreadsheets.safe_cell``. Names of sheets are made to fit
    (31 characters, no two alike). Raises ValueError without a sheet.
    """
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    names = list(_fitting(sheet.name for sheet in sheets))
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as package:
        for path, text in _frame(names):
            package.writestr(_member(path), text, compress_type=zipfile.ZIP_DEFLATED)
        for number, sheet in enumerate(sheets, 1):
            with package.open(_member(f"xl/worksheets/sheet{number}.xml"), "w") as out:
                _write(sheet, out)
    return told.getvalue()


def _member(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _WRITTEN)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _fitting(names: Iterable[str]) -> Iterator[str]:
    used: set[str] = set()
    for number, name in enumerate(names, 1):
        kept = "".join(" " if sign in "[]:*?/\\'" else sign for sign in str(safe_cell(name)))
        kept = kept.strip()[:LONGEST_NAME] or f"Sheet{number}"
        while kept.casefold() in used:
            kept = f"{kept[: LONGEST_NAME - 5]} ({number})"
        used.add(kept.casefold())
        yield kept


def _write(sheet: Sheet, out: IO[bytes]) -> None:
    out.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">'.encode())
    above = (1 if sheet.title else 0) + (1 if sheet.headings else 0)
    if above:
        pane = f'<pane ySplit="{above}" topLeftCell="A{above + 1}" state="frozen"/>'
        views = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        out.write(views.encode())
    if sheet.widths:
        out.write(_columns(sheet.widths).encode())
    out.write(b"<sheetData>")
    for number, (row, style) in enumerate(_rows(sheet), 1):
        cells = "".join(
            _cell(value, f"{_letters(at)}{number}", style) for at, value in enumerate(row)
        )
        out.write(f'<row r="{number}">{cells}</row>'.encode())
    out.write(b"</sheetData></worksheet>")


def _columns(widths: Sequence[int]) -> str:
    columns = (
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(widths, 1)
    )
    return f"<cols>{''.join(columns)}</cols>"


def _rows(sheet: Sheet) -> Iterator[tuple[Sequence[Cell], int]]:
    if sheet.title:
        yield (sheet.title,), _TITLE
    if sheet.headings:
        yield sheet.headings, _HEADING
    for row in sheet.rows:
        yield row, _PLAIN
    for note in sheet.notes:
        yield (note,), _PLAIN


def _cell(value: Cell, place: str, style: int) -> str:
    at = f'r="{place}"'
    value = safe_cell(value)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f'<c {at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | Decimal):
        return f'<c {at} s="{style}"><v>{value}</v></c>'
    if isinstance(value, date) and value >= _EARLIEST:
        return f'<c {at} s="{_DAY}"><v>{(value - _FIRST_DAY).days}</v></c>'
    text = escape(value.isoformat() if isinstance(value, date) else str(value))
    return f'<c {at} s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(names) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in numbers
    )
    types = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{parts}</Types>'
    )
    yield "[Content_Types].xml", types
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    names_used = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
    book = f"{_HEAD}<workbook {names_used}><sheets>{sheets}</sheets></workbook>"
    yield "xl/workbook.xml", book
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")])
    yield "xl/styles.xml", _HEAD + _STYLES


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'
