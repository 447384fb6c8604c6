"""Checks that several lists share: names, days, numbers."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zhibu.intake.reading.dates import Day, NotADay, read_day
from zhibu.intake.reading.numbers import NotANumber, read_count, read_money
from zhibu.intake.reading.tables import Line
from zhibu.intake.reading.texts import hidden_signs, is_person, person, private_signs
from zhibu.intake.reading.words import label_of

LONGEST_NAME = 50
EARLIEST = date(1900, 1, 1)


def read_person(line: Line, name: str = "name") -> str:
    """Read a person's name; what cannot be one is an error in words."""
    value = line.value(name)
    raw = value if isinstance(value, str) else line.text(name)
    hidden = hidden_signs(raw)
    if hidden:
        words = _("%(column)s含有看不见的字符（%(signs)s），请删去后重新输入。")
        line.fault(name, words % {"column": _("姓名"), "signs": "、".join(hidden[:3])})
        return ""
    tidy = person(raw)
    if not tidy:
        line.fault(name, _("没有填写姓名，请补填或删去这一行。"))
    elif not is_person(tidy):
        words = _("“%(name)s”不像姓名：姓名只用汉字、字母和间隔号，请更正。")
        line.fault(name, words % {"name": tidy[:30]})
    elif len(tidy) > LONGEST_NAME:
        line.fault(name, _("姓名超过 50 个字，请更正。"))
    elif private_signs(tidy):
        words = _("姓名含有自造字（%(signs)s），换一台电脑会显示成别的字，请改用国标字。")
        line.fault(name, words % {"signs": "、".join(private_signs(tidy))})
    return tidy


def read_date(line: Line, name: str, *, today: date, required: bool = False) -> Day | None:
    """Read a day of a past event; what is no day, or lies ahead, is an error in words."""
    try:
        day = read_day(line.value(name), year=line.table.year)
    except NotADay as fault:
        if fault.code != "empty" or required:
            line.fault(name, why_not_a_day(fault, line, name))
        return None
    if day.on > today or day.on < EARLIEST:
        words = _("%(day)s 不合理：%(column)s应在 1900 年至今天之间，请核对。")
        line.fault(name, words % {"day": day.on.isoformat(), "column": _label(line, name)})
        return None
    if day.guessed:
        words = _("单元格存成了数字，按 %(day)s 读取，请核对。")
        line.warn(name, words % {"day": day.on.isoformat()})
    return day


def why_not_a_day(fault: NotADay, line: Line, name: str) -> str:
    """Say why a cell is no day, and how to write one."""
    said = {"text": fault.text[:30], "column": _label(line, name)}
    words = {
        "empty": _("没有填写%(column)s，请补填，例如 2026-01-26。"),
        "unknown": _("%(column)s写的是“%(text)s”，不是日期；请查档案后填写，例如 2008-03-01。"),
        "no_such_day": _("没有“%(text)s”这一天，请核对%(column)s。"),
        "no_year": _("“%(text)s”没有年份，表题中也没有，请补上年份。"),
    }.get(fault.code, _("“%(text)s”不是能识别的日期，请写成 2026-01-26 的样子。"))
    return words % said


def month_first(line: Line, name: str, day: Day) -> date:
    """Return the day; where only a month is written, its first, and say so."""
    if day.month_only:
        words = _("只写到月，暂按 %(day)s 计，查到日期后请更正。")
        line.warn(name, words % {"day": day.on.isoformat()})
    return day.on


def month_last(line: Line, name: str, day: Day) -> date:
    """Return the day; where only a month is written, its last, and say so."""
    if not day.month_only:
        return day.on
    last = day.month.last_day
    words = _("只写到月，暂按当月最后一天 %(day)s 计，查到日期后请更正。")
    line.warn(name, words % {"day": last.isoformat()})
    return last


def read_people(line: Line, name: str) -> int | None:
    """Read a number of people; what is none is an error."""
    try:
        return read_count(line.value(name))
    except NotANumber as fault:
        words = _("“%(text)s”不是人数，请只填数字，例如 19。")
        line.fault(name, words % {"text": str(fault)[:30]})
        return None


def read_yuan(line: Line, name: str) -> Decimal | None:
    """Read an amount of a named column; what is none, or negative, is an error."""
    try:
        amount = read_money(line.value(name))
    except NotANumber as fault:
        words = _("“%(text)s”不是金额，请只填数字，例如 49.99。")
        line.fault(name, words % {"text": str(fault)[:30]})
        return None
    if amount is not None and (amount < 0 or -amount.as_tuple().exponent > 2):  # type: ignore[operator]  # noqa: PLR2004
        line.fault(name, _("金额应不小于 0、最多两位小数，请更正。"))
        return None
    return amount


def _label(line: Line, name: str) -> str:
    column = line.table.header.columns.get(name)
    label = line.table.header.labels.get(column, "") if column is not None else ""
    return label or label_of(line.table.kind, name)
