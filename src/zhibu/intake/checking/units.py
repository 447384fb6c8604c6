"""Rows of an organization list."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.periods import add_months
from zhibu.intake.checking.cells import month_first, month_last, read_date
from zhibu.intake.checking.rows import UnitRow
from zhibu.intake.reading.dates import NotADay, read_day
from zhibu.intake.reading.tables import Line, Table
from zhibu.intake.reading.texts import fold, hidden_signs, squeeze, unit_key
from zhibu.intake.reading.words import meaning
from zhibu.party import membership

_LONGEST_NAME = 50


def read_units(table: Table, *, today: date) -> list[UnitRow]:
    """Read the rows of an organization list; each that is at fault is told."""
    rows: list[UnitRow] = []
    seen: dict[str, int] = {}
    for line in table.lines():
        row = _read(line, today)
        first = seen.setdefault(unit_key(row.name), line.number)
        if row.name and first != line.number:
            words = _("“%(name)s”与第 %(row)d 行重复，请删去其中一行。")
            line.fault("name", words % {"name": row.name, "row": first})
        rows.append(row)
    _check_circles(rows)
    return rows


def _read(line: Line, today: date) -> UnitRow:
    name = _name(line)
    level, form = _level(line, name)
    row = UnitRow(line, name, level, squeeze(line.text("superior")), form)
    if level == "branch":
        row.branch_class = _class(line)
    founded = read_date(line, "founded_on", today=today)
    row.founded_on = month_first(line, "founded_on", founded) if founded else None
    _read_term(line, row, today)
    if not row.superior and level in {"branch", "general_branch"}:
        words = _("没有填写上级组织，请填写上级党组织的名称。")
        line.fault("superior", words)
    return row


def _name(line: Line) -> str:
    raw = line.value("name")
    text = squeeze(raw) if isinstance(raw, str) else ""
    hidden = hidden_signs(raw) if isinstance(raw, str) else []
    if hidden:
        words = _("组织名称含有看不见的字符（%(signs)s），请删去后重新输入。")
        line.fault("name", words % {"signs": "、".join(hidden[:3])})
    elif not text:
        line.fault("name", _("没有填写组织名称，请补填或删去这一行。"))
    elif len(text) > _LONGEST_NAME:
        line.fault("name", _("组织名称超过 50 个字，请写规范简称。"))
    return text


def _level(line: Line, name: str) -> tuple[str, str]:
    text = line.text("level")
    form = meaning(text, "branch_forms")
    level = "branch" if form else meaning(text, "levels")
    if not level:
        words = _("“%(text)s”不是组织类别，请填党委、党总支或党支部。")
        line.fault("level", words % {"text": text[:20]})
    if level == "party_group":
        line.fault("level", _("党小组不是一级党组织，请从本表删去，在支部名册中填写党小组。"))
    if not form and level == "branch":
        form = _form_in(name)
    return level or "", form or "regular"


def _form_in(name: str) -> str | None:
    for sign, form in (
        ("联合", "joint"),
        ("临时", "provisional"),
        ("项目部", "project"),
        ("流动", "floating"),
    ):
        if sign in name:
            return form
    return None


def _class(line: Line) -> str:
    text = line.text("branch_class")
    found = meaning(text, "classes")
    if not found and text:
        words = _("“%(text)s”不是支部类别（一类至四类），暂不填，请核对。")
        line.warn("branch_class", words % {"text": text[:20]})
    elif not found:
        line.warn("branch_class", _("没有填写支部类别，考核前请补填。"))
    return (found or "").lower()


def _read_term(line: Line, row: UnitRow, today: date) -> None:
    started = read_date(line, "term_from", today=today)
    row.term_from = month_first(line, "term_from", started) if started else None
    if not fold(line.text("term_until")):
        if row.term_from:
            line.warn("term_until", _("没有填写任期止，本届任期不导入，请补填。"))
            row.term_from = None
        return
    try:
        until = read_day(line.value("term_until"))
    except NotADay:
        read_date(line, "term_until", today=date.max, required=True)
        return
    row.term_until = month_last(line, "term_until", until)
    _check_term(line, row, today)


def _check_term(line: Line, row: UnitRow, today: date) -> None:
    if not row.term_from or not row.term_until:
        return
    if row.term_until <= row.term_from:
        line.fault("term_until", _("任期止早于任期起，请核对两个日期。"))
    elif row.term_until > add_months(membership.longest_term_until(row.term_from), 1):
        line.warn("term_until", _("任期超过五年，请核对（一般三年，村和社区五年）。"))
    elif row.term_until < today:
        words = _("任期已于 %(day)s 届满，换届后请补记新一届。")
        line.warn("term_until", words % {"day": row.term_until.isoformat()})


def _check_circles(rows: list[UnitRow]) -> None:
    above: Mapping[str, str] = {unit_key(row.name): unit_key(row.superior) for row in rows}
    for row in rows:
        at, steps = unit_key(row.superior), 0
        while at and at != unit_key(row.name) and steps <= len(rows):
            at, steps = above.get(at, ""), steps + 1
        if at and at == unit_key(row.name):
            words = _("“%(name)s”的上级关系成了圈，请核对上级组织。")
            row.line.fault("superior", words % {"name": row.name})
