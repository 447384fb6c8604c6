"""An item traced: every sum by month and lag, the rule's numbers, the arithmetic, the records."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment import (
    arithmetic,
    asking,
    decisions,
    engine,
    evidence,
    scorecard,
    standing,
    totals,
    words,
)
from zhibu.assessment.evidence import Proof
from zhibu.assessment.models import Purpose
from zhibu.assessment.scorecard import Reckoning
from zhibu.assessment.values import FactRecord, FactRow, FactTable, Sum, Trace
from zhibu.core import explanation
from zhibu.core.catalogue import Nature
from zhibu.core.explanation import Standing
from zhibu.core.lag import Lag
from zhibu.core.reading import Year
from zhibu.core.rules import Column
from zhibu.core.standard import COUNTED, LIVE, Item
from zhibu.core.sums import SLOTS
from zhibu.journal import facts, log
from zhibu.journal.log import Evidence
from zhibu.journal.sums import rows_of
from zhibu.party.models import Organization

Told = Mapping[str, Mapping[int, list[int]]]


def trace_of(
    branch: Organization,
    code: str,
    *,
    year: int,
    as_of: date,
    purpose: str = Purpose.ASSESSMENT,
) -> Trace:
    """Return an item from its records to its points and on to the total.

    A constant number of queries. Raises KeyError where the standard has no such item, and
    NoStandard where nothing scores the branch for that purpose.
    """
    found = scorecard.reckon(branch, year=year, as_of=as_of, purpose=purpose)
    item = found.standard.item(code)
    line = next(one for one in found.lines if one.item is item)
    scores = engine.judge(found.standard, found.sums, as_of)
    behind = _records(branch, item, year)
    proof = Proof(len({one.rec for told in behind.values() for one in told}), 0)
    over = as_of >= date(year, 12, 31)
    return Trace(
        branch=branch.uid,
        name=branch.name,
        year=year,
        as_of=as_of,
        standard=standing.note_of(found.standard),
        line=scorecard.line_of(line, proof, None),
        months=tuple(range(1, SLOTS)),
        numbers=tuple(_numbers(item)),
        facts=tuple(_tables(line, found, behind)),
        sums=_sums(line, found),
        total=totals.sums_of(scores, branch.branch_class, over=over),
    )


def _sums(line: explanation.Line, found: Reckoning) -> tuple[Sum, ...]:
    if line.standing is not Standing.MEASURED:
        return ()
    return arithmetic.points_of(line, Year(found.sums, found.as_of, facts.calendar()))


def _numbers(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what the standard says of the item: what is asked, what it costs, its bounds."""
    yield _("要求"), asking.required(item)
    yield _("扣分"), asking.deduction(item)
    yield _("分值"), words.spell(item.scale)
    if item.at_least:
        yield _("下限"), words.spell(item.at_least)
    if item.at_most != item.points:
        ceiling = _("不封顶") if item.at_most is None else words.spell(item.at_most)
        yield _("上限"), ceiling
    if item.applies:
        told = {"fact": words.act_named(item.applies.fact), "least": item.applies.at_least}
        yield _("适用"), _("%(fact)s ≥ %(least)d 的月份") % told
    for grade in item.grades:
        yield grade.title, f"{words.spell(grade.share)}%"
    if item.rubric:
        yield _("评分标准"), item.rubric
    yield _("依据"), words.basis_of(item)


def _tables(
    line: explanation.Line,
    found: Reckoning,
    behind: Mapping[str, tuple[FactRecord, ...]],
) -> Iterator[FactTable]:
    item = line.item
    if not item.measured:
        return
    told = _by_lag(found)
    hidden = {
        fact
        for rater, rating in zip(item.raters, line.ratings, strict=True)
        if decisions.is_hidden(rating)
        for fact in (rater.awarded, rater.offered)
    }
    columns: dict[str, list[Column]] = defaultdict(list)
    for column in (*item.columns, Column(COUNTED, Lag.HISTORY), Column(LIVE, Lag.HISTORY)):
        if column not in columns[column.fact]:
            columns[column.fact].append(column)
    for name in (*columns, *item.decided):
        if name in hidden:
            note = _("回答的人不足 5 个，分月合计不显示。")
            yield FactTable(name, words.act_named(name), "", (), (), note)
        else:
            yield _table(name, columns.get(name, ()), found, told.get(name, {}), behind)


