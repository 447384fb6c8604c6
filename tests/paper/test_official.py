"""Official documents: parsed back, they have the measures that GB/T 9704-2012 asks for."""

import zipfile
from datetime import date
from io import BytesIO

import docx
import pytest
from docx.shared import Mm
from pypdf import PdfReader

from zhibu.paper import measures, pdf, typefaces
from zhibu.paper.document import (
    Blank,
    Cut,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    Table,
    printable,
)
from zhibu.paper.docx import to_docx

HOSTILE = '*粗* #let x = 1 $a$ \\ <label> @ref [x] `y` // "z" & </w:t> {{ a }} {% b %}'


@pytest.fixture(scope="module")
def faces():
    """Return our own fonts alone, so that every machine sets the same."""
    return typefaces.installed(system=False)


def document(*body, **told):
    usual = {"title": "关于组织生活的整改通知书", "body": tuple(body)}
    return Document(**{**usual, **told})


def read(content):
    return PdfReader(BytesIO(content))


def lines_of(page):
    """Return what is set on a page as (left, up from below, size, text), in points."""
    found = []

    def visit(text, outer, inner, _font, size):
        if text.strip():
            across, up = inner[4] * outer[0] + outer[4], inner[5] * outer[3] + outer[5]
            found.append((across, up, abs(size * inner[3] * outer[3]), text.strip()))

    page.extract_text(visitor_text=visit)
    return found


def text_of(content):
    return "".join("".join(page.extract_text().split()) for page in read(content).pages)


def test_the_arithmetic_of_the_block():
    assert round(measures.LINE_PITCH_PT, 2) == 28.99
    assert round(measures.TIGHTER_PT, 2) == -0.21
    across = measures.INNER_MM + measures.BLOCK_MM[0] + measures.OUTER_MM
    down = measures.TOP_MM + measures.BLOCK_MM[1] + measures.BOTTOM_MM
    assert (across, down) == measures.PAGE_MM


def test_a_page_is_a4_with_twenty_two_lines_of_twenty_eight_characters(faces):
    plain = Paragraph("国" * 28 * 50, indent=False)
    found = read(pdf.to_pdf(document(plain, title=""), faces).content)

    page = found.pages[1]  # a page of nothing but lines
    assert [round(float(each)) for each in page.mediabox[2:]] == [595, 842]
    rows = page.extract_text().split()
    lines = [row for row in rows if "国" in row]
    assert [len(line) for line in lines] == [28] * 22
    heights = sorted({round(y, 1) for _x, y, _size, text in lines_of(page) if "国" in text})
    assert heights[1] - heights[0] == pytest.approx(measures.LINE_PITCH_PT, abs=0.2)
    top = measures.points(measures.PAGE_MM[1] - measures.TOP_MM)
    assert heights[-1] < top < heights[-1] + 2 * measures.BODY_PT
    assert heights[0] > measures.points(measures.BOTTOM_MM)


def test_odd_pages_bind_left_and_even_pages_right(faces):
    plain = Paragraph("国" * 28 * 50, indent=False)
    found = read(pdf.to_pdf(document(plain, title=""), faces).content)
    left = [
        min(x for x, _y, _size, text in lines_of(page) if "国" in text) for page in found.pages[:2]
    ]
    assert left[0] == pytest.approx(measures.points(28), abs=1)
    assert left[1] == pytest.approx(measures.points(26), abs=1)


def test_pages_are_numbered_outside_between_dashes(faces):
    found = read(pdf.to_pdf(document(Paragraph("国" * 28 * 50)), faces).content)
    shown = [next(one for one in lines_of(page) if "—" in one[3]) for page in found.pages[:2]]
    assert [one[3].replace(" ", "") for one in shown] == ["—1—", "—2—"]
    assert shown[0][0] > 400
    assert shown[1][0] < 100
    assert shown[0][1] < measures.points(measures.BOTTOM_MM - measures.NUMBER_BELOW_MM)


def test_title_body_and_date_have_their_places(faces):
    signed = document(Paragraph("请认真整改。"), Signature("某某委员会", date(2026, 3, 9)))
    page = read(pdf.to_pdf(signed, faces).content).pages[0]
    sizes = {text: round(size) for _x, _y, size, text in lines_of(page)}
    assert sizes["关于组织生活的整改通知书"] == 22
    assert sizes["请认真整改。"] == 16
    starts = next(x for x, _y, _size, text in lines_of(page) if "请认真整改" in text)
    assert starts == pytest.approx(measures.points(28) + 2 * measures.COLUMN_PITCH_PT, abs=1)
    day = next((x, text) for x, _y, _size, text in lines_of(page) if "2026" in text)
    assert "2026年3月9日" in "".join(page.extract_text().split())
    assert day[0] < measures.points(210 - 26) - 4 * measures.COLUMN_PITCH_PT


