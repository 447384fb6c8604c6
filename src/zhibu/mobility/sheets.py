"""A list that somebody hands over, read as plain lines: xlsx, xls, csv or pasted text.

Smaller than the import's reader on purpose: nothing of it is kept, so what cannot be read simply
is said, line by line. Nothing a container declares is believed beyond what is cheap to unpack.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import python_calamine as calamine
from django.utils.translation import gettext as _

from zhibu.core import identity
from zhibu.core.matching import Entry
from zhibu.core.refusal import Refusal
from zhibu.party.names import UnfitName, tidy_name

FILE_BYTES = 32 * 1024 * 1024
UNPACKED_BYTES = 300 * 1024 * 1024
ROWS = 150_000
LOOKED_THROUGH = 20  # lines in which the headings are looked for
MANY = 20  # unread lines that are named
HEADINGS = {
    "name": ("姓名", "党员姓名", "名字"),
    "number": ("公民身份号码", "身份证号", "身份证号码", "身份证"),
    "birth_on": ("出生日期", "出生年月", "出生年月日"),
    "joined_on": ("入党日期", "入党时间", "加入党组织日期", "入党年月"),
    "branch": ("所在党支部", "党支部", "所在支部", "支部", "所属党支部", "支部名称"),
    "sex": ("性别",),
    "converted_on": ("转正日期", "转正时间"),
}
_SPACES = re.compile(r"[\s\u3000]+")
_PLAIN = re.compile("[\u4e00-\u9fff]{1,12}")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")


class CannotReadList(Refusal):
    """The list cannot be read, and why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as read; ``unread`` names lines that were left out and why, ``odd`` how many."""

    entries: tuple[Entry, ...]
    fields: tuple[str, ...]
    unread: tuple[str, ...]
    odd: int


def read_list(*, content: bytes = b"", text: str = "") -> Listed:
    """Read a list from a file's bytes, or from what was pasted.

    Raises CannotReadList where it is no list, has no heading 姓名, is too long or locked.
    """
    rows = _rows_of(content) if content else _rows_of_text(text)
    if not rows:
        raise CannotReadList(_("名单是空的。请选择文件，或粘贴带表头的名单。"), field="list")
    if len(rows) > ROWS + LOOKED_THROUGH:
        words = _("名单超过 %(most)d 行，请分开核对。")
        raise CannotReadList(words % {"most": ROWS}, field="list")
    head, columns = _headings(rows)
    return _listed(rows[head + 1 :], columns, first=head + 2)


def _rows_of(content: bytes) -> list[list[object]]:
    if len(content) > FILE_BYTES:
        words = _("文件超过 %(size)d MB，请只留名单这一张表。")
        raise CannotReadList(words % {"size": FILE_BYTES // 1024 // 1024}, field="list")
    if content.startswith(b"PK\x03\x04"):
        _insist_on_size(content)
        return _rows_of_book(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _rows_of_book(content)
    return _rows_of_text(_decoded(content))


def _insist_on_size(content: bytes) -> None:
    """Refuse a container that unpacks into more than a list can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            infos = packed.infolist()
    except zipfile.BadZipFile as fault:
        raise _damaged() from fault
    if sum(info.file_size for info in infos) > UNPACKED_BYTES:
        raise CannotReadList(_("文件展开后过大，未读取。请只留名单这一张表。"), field="list")
    if any(info.flag_bits & 0x1 for info in infos):
        raise CannotReadList(_("文件有密码，请取消密码后再核对。"), field="list")


def _rows_of_book(content: bytes) -> list[list[object]]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            if any(any(cell != "" for cell in row) for row in rows):
                return [list(row) for row in rows]
    except (calamine.CalamineError, OSError, ValueError) as fault:
        raise _damaged() from fault
    return []


def _damaged() -> CannotReadList:
    return CannotReadList(_("文件打不开。请用 Excel 另存为 .xlsx 或 .csv 再试。"), field="list")


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    words = _("认不出文字编码。请用 Excel 另存为“CSV UTF-8”或 .xlsx。")
    raise CannotReadList(words, field="list")