def _table(  # noqa: PLR0917 - one fact with all that is known of it
    name: str,
    columns: Iterable[Column],
    found: Reckoning,
    told: Mapping[int, list[int]],
    behind: Mapping[str, tuple[FactRecord, ...]],
) -> FactTable:
    rows = [_row(_lag_said(Lag(lag)), months) for lag, months in sorted(told.items())]
    for column in columns:
        read = found.sums.of(column)[:, 0].tolist()
        rows.append(_row(_("规则读取：%(lag)s") % {"lag": _until(column.lag)}, read, read=True))
    level = name in facts.known() and facts.known()[name].nature is Nature.LEVEL
    records = behind.get(name, ())
    return FactTable(
        name=name,
        title=words.act_named(name),
        nature=_("累计数：各月变动，逐月相加为月末数") if level else _("发生数：各月合计"),
        rows=tuple(rows),
        records=records,
        note=_note(name, told, records),
    )


def _row(title: str, months: Iterable[int], *, read: bool = False) -> FactRow:
    told = tuple(int(each) for each in months)
    return FactRow(title, told, sum(told), read)


def _note(name: str, told: Mapping[int, list[int]], records: tuple[FactRecord, ...]) -> str:
    """Say whether the year's records add up to the sums."""
    if name in facts.covering():
        return _("由每个党员或党小组的合计得出：达到规定数的算一个。")
    year = sum(sum(months[1:]) for months in told.values())
    stated = sum(one.value for one in records)
    if len(records) >= evidence.MOST:
        return _("记录太多，只列前 %(most)d 条。") % {"most": evidence.MOST}
    if year == stated:
        return _("本年记录合计 %(sum)d，与各月合计相符。") % {"sum": stated}
    return _("本年记录合计 %(stated)d，各月合计 %(sum)d，不相符：请在账本核验。") % {
        "stated": stated, "sum": year,
    }  # fmt: skip


def _by_lag(found: Reckoning) -> Told:
    """Return the year's sums by fact, lag and month. One query."""
    told: dict[str, dict[int, list[int]]] = defaultdict(dict)
    for _unit, fact, month, lag, value in rows_of([found.branch.uid], found.year):
        row = told[fact].setdefault(lag, [0] * SLOTS)
        row[month - found.year * 100] += value
    return told


def _records(
    branch: Organization, item: Item, year: int
) -> Mapping[str, tuple[FactRecord, ...]]:  # fmt: skip
    """Return the records of the year behind each fact that the item reads."""
    names = [*item.facts, *item.decided, COUNTED, LIVE]
    found = log.evidence_of(
        branch.uid,
        facts=names,
        first=date(year, 1, 1),
        until=date(year, 12, 31),
        limit=evidence.MOST,
    )
    told: dict[str, list[FactRecord]] = defaultdict(list)
    for one in found:
        told[one.fact].append(_record(one))
    return {name: tuple(records) for name, records in told.items()}


def _record(one: Evidence) -> FactRecord:
    return FactRecord(
        rec=one.leaf.rec,
        title=words.act_named(one.fact),
        on=one.on,
        at=one.leaf.at,
        lag=_lag_said(one.leaf.lag),
        value=one.value,
    )


def _lag_said(lag: Lag) -> str:
    if lag is Lag.SAME_DAY:
        return _("当日录入")
    if lag is Lag.HISTORY:
        return _("历史补录")
    if lag is Lag.LATER:
        return _("22 个工作日以后录入")
    return _("%(days)d 个工作日内录入") % {"days": lag.days}


def _until(lag: Lag) -> str:
    if lag is Lag.HISTORY:
        return _("全部")
    if lag is Lag.LATER:
        return _("全部，启用后的补录除外")
    if lag is Lag.SAME_DAY:
        return _("当日录入的")
    return _("%(days)d 个工作日内录入的") % {"days": lag.days}
