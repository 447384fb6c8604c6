"""Workbooks that any office program opens: text, numbers and days, never a formula."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import IO
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

from zhibu.core.spreadsheets import Cell, safe_cell

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIRST_DAY = date(1899, 12, 30)  # day 0 of Excel, for days from 1900-03-01 on
_EARLIEST = date(1900, 3, 1)
_WRITTEN = (1980, 1, 1, 0, 0, 0)  # one moment for all, so that equal contents are equal bytes
_TITLE, _HEADING, _DAY, _PLAIN, _CENTS, _NOTE = 1, 2, 3, 4, 5, 6  # places in _FORMATS
LONGEST_NAME = 31
_FEN = -2  # digits behind the point of an amount in yuan
_TITLE_PT, _LINE_PT, _MORE_PT, _MOST_LINES = 30, 20, 15, 25  # Excel has no row above 409 pt
_UPRIGHT = 92  # characters that an upright A4 sheet holds at the size of a text
_WRAPPED = '<alignment vertical="center" wrapText="1"/>'
_FORMATS = (
    '<xf fontId="0"/>'
    '<xf fontId="1" applyFont="1" applyAlignment="1">'
    '<alignment horizontal="center" vertical="center" shrinkToFit="1"/></xf>'
    '<xf fontId="2" borderId="1" applyFont="1" applyBorder="1" applyAlignment="1">'
    '<alignment horizontal="center" vertical="center" wrapText="1"/></xf>'
    '<xf numFmtId="164" borderId="1" applyNumberFormat="1" applyBorder="1" applyAlignment="1">'
    '<alignment horizontal="center" vertical="center"/></xf>'
    f'<xf fontId="0" borderId="1" applyBorder="1" applyAlignment="1">{_WRAPPED}</xf>'
    '<xf numFmtId="2" borderId="1" applyNumberFormat="1" applyBorder="1" applyAlignment="1">'
    f"{_WRAPPED}</xf>"
    '<xf fontId="0" applyAlignment="1"><alignment vertical="center" shrinkToFit="1"/></xf>'
)
_LINES = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="16"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    f'<borders count="2"><border/><border>{_LINES}</border></borders>'
    f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="7">{_FORMATS}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, an optional line of title, one row of headings, rows.

    ``widths`` are in characters, one for each column from the left, the others as wide as their
    heading; ``notes`` stand below. In print it is as wide as a page of A4, which lies down where
    it must, and the headings stand on every page.
    """

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    title: str = ""
    widths: Sequence[int] = ()
    notes: Sequence[str] = ()

    @property
    def above(self) -> int:
        """Return how many rows stand above the rows told."""
        return bool(self.title) + bool(self.headings)

    @property
    def columns(self) -> tuple[int, ...]:
        """Return the width of every column."""
        wanting = self.headings[len(self.widths) :]
        return (*self.widths, *(max(10, 2 * len(str(one)) + 2) for one in wanting))


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
        for path, text in _frame(names, sheets):
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
    fit = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    out.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">{fit}'.encode())
    if above := sheet.above:
        pane = f'<pane ySplit="{above}" topLeftCell="A{above + 1}" state="frozen"/>'
        views = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        out.write(views.encode())
    if sheet.columns:
        out.write(_columns(sheet.columns).encode())
    out.write(b"<sheetData>")
    columns, across = sheet.columns, list[int]()
    for number, (row, style) in enumerate(_rows(sheet), 1):
        if style in {_TITLE, _NOTE}:
            across.append(number)
        cells = "".join(
            _cell(value, f"{_letters(at)}{number}", style) for at, value in enumerate(row)
        )
        high = f'ht="{_height(row, style, columns)}" customHeight="1"'
        out.write(f'<row r="{number}" {high}>{cells}</row>'.encode())
    out.write(f"</sheetData>{_merged(across, len(columns))}".encode())
    out.write(_printed(sum(columns)).encode())
    out.write(b"</worksheet>")


def _height(row: Sequence[Cell], style: int, columns: Sequence[int]) -> int:
    """Return how high a row is in points: not every program reckons wrapped lines by itself."""
    if style in {_TITLE, _NOTE}:
        return _TITLE_PT if style == _TITLE else _LINE_PT
    lines = (
        ceil(_wide(value) / (width - 1))
        for value, width in zip(row, columns, strict=False)
        if isinstance(value, str) and value
    )
    return _LINE_PT + _MORE_PT * (min(max(lines, default=1), _MOST_LINES) - 1)


def _wide(text: str) -> int:
    """Return how many Latin characters wide a text is."""
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def _merged(rows: Sequence[int], columns: int) -> str:
    """Let titles and notes stand across all columns, or they would be cut or break the page."""
    if not rows or columns <= 1:
        return ""
    last = _letters(columns - 1)
    told = "".join(f'<mergeCell ref="A{row}:{last}{row}"/>' for row in rows)
    return f'<mergeCells count="{len(rows)}">{told}</mergeCells>'


def _printed(width: int) -> str:
    lying = "landscape" if width > _UPRIGHT else "portrait"
    return (
        '<pageMargins left="0.6" right="0.6" top="0.8" bottom="0.8" header="0.4" footer="0.4"/>'
        f'<pageSetup paperSize="9" orientation="{lying}" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C— &amp;P —</oddFooter></headerFooter>"
    )


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
        yield (*row, *("" for _ in sheet.headings[len(row) :])), _PLAIN
    for note in sheet.notes:
        yield (note,), _NOTE


def _cell(value: Cell, place: str, style: int) -> str:
    at = f'r="{place}"'
    value = safe_cell(value)
    if value is None or value == "":
        return f'<c {at} s="{style}"/>'
    if isinstance(value, bool):
        return f'<c {at} s="{style}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, Decimal) and value.as_tuple().exponent == _FEN:
        return f'<c {at} s="{_CENTS}"><v>{value}</v></c>'
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


def _frame(names: Sequence[str], told: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
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
    repeated = _repeated(names, told)
    book = f"{_HEAD}<workbook {names_used}><sheets>{sheets}</sheets>{repeated}</workbook>"
    yield "xl/workbook.xml", book
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")])
    yield "xl/styles.xml", _HEAD + _STYLES


def _repeated(names: Sequence[str], told: Sequence[Sheet]) -> str:
    """Name the rows that stand on every printed page."""
    rows = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{at}">'
        f"{escape(_quoted(name))}!$1:${sheet.above}</definedName>"
        for at, (name, sheet) in enumerate(zip(names, told, strict=True))
        if sheet.above
    )
    return f"<definedNames>{rows}</definedNames>" if rows else ""


def _quoted(name: str) -> str:
    doubled = name.replace("'", "''")
    return f"'{doubled}'"


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'
