"""A return as a workbook: the tables, the definitions, the closing checks."""

from collections.abc import Callable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.spreadsheets import Cell
from zhibu.paper.xlsx import Sheet, write_xlsx
from zhibu.party.models import Organization
from zhibu.returns import actions
from zhibu.returns.counted import Counted, count_and_join
from zhibu.returns.presenting import Shown, tables_of
from zhibu.returns.spans import Span

STEPS = 3  # counted, fingerprinted, written
Progress = Callable[[int, int], None]
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def made(org: Organization, span: Span, *, progress: Progress) -> bytes:
    """Count a return and return it as xlsx; ``progress`` is told after each step of it."""
    found = count_and_join(org, span)
    progress(1, STEPS)
    digest = actions.digest_of(org, found)
    progress(2, STEPS)
    return workbook(org, found, digest=digest)


def workbook(org: Organization, counted: Counted, *, digest: str) -> bytes:
    """Return a return as xlsx, nothing in it that a spreadsheet program would run."""
    tables = tables_of(counted, single=org.is_branch)
    told = Sheet(
        name=_("报表"),
        title=title_of(org, counted.span),
        headings=(_("表号"), _("项目"), _("数"), _("占比")),
        rows=_lines(tables),
        widths=(10, 36, 10, 10),
        notes=(_("数字指纹（SHA-256）：%(digest)s") % {"digest": digest},),
    )
    return write_xlsx([told, _definitions(tables), _checks(counted)])


def title_of(org: Organization, span: Span) -> str:
    """Return what a return is called."""
    return _("%(name)s党内统计%(every)s（%(first)s 至 %(on)s）") % {
        "name": org.name, "every": span.every.label, "first": _iso(span.first), "on": _iso(span.on),
    }  # fmt: skip


def name_of(org: Organization, span: Span) -> str:
    """Return the name of a return's file."""
    return f"{org.name}-{span.every.label}-{_iso(span.on)}.xlsx"


def _lines(tables: tuple[Shown, ...]) -> Iterator[tuple[Cell, ...]]:
    for table in tables:
        yield (table.id, table.title)
        if table.cannot:
            yield ("", table.cannot)
        for line in table.lines:
            number: Cell = _("单个支部不显示") if line.number is None else line.number
            yield ("", "　" * line.depth + line.title, number, line.share)


def _definitions(tables: tuple[Shown, ...]) -> Sheet:
    said: dict[str, tuple[Cell, ...]] = {}
    for line in (line for table in tables for line in table.lines if line.formula):
        sure = "" if line.sure else _("默认，待确认")
        said.setdefault(line.title, (line.title, line.formula, line.basis, sure))
    headings = (_("指标"), _("计算方法"), _("依据"), _("可信度"))
    return Sheet(_("指标说明"), headings, list(said.values()), widths=(24, 60, 40, 14))


def _checks(counted: Counted) -> Sheet:
    rows = [
        (one.title, one.left, one.right, _("相符") if one.holds else _("不符"))
        for one in counted.checks
    ]
    return Sheet(
        _("核对"), (_("核对项"), _("分项合计"), _("总数"), _("结果")), rows, widths=(40, 12, 12, 8)
    )


def _iso(day: date) -> str:
    return day.isoformat()
