"""Rows of a member roster."""

import re
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.periods import Month
from zhibu.intake.checking.cards import fill_card
from zhibu.intake.checking.cells import month_first, read_date, read_person
from zhibu.intake.checking.persons import (
    first_seen,
    read_born_on,
    read_code,
    read_id_number,
    read_sex,
)
from zhibu.intake.checking.rows import MemberRow
from zhibu.intake.reading.dates import Day
from zhibu.intake.reading.numbers import NotANumber, read_count
from zhibu.intake.reading.tables import Line, Table
from zhibu.intake.reading.texts import fold, squeeze
from zhibu.intake.reading.words import among, meaning
from zhibu.party import membership

_PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}|\d{7,8}", re.ASCII)
_SPACED = re.compile(r"[\s\-—]")


def read_members(table: Table, *, today: date) -> list[MemberRow]:
    """Read the rows of a roster; each that is at fault is told, a person twice on the later row."""
    rows: list[MemberRow] = []
    seen: dict[tuple[str, ...], int] = {}
    for line in table.lines():
        name = read_person(line)
        first = first_seen(line, name, seen)
        if first:
            words = _("%(name)s与第 %(row)d 行是同一人，请删去其中一行。")
            line.fault("name", words % {"name": name, "row": first})
            continue
        row = _read(line, name, today)
        fill_card(row)
        rows.append(row)
    _check_totals(table, len(table.data) - _repeated(table, rows))
    return rows


def _repeated(table: Table, rows: list[MemberRow]) -> int:
    return len(table.data) - len(rows)


def _read(line: Line, name: str, today: date) -> MemberRow:
    row = MemberRow(line, squeeze(line.text("branch")), name)
    row.id_number = read_id_number(line)
    row.sex = read_sex(line, row.id_number)
    row.born_on = read_born_on(line, row.id_number, today)
    row.ethnicity = read_code(line, "ethnicity", "ethnicities")
    row.education = read_code(line, "education", "educations")
    _read_membership(line, row, today)
    row.posts = _posts(line, row)
    row.phone = _phone(line)
    row.address = line.text("address")[:100]
    row.occupation = line.text("position")[:50]
    row.native_place = line.text("native_place")[:50]
    row.party_group = squeeze(line.text("party_group"))
    return row


def _read_membership(line: Line, row: MemberRow, today: date) -> None:
    joined = read_date(line, "joined_on", today=today, required=True)
    full = read_date(line, "full_on", today=today)
    row.joined_on = _joined_on(line, joined, row.born_on) if joined else None
    row.probationary = _is_probationary(row, full, today)
    if full:
        row.full_on = _full_on(line, row.joined_on, full)
    elif row.joined_on and not row.probationary and not line.blames("full_on"):
        row.full_on = min(membership.probation_over_on(row.joined_on), today)
        words = _("没有填写转正时间，暂按入党满一年的 %(day)s 计，请补填。")
        line.warn("full_on", words % {"day": row.full_on.isoformat()})
    if joined and full:
        _check_order(line, joined, full)


def _joined_on(line: Line, joined: Day, born_on: date | None) -> date:
    """Return the day of joining; of a bare month, not before the eighteenth birthday in it."""
    grown_up = membership.grown_up_on(born_on) if born_on else None
    if joined.month_only and grown_up and Month.of(grown_up) == joined.month:
        words = _("只写到月，暂按年满十八岁的 %(day)s 计，查到日期后请更正。")
        line.warn("joined_on", words % {"day": grown_up.isoformat()})
        return grown_up
    return month_first(line, "joined_on", joined)


def _is_probationary(row: MemberRow, full: Day | None, today: date) -> bool:
    line = row.line
    said = [squeeze(line.text("category")), squeeze(line.text("remark"))]
    noted = any(
        text.startswith("预备") or text in among("values", "probationary") for text in said if text
    )
    if full and noted:
        line.warn("full_on", _("注明是预备党员，却填有转正时间，按已转正登记，请核对。"))
    if full:
        return False
    as_of = line.table.reported_on or today
    over = row.joined_on is not None and membership.probation_over_on(row.joined_on) < as_of
    if noted and over and not line.blames("full_on"):
        line.warn("joined_on", _("预备期已满一年，仍注明是预备党员，请核对是否已转正或延长。"))
    return noted or not over


def _full_on(line: Line, joined: date | None, full: Day) -> date:
    """Return the day of full membership; a bare month that is a year on means that very day."""
    if full.month_only and joined and Month.of(membership.probation_over_on(joined)) == full.month:
        day = membership.probation_over_on(joined)
        words = _("只写到月，暂按入党满一年的 %(day)s 计，查到日期后请更正。")
        line.warn("full_on", words % {"day": day.isoformat()})
        return day
    return month_first(line, "full_on", full)


def _check_order(line: Line, joined: Day, full: Day) -> None:
    if full.month < joined.month or (full.on < joined.on and not full.month_only):
        line.fault("full_on", _("转正时间早于入党时间，请核对两个日期。"))
    elif full.month < Month.of(membership.probation_over_on(joined.month.first_day)):
        line.warn("full_on", _("转正距入党不满一年（预备期为一年），请核对。"))


def _posts(line: Line, row: MemberRow) -> tuple[str, ...]:
    text = fold(line.text("post"))
    found: list[str] = []
    for part in re.split(r"[、,，;；/兼\s]+", text):
        post = meaning(part, "posts") if part else None
        if post and post not in found:
            found.append(post)
        elif part and not post and squeeze(part) not in among("values", "no_post"):
            words = _("“%(text)s”不是系统中的党内职务，不导入，请核对。")
            line.warn("post", words % {"text": part[:20]})
    if found and row.probationary:
        words = _("预备党员没有被选举权，却填有党内职务“%(text)s”，请核对。")
        line.warn("post", words % {"text": text[:20]})
    return tuple(found)


def _phone(line: Line) -> str:
    value = line.value("phone")
    raw = str(int(value)) if isinstance(value, float) and value.is_integer() else line.text("phone")
    parts = re.split(r"[、,，;；/]", fold(raw))
    text = _SPACED.sub("", parts[0]).removeprefix("+86") if parts else ""
    if text and not _PHONE.fullmatch(text):
        line.warn("phone", _("电话号码不像手机号（11 位）或固定电话，请核对。"))
        return ""
    return text


def _check_totals(table: Table, people: int) -> None:
    for row in table.totals:
        counts = [count for cell in table.sheet.rows[row] if (count := _count(cell)) is not None]
        if counts and people not in counts:
            line = Line(table, row)
            words = _("合计写 %(said)d 人，表中实有 %(rows)d 人（重复的不计），请核对。")
            told = {"said": counts[0], "rows": people}
            column = next(
                c for c, cell in enumerate(table.sheet.rows[row]) if _count(cell) is not None
            )
            line.warn_at(column, words % told)


def _count(cell: object) -> int | None:
    if isinstance(cell, str):
        found = re.search(r"(\d+)\s*[人名]", fold(cell), re.ASCII)
        cell = found[1] if found else cell
    try:
        return read_count(cell) if isinstance(cell, str | float) else None
    except NotANumber:
        return None
