"""Rows of a dues list: what follows from the base, what was paid, month by month."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zhibu.core.periods import Month
from zhibu.dues.actions import owed_by_rates
from zhibu.intake.checking.cells import read_person, read_yuan
from zhibu.intake.checking.rows import PaymentRow
from zhibu.intake.reading.dates import NotADay, read_day, read_month
from zhibu.intake.reading.numbers import NotANumber, read_money
from zhibu.intake.reading.tables import Line, Table
from zhibu.intake.reading.texts import squeeze
from zhibu.intake.reading.words import words

_FIXED = ("student", "unemployed", "relief", "farmer")


def read_payments(table: Table, *, today: date) -> list[PaymentRow]:
    """Read the rows of a dues list; each that is at fault is told."""
    rows: list[PaymentRow] = []
    seen: dict[tuple[str, ...], int] = {}
    for line in table.lines():
        row = _read(line, today)
        key = (row.name, row.unit, *(str(month) for month in row.paid))
        first = seen.setdefault(key, line.number)
        if row.name and first != line.number:
            told = {"name": row.name, "row": first}
            line.fault("name", _("%(name)s在第 %(row)d 行已有，请删去其中一行。") % told)
        rows.append(row)
    _check_totals(table, rows)
    return rows


def _read(line: Line, today: date) -> PaymentRow:
    row = PaymentRow(line, read_person(line), squeeze(line.text("branch")))
    row.base, row.owed = read_yuan(line, "base"), read_yuan(line, "owed")
    row.paid = dict(_paid(line, today))
    _check_owed(line, row)
    _check_sum(line, row)
    return row


def _paid(line: Line, today: date) -> Iterator[tuple[Month, Decimal | None]]:
    columns = line.table.header.months
    if not columns:
        month, paid = _month_of(line), read_yuan(line, "paid")
        if month is None and not line.blames("month"):
            line.fault("month", _("看不出是哪个月的党费，请填写月份，例如 2026-03。"))
        elif paid is None and not line.blames("paid"):
            line.warn("paid", _("没有填写实缴，按还没有缴登记，请核对。"))
        if month:
            yield month, paid
    for column, month in columns.items():
        amount = _amount_at(line, column)
        if amount is not None and amount > 0 and month > Month.of(today):
            words_said = _("%(month)s还没有到，这笔预缴先不导入，到时请补记。")
            line.warn_at(column, words_said % {"month": month})
            amount = None
        yield month, amount


def _amount_at(line: Line, column: int) -> Decimal | None:
    value = line.table.sheet.at(line.index, column)
    try:
        amount = read_money(value)
    except NotANumber as fault:
        told = {"text": str(fault)[:20]}
        line.fault_at(column, _("“%(text)s”不是金额，请只填数字，例如 49.99。") % told)
        return None
    if amount is not None and (amount < 0 or amount != amount.quantize(Decimal("0.01"))):
        line.fault_at(column, _("金额应不小于 0、最多两位小数，请更正。"))
        return None
    return amount


def _month_of(line: Line) -> Month | None:
    table = line.table
    month = read_month(line.value("month"), year=table.year)
    if month:
        return month
    if said := line.text("month").strip():
        words_said = _("“%(text)s”看不出是哪个月，请填写年月，例如 2026-03。")
        line.fault("month", words_said % {"text": said[:20]})
        return None
    found = re.search(r"(?:(\d{4})年)?(\d{1,2})月", squeeze(table.title + table.sheet.file))
    if found and (found[1] or table.year) and 1 <= int(found[2]) <= 12:  # noqa: PLR2004
        return Month(int(found[1] or table.year or 0), int(found[2]))
    try:
        return read_day(line.value("paid_on"), year=table.year).month
    except NotADay:
        return None


def _check_owed(line: Line, row: PaymentRow) -> None:
    """Compare what is owed with what the rates make of the base, for every kind of payer."""
    if line.blames("base", "owed"):
        return
    if row.base is None:
        if row.owed is None and line.table.has("owed"):
            line.fault("owed", _("没有填写月应缴，也没有基数可算，请补填。"))
        return
    month = next(iter(row.paid), None)
    if month is None:
        return
    row.payer = _payer_said(line) or "wage"
    right = owed_by_rates(row.base, row.payer, month)
    if row.owed is None:
        row.owed = right
    elif row.owed != right and not _otherwise(line, row, month):
        words_said = _("基数 %(base)s 元按现行比例应缴 %(right)s 元，表中是 %(owed)s 元，请核对。")
        told = {"base": row.base, "right": right, "owed": row.owed}
        line.fault("owed" if line.table.has("owed") else "base", words_said % told)


def _otherwise(line: Line, row: PaymentRow, month: Month) -> bool:
    """Say whether another kind of payer, or a reduction that is noted, explains the amount."""
    note = squeeze(line.text("remark") + line.text("category"))
    if any(word in note for word in words("values")["dues_kinds"]["reduced"]):
        line.warn("owed", _("注明减免，按表中金额登记，请确认已经上级党委批准。"))
        return True
    if (
        row.payer != "retired"
        and row.base
        and row.owed == owed_by_rates(row.base, "retired", month)
    ):
        line.warn("owed", _("与工资基数不符，与离退休党员的比例相符，按离退休登记，请确认。"))
        row.payer = "retired"
        return True
    return False


def _payer_said(line: Line) -> str | None:
    note = squeeze(line.text("category") + line.text("remark"))
    kinds = words("values")["dues_kinds"]
    if any(word in note for word in kinds["retired"]):
        return "retired"
    return None


def _check_sum(line: Line, row: PaymentRow) -> None:
    months = line.table.header.months
    if line.blames(*months) or not line.table.has("total") or not months:
        return
    said = read_yuan(line, "total")
    paid = sum((amount for amount in row.paid.values() if amount), Decimal(0))
    if said is not None and said != paid:
        told = {"said": said, "paid": paid}
        line.warn("total", _("合计写 %(said)s 元，各月相加是 %(paid)s 元，请核对。") % told)


def _check_totals(table: Table, rows: list[PaymentRow]) -> None:
    for index in table.totals:
        line = Line(table, index)
        for column, month in table.header.months.items():
            try:
                said = read_money(table.sheet.at(index, column))
            except NotANumber:
                continue
            paid = sum((row.paid.get(month) or Decimal(0) for row in rows), Decimal(0))
            if said is not None and said != paid:
                told = {"said": said, "paid": paid}
                line.warn_at(
                    column, _("合计写 %(said)s 元，各行相加是 %(paid)s 元，请核对。") % told
                )
