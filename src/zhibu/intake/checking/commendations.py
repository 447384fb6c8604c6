"""Rows of a ledger of honours: who was commended as what, by whom, when."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.intake.checking.cells import month_first, read_date, read_person
from zhibu.intake.checking.rows import CommendationRow
from zhibu.intake.checking.world import Unit
from zhibu.intake.reading.tables import Line, Table
from zhibu.intake.reading.texts import header_key, squeeze
from zhibu.intake.reading.words import meaning, words

LONGEST_TITLE = 80
_Held = set[tuple[str, str, date]]


def read_commendations(table: Table, *, today: date) -> list[CommendationRow]:
    """Read the rows of a ledger of honours; each that is at fault is told."""
    rows: list[CommendationRow] = []
    seen: dict[tuple[str, ...], int] = {}
    for line in table.lines():
        row = _read(line, today)
        key = (row.name, row.unit, row.title, str(row.given_on))
        first = seen.setdefault(key, line.number)
        if row.name and first != line.number:
            told = {"name": row.name, "row": first}
            line.fault("name", _("%(name)s在第 %(row)d 行已有，请删去其中一行。") % told)
        rows.append(row)
    return rows


def _read(line: Line, today: date) -> CommendationRow:
    row = CommendationRow(line, read_person(line), squeeze(line.text("branch")))
    row.title, row.given_by = line.text("title").strip(), line.text("given_by").strip()
    for name, text in (("title", row.title), ("given_by", row.given_by)):
        if len(text) > LONGEST_TITLE:
            line.fault(name, _("超过 80 个字，请写得短些。"))
    if not row.title:
        line.fault("title", _("没有填写荣誉称号，请补填或删去这一行。"))
    if not row.given_by:
        row.given_by = _("未写明")
        line.warn("given_by", _("没有写授予单位，暂记“未写明”，查到后请更正。"))
    row.form, row.level = _form_of(row.title), _level_of(line)
    day = read_date(line, "given_on", today=today, required=True)
    row.given_on = month_first(line, "given_on", day) if day else None
    return row


def _form_of(title: str) -> str:
    key = header_key(title)
    known: dict[str, list[str]] = words("values")["honours"]
    found = (form for form, said in known.items() if any(header_key(one) in key for one in said))
    return next(found, "other")


def _level_of(line: Line) -> str:
    level = meaning(line.text("level"), "honour_levels")
    if level is None:
        line.warn("level", _("看不出是哪一级的表彰，暂按基层党委计，请核对。"))
    return level or "base"


def check_commendation(row: CommendationRow, unit: Unit, held: _Held) -> None:
    """Say whose name no roster has, who was not there that day, and what the system has already."""
    people, line = unit.named(row.name, row.given_on), row.line
    if len(people) != 1:
        said = (
            _("花名册中有两个“%(name)s”，分不清是谁，请在姓名后注明并改花名册。")
            if people
            else _("花名册中没有“%(name)s”，请核对姓名，或先登记这名党员。")
        )
        line.fault("name", said % {"name": row.name})
        return
    person, day = people[0], row.given_on
    if day and not person.there_on(day):
        said = _("%(name)s在 %(day)s 不在这个支部，请核对表彰日期，或登记到当时的支部。")
        line.fault("given_on", said % {"name": row.name, "day": day.isoformat()})
    elif day and (person.uid, row.title, day) in held:
        line.warn("title", _("系统中已有这项表彰，不再导入。"))
        line.table.settled.add(line.index)
    elif person.row and person.row.line.faulty:
        said = _("花名册第 %(row)d 行（%(name)s）有错，改正后这一行才能导入。")
        line.warn("name", said % {"row": person.row.line.number, "name": row.name})
        line.table.settled.add(line.index)
