"""A document as docx, to be worked on. The same document gives the same bytes.

A docx names typefaces and holds none: the reader's machine chooses, so the names are those that the
standard asks for.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from zhibu.paper import docx_parts, measures, typefaces
from zhibu.paper.document import (
    Blank,
    Block,
    Cover,
    Cut,
    Document,
    Heading,
    Index,
    Item,
    PageBreak,
    Paragraph,
    Signature,
    Small,
    Table,
    printable,
)

TWIPS = 20
RED = RGBColor(0xC0, 0x00, 0x00)
_THEN = datetime(1980, 1, 1, tzinfo=UTC)  # a file says nothing of when it was printed
_ROLES = {1: "level1", 2: "level2"}
_LEFT, _CENTRE, _RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT,
)  # fmt: skip


def to_docx(document: Document, *, pages: Sequence[int] = ()) -> bytes:
    """Return a document as a Word file: block, lines and columns as the standard reckons them.

    ``pages`` are those on which the items of a book begin in print; Word counts them anew.
    """
    written = docx.Document()
    _lay_out(written)
    setting = _Setting(written, [one for one in document.body if isinstance(one, Item)], pages)
    if document.cover:
        setting.cover(document.cover)
        docx_parts.new_pages_from_one(written)
    else:
        setting.heading(document)
    for block in document.body:
        setting.block(block)
    for line in document.footer:
        setting.small(line)
    _number_pages(written.sections[-1], document.running)
    return _steady(written)


@dataclass(frozen=True, slots=True)
class _Setting:
    """Writes one block after the other."""

    docx: Any
    items: Sequence[Item] = ()
    pages: Sequence[int] = ()

    def heading(self, document: Document) -> None:
        if document.head:
            told = self.line(document.head, "title", size=measures.HEAD_PT, align=_CENTRE)
            told.runs[0].font.color.rgb = RED
            told.paragraph_format.space_before = Mm(measures.HEAD_BELOW_MM)
            told.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            self.line("")
            _rule(self.line(document.number, align=_CENTRE))
            self.line("")
        elif document.number:
            self.line(document.number, align=_RIGHT)
        title = self.line(document.title, "title", size=measures.TITLE_PT, align=_CENTRE)
        title.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        self.line("")
        if document.addressee:
            self.line(f"{document.addressee}：")

    def block(self, one: Block) -> None:
        match one:
            case Heading(text, level):
                told = self.line(text, _ROLES.get(level, "body"), indent=True)
                told.paragraph_format.keep_with_next = True
                told.runs[0].bold = level not in _ROLES
            case Paragraph(text, indent):
                self.line(text, indent=indent)
            case Table():
                self.table(one)
            case Signature():
                self.signature(one)
            case Blank(label, lines):
                self.blank(label, lines)
            case Cut(text):
                told = self.line(text, size=measures.TABLE_PT, align=_CENTRE)
                docx_parts.border(told, "top", "dashed")
            case Item() | Index() | Small() | PageBreak():
                self.of_book(one)

    def of_book(self, one: Item | Index | Small | PageBreak) -> None:
        match one:
            case PageBreak():
                self.docx.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            case Small(text):
                self.small(text)
            case Item():
                self.item(one)
            case Index():
                self.index(one)

    def line(
        self, text: str, role: str = "body", *, size: float = measures.BODY_PT, align: Any = None,
        indent: bool = False,
    ) -> Any:  # fmt: skip
        told = self.docx.add_paragraph()
        _set(told.add_run(printable(text)), role, size)
        told.alignment = align
        if indent:
            told.paragraph_format.first_line_indent = Pt(2 * measures.COLUMN_PITCH_PT)
        return told

    def table(self, one: Table) -> Any:
        if self.docx.element.body[-2:-1] and self.docx.element.body[-2].tag == qn("w:tbl"):
            self.small("")  # or Word makes one table of both
        table = self.docx.add_table(rows=0, cols=len(one.head))
        table.style, table.autofit = "Table Grid", False
        columns = [Mm(measures.BLOCK_MM[0] * width / sum(one.widths)) for width in one.widths]
        # Word goes by the cells, others by the table's own columns: both are told.
        for column, width in zip(table.columns, columns, strict=True):
            column.width = width
        for place, row in enumerate((one.head, *one.rows)):
            together = len(one.rows) <= measures.ROWS_TOGETHER and place < len(one.rows)
            made = table.add_row()
            docx_parts.whole_row(made, head=not place)
            for cell, text, width in zip(made.cells, row, columns, strict=True):
                cell.width = width
                told = cell.paragraphs[0]
                _in_cell(told, together=together or not place)
                told.alignment = _LEFT if place else _CENTRE
                role = "body" if place else "level1"
                _set(told.add_run(printable(text)), role, measures.TABLE_PT)
        return table

    def cover(self, one: Cover) -> None:
        for _ in range(3):
            self.line("")
        self.line(one.over, align=_CENTRE)
        title = self.line(one.title, "title", size=measures.BOOK_PT, align=_CENTRE)
        title.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        title.paragraph_format.space_before = Pt(measures.LINE_PITCH_PT)
        for _ in range(4):
            self.line("")
        for label, value in one.lines:
            self.line(f"{label}：{value}", align=_CENTRE)
        self.line("")
        self.line(one.foot, align=_CENTRE)

    def item(self, one: Item) -> None:
        told = self.line(f"{one.number}\u3000{one.title}", "level1")
        told.paragraph_format.keep_with_next = True
        told.paragraph_format.space_before = Pt(measures.LINE_PITCH_PT / 2)
        number = self.items.index(one)
        docx_parts.bookmark(told, number, f"item{number}")
        mark = self.small("\u3000".join(filter(None, (one.day, one.responsible, one.mark))))
        mark.paragraph_format.keep_with_next = True
        mark.paragraph_format.space_after = Pt(measures.MARK_PT)
        docx_parts.border(mark, "bottom", "single")

    def index(self, one: Index) -> None:
        self.line(one.title, "level1", align=_CENTRE)
        rows = tuple((i.number, i.day, i.title, i.responsible, "") for i in self.items)
        table = self.table(Table(one.head, rows, (12, 45, 67, 18, 14)))
        # One walk over the rows: asking a table for one cell counts all before it.
        for number, row in enumerate(list(table.rows)[1:]):
            page = self.pages[number] if number < len(self.pages) else None
            told = row.cells[-1].paragraphs[0]
            told.alignment = _RIGHT
            docx_parts.page_of(told, f"item{number}", page)

    def signature(self, one: Signature) -> None:
        if told := self.docx.paragraphs[-1:]:
            told[0].paragraph_format.keep_with_next = True
        self.line("").paragraph_format.keep_with_next = True
        on = typefaces.day_words(one.on) if one.on else ""
        for text in filter(None, (one.issuer, on)):
            told = self.line(text, align=_RIGHT)
            indent = measures.DATE_INDENT * measures.COLUMN_PITCH_PT
            told.paragraph_format.right_indent = Pt(indent)
            told.paragraph_format.keep_with_next = bool(on) and text != on

    def blank(self, label: str, lines: int) -> None:
        first = self.line(label)
        for told in (first, *(self.line("") for _ in range(lines - 1))):
            docx_parts.border(told, "bottom", "single", between=True)

    def small(self, text: str) -> Any:
        told = self.line(text, size=measures.NOTE_PT)
        told.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        return told


def _in_cell(told: Any, *, together: bool) -> None:
    """Give a cell's text room above and below; ``together`` keeps its row with the next one."""
    told.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    told.paragraph_format.space_before = told.paragraph_format.space_after = Pt(measures.CELL_PT)
    told.paragraph_format.keep_with_next = together


