"""What stands on an official document: plain, frozen values, without any markup."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_HAN = r"[\u2e80-\u9fff\uff00-\uffef]"
_LATIN = "[0-9A-Za-z]"
_BETWEEN = re.compile(f"(?<={_HAN}) (?={_LATIN})|(?<={_LATIN}) (?={_HAN})")
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (黑体), 2 (楷体) or 3 (as the body)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, its first line two characters in unless told otherwise."""

    text: str
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows beneath a head. ``widths`` are parts of the block, one for each column."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs and on which day, the day four characters in from the right."""

    issuer: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Blank:
    """Something to be written by hand: its label, then so many empty lines."""

    label: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """A line along which a stub is cut off."""

    text: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Item:
    """Where an item of a book begins: its line of the index, and its heading.

    ``mark`` is a small line beneath, such as the record's number and fingerprint.
    """

    number: str
    day: str
    title: str
    responsible: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """A table of all items of the document, with the page where each begins.

    ``head`` names its five columns: number, day, title, who is responsible, page.
    """

    title: str
    head: tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Small:
    """Small lines between the blocks."""

    text: str


Block = Heading | Paragraph | Table | Signature | Blank | Cut | PageBreak | Item | Index | Small


@dataclass(frozen=True, slots=True)
class Cover:
    """The first leaf of a book, without a page number: its title, and lines of label and value."""

    title: str
    over: str
    lines: tuple[tuple[str, str], ...]
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An official document.

    ``head`` is the issuing organ in red above the rule, left out where it is empty; ``number`` the
    document's; ``footer`` small lines at the very end, such as the record's fingerprint;
    ``running`` small lines at the foot of every page. A document with a ``cover`` is
    a book: it has no title of its own above the text.
    """

    title: str
    body: tuple[Block, ...]
    head: str = ""
    number: str = ""
    addressee: str = ""
    footer: tuple[str, ...] = ()
    running: tuple[str, ...] = ()
    cover: Cover | None = None


def printable(text: str) -> str:
    """Return text as it can be set.

    Line breaks stay; other control characters, and those that turn the direction of writing
    round, are left out. Between Chinese and Latin no space is set, as in official documents.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ").split("\n")
    kept = "\n".join(
        "".join(char for char in line if unicodedata.category(char) not in _UNPRINTABLE)
        for line in lines
    )
    return _BETWEEN.sub("", kept)


def texts_of(document: Document) -> Iterator[tuple[str, str]]:
    """Yield every text with the role of its type: title, level1, level2, body."""
    yield "title", document.head
    yield "title", document.title
    yield "body", document.number
    yield "body", document.addressee
    for block in document.body:
        yield from _texts(block)
    yield from (("body", line) for line in (*document.footer, *document.running))
    if cover := document.cover:
        yield "title", cover.title
        yield from (("body", line) for line in (cover.over, cover.foot))
        yield from (("body", text) for line in cover.lines for text in line)


def _texts(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Heading(text, level):
            yield {1: "level1", 2: "level2"}.get(level, "body"), text
        case Paragraph(text) | Cut(text) | Blank(text) | Small(text):
            yield "body", text
        case Table(head, rows):
            yield from (("body", cell) for row in (head, *rows) for cell in row)
        case Signature(issuer):
            yield "body", issuer
        case Item(number, day, title, responsible, mark):
            yield "level1", number + title
            yield from (("body", text) for text in (number, day, title, responsible, mark))
        case Index(title, head):
            yield from (("level1", text) for text in (title, *head))
        case PageBreak():
            return
