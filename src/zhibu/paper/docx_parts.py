"""What python-docx has no words for: fields, bookmarks, borders and the numbering of pages."""

from typing import Any

from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def page_field(run: Any) -> None:
    """Put the number of the page behind a run."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(_shown("1"))
    run._element.addnext(field)


def page_of(paragraph: Any, name: str, page: int | None) -> None:
    """Let a paragraph show the page of a bookmark; Word works it out anew when it opens the file.

    ``page`` is what stands there until then, as the PDF has it.
    """
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f"PAGEREF {name} \\h")
    field.set(qn("w:dirty"), "true")
    field.append(_shown("" if page is None else str(page)))
    paragraph._p.append(field)


def bookmark(paragraph: Any, number: int, name: str) -> None:
    """Mark a paragraph by a name that a field may point at."""
    for tag, inside in (("w:bookmarkStart", True), ("w:bookmarkEnd", False)):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if inside:
            mark.set(qn("w:name"), name)
            paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, mark)
        else:
            paragraph._p.append(mark)


def new_pages_from_one(written: Any) -> Any:
    """Begin a section on a right-hand page whose number is 1, and return it."""
    section = written.add_section(WD_SECTION.ODD_PAGE)
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(numbers, "w:cols", "w:titlePg", "w:docGrid")
    for footer in (section.footer, section.even_page_footer):
        footer.is_linked_to_previous = False
    return section


def whole_row(row: Any, *, head: bool) -> None:
    """Keep a row of a table on one page; a head stands on every page of its table."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def close_up(style: Any) -> None:
    """Set no room between Chinese and Latin, or digits: a line of so many characters is full."""
    properties = style.element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        told = OxmlElement(name)
        told.set(qn("w:val"), "0")
        # Word is strict about the order in which a paragraph's properties stand.
        properties.insert_element_before(told, "w:spacing", "w:ind", "w:jc")


def border(
    paragraph: Any, side: str, kind: str, *, color: str = "000000", size: str = "4",
    space: str = "1", between: bool = False,
) -> None:  # fmt: skip
    """Draw a line at one side of a paragraph, and ``between`` several with the same line."""
    borders = OxmlElement("w:pBdr")
    for each in (side, "between") if between else (side,):
        drawn = OxmlElement(f"w:{each}")
        for name, value in (("val", kind), ("sz", size), ("space", space), ("color", color)):
            drawn.set(qn(f"w:{name}"), value)
        borders.append(drawn)
    # Word is strict about the order in which a paragraph's properties stand.
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def _shown(text: str) -> Any:
    run = OxmlElement("w:r")
    told = OxmlElement("w:t")
    told.text = text
    run.append(told)
    return run