def test_every_font_is_embedded(faces):
    page = read(pdf.to_pdf(document(Paragraph("国")), faces).content).pages[0]
    fonts = [one.get_object() for one in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(inner.get_object())


def test_the_same_document_gives_the_same_bytes(faces):
    told = document(Paragraph("请认真整改。"), Blank("签收人：", 2))
    assert pdf.to_pdf(told, faces).content == pdf.to_pdf(told, faces).content
    assert to_docx(told) == to_docx(told)


def test_a_substituted_typeface_is_said_on_the_page(faces):
    printed = pdf.to_pdf(document(Paragraph("国")), faces)
    assert ("仿宋体", "Zhibu Serif") in printed.coverage.substituted
    assert "仿宋体以ZhibuSerif代替" in text_of(printed.content)


def test_a_character_no_font_has_is_marked_and_named(faces):
    printed = pdf.to_pdf(document(Paragraph("贾𠮷同志"), Signature("贾𠮷")), faces)
    assert printed.coverage.missing == ("𠮷",)
    shown = text_of(printed.content)
    assert "贾〓同志" in shown
    assert "U+20BB7" in shown


def test_our_own_font_has_every_character_that_we_print(faces):
    texts = [("body", "姓名：朴正民、单国栋、仇玉华、诸葛青岩、堃喆镕〓—〔〕①Ⅳ℃·")]
    assert typefaces.coverage_of(texts, faces).missing == ()


@pytest.mark.parametrize("words", [HOSTILE, "a\x00b\u202ec\ud800d\u200b", "x" * 3_000])
def test_no_text_is_ever_code(faces, words):
    told = document(
        Heading(words), Heading(words, 2), Heading(words, 3), Paragraph(words), Cut(words),
        Table((words, "二"), ((words, words),), (3, 1)), Signature(words), Blank(words),
        title=words, head=words, number=words, addressee=words, footer=(words,),
    )  # fmt: skip
    shown = text_of(pdf.to_pdf(told, faces).content)
    paragraphs = docx.Document(BytesIO(to_docx(told))).paragraphs
    written = printable(words)
    assert any(one.text == written for one in paragraphs)
    if words == HOSTILE:
        assert "#letx=1$a$" in shown
        assert "{{a}}{%b%}" in shown


def test_spaces_between_chinese_and_latin_are_left_out():
    assert printable("第 3 次会议，见 A1 项 and so on") == "第3次会议，见A1项and so on"


def test_a_table_and_a_stub_are_set(faces):
    rows = tuple((f"A{n}", "没有按期记录") for n in range(60))
    told = document(Table(("项目", "问题"), rows, (1, 4)), PageBreak(), Cut("沿此线裁开"))
    content = pdf.to_pdf(told, faces).content
    assert len(read(content).pages) >= 3
    shown = text_of(content)
    assert shown.count("项目") >= 2  # the head stands on every page
    assert "A59没有按期记录" in shown
    assert "沿此线裁开" in shown


def test_a_word_file_has_the_same_measures():
    told = document(
        Heading("一、问题"), Paragraph("请认真整改。"), Table(("项", "目"), (("a", "b"),), (1, 3)),
        Signature("某某委员会", date(2026, 3, 9)), head="某某委员会", number="整改〔2026〕1号",
    )  # fmt: skip
    found = docx.Document(BytesIO(to_docx(told)))
    section = found.sections[0]
    twip = 635
    for actual, told_mm in (
        (section.page_width, 210), (section.page_height, 297), (section.top_margin, 37),
        (section.bottom_margin, 35), (section.left_margin, 28), (section.right_margin, 26),
    ):  # fmt: skip
        assert abs(actual - Mm(told_mm)) <= twip
    plain = found.styles["Normal"].paragraph_format
    assert plain.line_spacing.pt == pytest.approx(28.99, abs=0.05)
    body = next(one for one in found.paragraphs if one.text == "请认真整改。")
    assert body.runs[0].font.size.pt == 16
    assert 'w:eastAsia="仿宋_GB2312"' in body._p.xml
    assert '<w:spacing w:val="-4"/>' in body._p.xml
    assert body.paragraph_format.first_line_indent.pt == pytest.approx(31.6, abs=0.1)
    day = next(one for one in found.paragraphs if one.text == "2026年3月9日")
    assert day.paragraph_format.right_indent.pt == pytest.approx(63.2, abs=0.1)
    assert [cell.text for cell in found.tables[0].rows[1].cells] == ["a", "b"]
    assert "PAGE" in section.footer._element.xml
    assert "PAGE" in section.even_page_footer._element.xml


def test_a_table_of_a_word_file_has_its_columns_and_whole_rows():
    rows = tuple((f"A{n}", "没有按期记录") for n in range(9))
    told = document(Table(("项目", "问题"), rows, (1, 3)), Table(("项", "目"), rows[:2], (1, 1)))
    long, short = docx.Document(BytesIO(to_docx(told))).tables
    first, second = (round(column.width.mm) for column in long.columns)
    assert (first, second) == (39, 117)  # not the same for all, as other programs would have it
    assert all("w:cantSplit" in row._tr.xml for row in long.rows)
    assert "w:tblHeader" in long.rows[0]._tr.xml
    kept = [
        [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows]
        for table in (long, short)
    ]
    assert kept == [[True, *[False] * 9], [True, True, False]]


def test_a_word_file_sets_no_room_between_chinese_and_digits():
    with zipfile.ZipFile(BytesIO(to_docx(document(Paragraph("2026年"))))) as archive:
        styles = archive.read("word/styles.xml").decode()
    normal = styles[styles.index('w:styleId="Normal"') :].partition("</w:style>")[0]
    assert '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:spacing' in normal


def test_a_short_table_is_not_parted_by_the_end_of_a_page(faces):
    rows = tuple((f"A{n}", "没有按期记录") for n in range(5))
    for lines in range(14, 22):
        body = ("国\n" * lines).strip()
        told = document(
            Paragraph(body), Paragraph("共五项。"), Table(("项目", "问题"), rows, (1, 4))
        )
        pages = [page.extract_text() for page in read(pdf.to_pdf(told, faces).content).pages]
        # Whole, and with the line that leads to it.
        assert len({n for n, page in enumerate(pages) if "A0" in page or "A4" in page}) == 1
        assert [("共五项" in page) for page in pages] == [("A0" in page) for page in pages]


def test_a_short_table_of_long_texts_goes_on_overleaf(faces):
    rows = tuple((f"A{n}", "没有按期记录" * 60) for n in range(4))
    content = pdf.to_pdf(document(Table(("项目", "问题"), rows, (1, 1))), faces).content
    assert len(read(content).pages) > 1
    assert text_of(content).count("没") == 4 * 60


def test_every_line_to_write_on_is_drawn_in_a_word_file():
    found = docx.Document(BytesIO(to_docx(document(Blank("意见：", 3), Blank("签名：")))))
    # Word draws one frame round neighbours of the same borders, but for the line between them.
    lines = [one._p.xml for one in found.paragraphs if "w:pBdr" in one._p.xml]
    assert len(lines) == 4
    assert all("<w:bottom " in one and "<w:between " in one for one in lines)


def test_name_and_day_stay_together_in_a_word_file():
    signed = document(Paragraph("国"), Signature("某某委员会", date(2026, 3, 9)))
    *_, said, empty, name, day = docx.Document(BytesIO(to_docx(signed))).paragraphs
    kept = [bool(one.paragraph_format.keep_with_next) for one in (said, empty, name, day)]
    assert (name.text, kept) == ("某某委员会", [True, True, True, False])


def test_two_tables_of_a_word_file_stay_two():
    table = Table(("项", "目"), (("a", "b"),), (1, 1))
    body = docx.Document(BytesIO(to_docx(document(table, table)))).element.body
    tags = [one.tag.rpartition("}")[2] for one in body][-4:]
    assert tags == ["tbl", "p", "tbl", "sectPr"]


def test_a_signature_after_lines_to_write_on_is_never_alone_on_a_page(faces):
    for lines in range(8, 20):
        body = ("国\n" * lines).strip()
        told = document(Paragraph(body), Blank("书记签名："), Signature("某某", date(2026, 3, 9)))
        pages = [page.extract_text() for page in read(pdf.to_pdf(told, faces).content).pages]
        assert [("签名" in page) for page in pages] == [("2026" in page) for page in pages]


def test_a_word_file_does_not_tell_when_it_was_made():
    with zipfile.ZipFile(BytesIO(to_docx(document(Paragraph("国"))))) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}
        assert b"2026" not in archive.read("docProps/core.xml")
