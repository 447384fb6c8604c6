"""Rows of a ledger of admission: applicants, activists, candidates and probationary members."""

import re
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.periods import Month
from zhibu.intake.checking.cells import month_first, read_date, read_person, why_not_a_day
from zhibu.intake.checking.persons import (
    first_seen,
    read_born_on,
    read_code,
    read_id_number,
    read_sex,
)
from zhibu.intake.checking.rows import AdmissionRow
from zhibu.intake.reading.dates import NotADay, read_day
from zhibu.intake.reading.tables import Line, Table
from zhibu.intake.reading.texts import fold, header_key, person, squeeze
from zhibu.intake.reading.words import meaning, says_none, synonyms, words
from zhibu.party import membership

APPLIED, EXAMINED = "applied_on", "examined_on"
LONGEST_WORK, LONGEST_REMARK = 50, 300
_BETWEEN = re.compile(r"[、,，;；/\n]+")


def steps_of() -> dict[str, str]:
    """Return the step whose day each column gives, in the order of the procedure."""
    found: dict[str, str] = words("values")["admission_steps"]
    return found


def read_admissions(table: Table, *, today: date) -> list[AdmissionRow]:
    """Read the rows of a ledger of admission; somebody twice is told on the later row."""
    rows: list[AdmissionRow] = []
    seen: dict[tuple[str, ...], int] = {}
    implied = _implied(table)
    for line in table.lines():
        name = read_person(line)
        first = first_seen(line, name, seen)
        if first:
            told = {"name": name, "row": first}
            line.fault("name", _("%(name)s与第 %(row)d 行是同一人，请删去其中一行。") % told)
            continue
        row = _read(line, name, today)
        row.stage = row.stage or implied
        rows.append(row)
    return rows


def _implied(table: Table) -> str:
    """Return the stage that a roster's title tells for all its rows; nothing where it tells two."""
    for text in (table.title, table.sheet.name, table.sheet.file):
        key = header_key(text.rsplit(".", 1)[0])
        longest = sorted(
            synonyms("values", "admission_states").items(), key=lambda one: -len(one[0])
        )
        found = {stage for word, stage in longest if len(word) > 2 and word in key}  # noqa: PLR2004
        if len(found) == 1 and "发展党员" not in key:
            return found.pop()
    return ""


def _read(line: Line, name: str, today: date) -> AdmissionRow:
    row = AdmissionRow(line, name, squeeze(line.text("branch")))
    row.id_number = read_id_number(line)
    row.sex = read_sex(line, row.id_number)
    row.born_on = read_born_on(line, row.id_number, today)
    row.education = read_code(line, "education", "educations")
    row.work = line.text("position")[:LONGEST_WORK]
    row.remark = line.text("remark")[:LONGEST_REMARK]
    row.stage = _stage(line)
    _read_days(row, today)
    row.mentors, row.sponsors = _people(line, "mentors"), _people(line, "sponsors")
    if row.born_on is None and not line.blames("born_on", "id_number"):
        line.fault("born_on", _("没有身份证号码，也没有出生日期，请至少补填其中一项。"))
    _check_age(row)
    return row


def _stage(line: Line) -> str:
    text = squeeze(line.text("state"))
    found = meaning(text, "admission_states") if text else ""
    if found is None:
        said = _("“%(text)s”不是发展阶段，请填入党申请人、入党积极分子、发展对象或预备党员。")
        line.fault("state", said % {"text": text[:20]})
    return found or ""


def _read_days(row: AdmissionRow, today: date) -> None:
    last: date | None = None
    for column in steps_of():
        if column == EXAMINED:
            row.examined = _examined(row.line, today)
            last = max((last or date.min, *row.examined)) if row.examined else last
            continue
        on = _day(row.line, column, today, last=last)
        if on:
            row.days[column], last = on, max(last or on, on)
    converted = read_date(row.line, "converted_on", today=today)
    row.converted_on = converted.on if converted else None


def _day(line: Line, column: str, today: date, *, last: date | None) -> date | None:
    """Return a column's day; of a bare month its first, or the day before it in that month."""
    day = read_date(line, column, today=today, required=column == APPLIED)
    if day is None:
        return None
    if day.month_only and last and Month.of(last) == day.month:
        said = _("只写到月，暂按 %(day)s 计，查到日期后请更正。")
        line.warn(column, said % {"day": last.isoformat()})
        return last
    return month_first(line, column, day)


def _examined(line: Line, today: date) -> tuple[date, ...]:
    """Return the days of the half-yearly examinations: one in the cell, or several."""
    value = line.value(EXAMINED)
    if not isinstance(value, str) or not _BETWEEN.search(value.strip()):
        day = read_date(line, EXAMINED, today=today)
        return (month_first(line, EXAMINED, day),) if day else ()
    found = []
    for part in filter(None, (one.strip() for one in _BETWEEN.split(fold(value)))):
        try:
            day = read_day(part, year=line.table.year)
        except NotADay as fault:
            line.fault(EXAMINED, why_not_a_day(fault, line, EXAMINED))
            return ()
        if day.on > today:
            said = _("%(day)s 还没有到，请核对考察日期。")
            line.fault(EXAMINED, said % {"day": day.on.isoformat()})
            return ()
        found.append(month_first(line, EXAMINED, day))
    return tuple(sorted(set(found)))


def _people(line: Line, column: str) -> tuple[str, ...]:
    text = line.text(column)
    if says_none(text):
        return ()
    names = (person(part) for part in _BETWEEN.split(fold(text)))
    return tuple(dict.fromkeys(name for name in names if name))


def _check_age(row: AdmissionRow) -> None:
    applied = row.days.get(APPLIED)
    if applied is None or row.born_on is None:
        return
    grown_up = membership.grown_up_on(row.born_on)
    if applied < grown_up:
        said = _("申请入党那天未满十八周岁（%(day)s 年满），请核对申请日期和出生日期。")
        row.line.fault(APPLIED, said % {"day": grown_up.isoformat()})