def _rows_of_text(text: str) -> list[list[object]]:
    if "\x00" in text:
        raise CannotReadList(_("这不是名单：含有二进制内容。"), field="list")
    head = text[:2000]
    sign = "\t" if "\t" in head else "，" if "，" in head and "," not in head else ","
    try:
        return [list(row) for row in csv.reader(io.StringIO(text), delimiter=sign) if any(row)]
    except csv.Error as fault:
        raise CannotReadList(_("名单读不出：引号不成对，或一格太长。"), field="list") from fault


def _headings(rows: Sequence[Sequence[object]]) -> tuple[int, dict[str, int]]:
    known = {word: field for field, words in HEADINGS.items() for word in words}
    for place, row in enumerate(rows[:LOOKED_THROUGH]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row):
            field = known.get(_SPACES.sub("", str(cell)))
            if field:
                found.setdefault(field, column)
        if "name" in found and len(found) > 1:
            return place, found
    words = _("没有找到表头。表头要有“姓名”，并有“公民身份号码”“出生日期”“入党日期”中的一项。")
    raise CannotReadList(words, field="list")


def _listed(rows: Sequence[Sequence[object]], columns: dict[str, int], *, first: int) -> Listed:
    entries: list[Entry] = []
    unread: list[str] = []
    for place, row in enumerate(rows, first):
        said = {key: row[column] for key, column in columns.items() if column < len(row)}
        if not any(_text(value) for value in said.values()):
            continue
        try:
            entries.append(_entry(str(place), said))
        except ValueError as odd:
            unread.append(_("第 %(row)d 行：%(why)s") % {"row": place, "why": odd})
    fields = tuple(key for key in columns if key in {"branch", "sex", "converted_on"})
    return Listed(tuple(entries), fields, tuple(unread[:MANY]), len(unread))


def _entry(place: str, said: dict[str, object]) -> Entry:
    name = _name(_text(said.get("name")))
    number = _number(_text(said.get("number")))
    birth_on = _day(said.get("birth_on"))
    if number and birth_on is None:
        birth_on = identity.birth_of(number)
    others = {
        "branch": _text(said.get("branch")),
        "sex": _text(said.get("sex")),
        "converted_on": _day_text(said.get("converted_on")),
    }
    return Entry(place, name, number, birth_on, _day(said.get("joined_on")), others)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value if isinstance(value, str) else "" if value is None else str(value)
    return _SPACES.sub(" ", text).strip()


def _name(text: str) -> str:
    if _PLAIN.fullmatch(text):  # most names, and a hundred thousand of them
        return text
    try:
        return tidy_name(text)
    except UnfitName as unfit:
        raise ValueError(str(unfit.words)) from None


def _number(text: str) -> str:
    """Return a number in its one spelling; masked or missing ones are none."""
    if not text or "*" in text:
        return ""
    try:
        return identity.check(text)
    except identity.IdFault as fault:
        raise ValueError(_(str(fault.words))) from None


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    found = _DAY.match(text.replace(" ", ""))
    if not found:  # a month alone, or nothing: not known to the day
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(_("没有“%(day)s”这一天") % {"day": text}) from None


def _day_text(value: object) -> str:
    day = _day(value)
    return day.isoformat() if day else ""


def lines_of(listed: Sequence[Entry]) -> Iterator[str]:
    """Yield the lines of a list as text that can be read again, headings first."""
    yield "\t".join(HEADINGS[key][0] for key in HEADINGS)
    for one in listed:
        yield "\t".join(
            (
                one.name, one.number, one.birth_on.isoformat() if one.birth_on else "",
                one.joined_on.isoformat() if one.joined_on else "", one.others.get("branch", ""),
                one.others.get("sex", ""), one.others.get("converted_on", ""),
            )
        )  # fmt: skip
