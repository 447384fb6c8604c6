"""A document as PDF. The same document with the same fonts gives the same bytes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from math import ceil
from typing import Any

import typst

from zhibu.paper import measures, typefaces
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
    texts_of,
)
from zhibu.paper.typefaces import GETA, Coverage, Faces

TEMPLATE = "official.typ"


@dataclass(frozen=True, slots=True)
class Printed:
    """The bytes, and what stands on the page about its own type."""

    content: bytes
    coverage: Coverage
    notes: tuple[str, ...]


def to_pdf(document: Document, faces: Faces) -> Printed:
    """Set a document. What no font can set is marked 〓 and named at the end of the document."""
    coverage = _coverage(document, faces)
    content = _compiled(document, faces, coverage, format="pdf")
    return Printed(content, coverage, typefaces.notes_of(coverage))


def to_pictures(document: Document, faces: Faces, *, ppi: int = 96) -> list[bytes]:
    """Set a document as one PNG for each page, to be looked at."""
    found = _compiled(document, faces, _coverage(document, faces), format="png", ppi=ppi)
    return found if isinstance(found, list) else [found]


def pages_of(document: Document, faces: Faces) -> tuple[int, ...]:
    """Return on which page each item of a book begins, in their order."""
    data = _data_of(document, faces, _coverage(document, faces))
    found = json.loads(typst.query(_source(), "<page>", field="value", **data))
    return tuple(found)


def _coverage(document: Document, faces: Faces) -> Coverage:
    texts = [(role, printable(text)) for role, text in texts_of(document)]
    return typefaces.coverage_of(texts, faces)


def _compiled(document: Document, faces: Faces, coverage: Coverage, **told: Any) -> Any:
    return typst.compile(_source(), **_data_of(document, faces, coverage), **told)


def _source() -> bytes:
    return resources.files(__package__).joinpath(TEMPLATE).read_bytes()


def _data_of(document: Document, faces: Faces, coverage: Coverage) -> dict[str, Any]:
    """Return what the template is given: fonts, and the document as data, never as code."""
    notes = typefaces.notes_of(coverage)
    data = _Setting(frozenset(coverage.missing)).data_of(document, notes)
    data["fonts"] = {role: list(names) for role, names in coverage.families.items()}
    told = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return {"font_paths": faces.fonts, "sys_inputs": {"document": told}}


@dataclass(frozen=True, slots=True)
class _Setting:
    """Turns a document into the template's data, with a mark for what cannot be set."""

    missing: frozenset[str]

    def text(self, words: str) -> str:
        return "".join(GETA if char in self.missing else char for char in printable(words))

    def data_of(self, document: Document, notes: tuple[str, ...]) -> dict[str, Any]:
        return {
            "measures": _measures(),
            "head": self.text(document.head),
            "number": self.text(document.number),
            "title": self.text(document.title),
            "addressee": self.text(document.addressee),
            "body": [self.block(one) for one in document.body],
            "footer": [self.text(one) for one in (*document.footer, *notes)],
            "running": [self.text(one) for one in document.running],
            "cover": self.cover(document.cover) if document.cover else None,
        }

    def cover(self, one: Cover) -> dict[str, Any]:
        return {
            "title": self.text(one.title),
            "over": self.text(one.over),
            "foot": self.text(one.foot),
            "lines": [[self.text(text) for text in line] for line in one.lines],
        }

    def block(self, one: Block) -> Mapping[str, Any]:
        match one:
            case Heading(text, level):
                told: dict[str, Any] = {"kind": "heading", "text": text, "level": level}
            case Paragraph(text, indent):
                told = {"kind": "paragraph", "text": text, "indent": indent}
            case Signature(issuer, day):
                on = typefaces.day_words(day) if day else ""
                told = {"kind": "signature", "issuer": issuer, "on": on}
            case Blank(label, lines):
                told = {"kind": "blank", "label": label, "lines": lines}
            case Cut(text):
                told = {"kind": "cut", "text": text}
            case Item() | Index() | Small() | PageBreak():
                told = self.of_book(one)
            case Table():
                told = self.table(one)
        return {k: self.text(v) if isinstance(v, str) else v for k, v in told.items()}

    def of_book(self, one: Item | Index | Small | PageBreak) -> dict[str, Any]:
        kind = {Item: "item", Index: "index", Small: "small", PageBreak: "pagebreak"}[type(one)]
        told = {"kind": kind, **asdict(one)}
        if isinstance(one, Index):
            told["head"] = [self.text(cell) for cell in one.head]
        return told

    def table(self, one: Table) -> dict[str, Any]:
        return {
            "kind": "table",
            "head": [self.text(cell) for cell in one.head],
            "rows": [[self.text(cell) for cell in row] for row in one.rows],
            "widths": list(one.widths),
            "whole": _stays_whole(one),
        }


def _stays_whole(one: Table) -> bool:
    """Say whether the end of a page may not part a table: a short one, of half a page at most."""
    if len(one.rows) > measures.ROWS_TOGETHER:
        return False
    wide = measures.points(measures.BLOCK_MM[0]) / measures.TABLE_PT / sum(one.widths)
    lines = sum(
        max(
            sum(ceil(len(line) / max(width * wide - 1, 1)) for line in cell.split("\n"))
            for cell, width in zip(row, one.widths, strict=True)
        )
        for row in one.rows
    )
    return lines <= measures.LINES / 2


def _measures() -> dict[str, Any]:
    return {
        "page": measures.PAGE_MM, "block": measures.points(measures.BLOCK_MM[0]),
        "top": measures.TOP_MM, "bottom": measures.BOTTOM_MM,
        "inner": measures.INNER_MM, "outer": measures.OUTER_MM, "below": measures.NUMBER_BELOW_MM,
        "line": measures.LINE_PITCH_PT, "column": measures.COLUMN_PITCH_PT,
        "tighter": measures.TIGHTER_PT, "date": measures.DATE_INDENT,
        "body": measures.BODY_PT, "title": measures.TITLE_PT, "number": measures.NUMBER_PT,
        "table": measures.TABLE_PT, "note": measures.NOTE_PT, "head": measures.HEAD_PT,
        "lower": measures.HEAD_BELOW_MM, "book": measures.BOOK_PT, "running": measures.RUNNING_PT,
        "lengthy": measures.COLUMNS,
    }  # fmt: skip
