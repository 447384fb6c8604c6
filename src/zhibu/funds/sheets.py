"""A year's book as sheets: the journal, the trial balance, plan and use. No person's name."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.funding import yuan_of
from zhibu.core.spreadsheets import Cell
from zhibu.funds import books, queries
from zhibu.paper.xlsx import Sheet
from zhibu.party.models import Organization


def sheets_of(organization: Organization, year: int, today: date) -> list[Sheet]:
    """Return the sheets of an organization's year."""
    told = queries.year_of(organization, year, today)
    title = _("%(name)s %(year)d 年活动经费") % {"name": organization.name, "year": year}
    return [
        Sheet(
            _("明细账"),
            [_("日期"), _("事项"), _("说明"), _("收入"), _("支出"), _("结存")],
            list(_lines(organization, year, told.opening)),
            title=title,
            widths=[12, 22, 40, 14, 14, 14],
        ),
        Sheet(
            _("科目余额"),
            [_("科目"), _("借方"), _("贷方"), _("余额")],
            [
                (one.account.title, yuan_of(one.debit), yuan_of(one.credit), yuan_of(one.balance))
                for one in told.trial.lines
            ],
            title=title,
            widths=[28, 14, 14, 14],
            notes=[_("各科目余额合计恒为零，由记录按复式记账算出。")],
        ),
        Sheet(
            _("预算执行"),
            [_("用途"), _("预算"), _("支出")],
            [(one.title, yuan_of(one.planned), yuan_of(one.spent)) for one in told.uses],
            title=title,
            widths=[28, 14, 14],
        ),
    ]


def _lines(organization: Organization, year: int, held: int) -> Iterator[tuple[Cell, ...]]:
    chart = books.chart()
    moves: list[tuple[date, str, str, int]] = [
        (one.received_on, f"in:{one.source}", one.words, one.fen)
        for one in queries.receipts_of(organization, year)
    ]
    moves += [
        (one.spent_on, f"out:{one.line}", one.application.purpose, -one.fen)
        for one in queries.expenses_in(organization, year)
    ]
    for on, code, words, fen in sorted(moves, key=lambda move: (move[0], -move[3])):
        held += fen
        came, went = (yuan_of(fen), None) if fen > 0 else (None, yuan_of(-fen))
        yield on, chart[code].title, words, came, went, yuan_of(held)