def _set(run: Any, role: str, size: float) -> None:
    """Give a run its typeface, for Chinese too, its size, and the body's tightening."""
    named = typefaces.in_force().roles[role].named
    run.font.name, run.font.size = named, Pt(size)
    properties = run._element.get_or_add_rPr()
    properties.rFonts.set(qn("w:eastAsia"), named)
    if size == measures.BODY_PT:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(round(measures.TIGHTER_PT * TWIPS)))
        properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")


def _lay_out(written: Any) -> None:
    section = written.sections[0]
    section.page_width, section.page_height = (Mm(each) for each in measures.PAGE_MM)
    section.top_margin, section.bottom_margin = Mm(measures.TOP_MM), Mm(measures.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(measures.INNER_MM), Mm(measures.OUTER_MM)
    section.footer_distance = Mm(
        measures.BOTTOM_MM - measures.NUMBER_BELOW_MM - measures.NUMBER_PT / 72 * 25.4
    )
    plain = written.styles["Normal"].paragraph_format
    plain.space_after = plain.space_before = Pt(0)
    plain.line_spacing_rule, plain.line_spacing = (
        WD_LINE_SPACING.EXACTLY, Pt(measures.LINE_PITCH_PT),
    )  # fmt: skip
    docx_parts.close_up(written.styles["Normal"])
    written.settings.element.insert_element_before(
        OxmlElement("w:mirrorMargins"), "w:proofState", "w:defaultTabStop"
    )
    written.settings.odd_and_even_pages_header_footer = True


def _number_pages(section: Any, running: Sequence[str]) -> None:
    for footer, align in ((section.footer, _RIGHT), (section.even_page_footer, _LEFT)):
        told = footer.paragraphs[0]
        told.alignment = align
        side = "right_indent" if align == _RIGHT else "left_indent"
        setattr(told.paragraph_format, side, Pt(measures.NUMBER_PT))
        for part in ("— ", None, " —"):
            run = told.add_run(part or "")
            _set(run, "number", measures.NUMBER_PT)
            if part is None:
                docx_parts.page_field(run)
        for line in running:
            small = footer.add_paragraph()
            small.alignment = _CENTRE
            small.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            _set(small.add_run(printable(line)), "body", measures.RUNNING_PT)


def _rule(paragraph: Any) -> None:
    docx_parts.border(paragraph, "bottom", "single", color="C00000", size="12", space="8")


def _steady(written: Any) -> bytes:
    """Return the file without the hour of its making."""
    properties = written.core_properties
    properties.created = properties.modified = properties.last_printed = _THEN
    properties.author, properties.comments = "Zhibu", ""
    made, steady = BytesIO(), BytesIO()
    written.save(made)
    with (
        zipfile.ZipFile(made) as source,
        zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=_THEN.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return steady.getvalue()
