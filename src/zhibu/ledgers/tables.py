"""The lines of the five tables: dues, commendations, sanctions, changes, attendance."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from zhibu.core.periods import Month
from zhibu.core.spreadsheets import Cell
from zhibu.dues import queries as collected
from zhibu.honours import queries as honours
from zhibu.honours import rules
from zhibu.ledgers.spans import Span
from zhibu.meetings import regulation
from zhibu.meetings.models import Attended, State
from zhibu.mobility.headings import Heading
from zhibu.mobility.queries import reports
from zhibu.mobility.rules import quarter_of
from zhibu.party.models import Member, Organization

Row = tuple[Cell, ...]
HIDDEN = "••••••"


def dues(branch: str, span: Span, *, amounts: bool) -> Iterator[Row]:
    """Yield each member's standing month by month; what was paid only for who may see it."""
    years = range(span.first.year, span.last.year + 1)
    by_month = {month: told for year in years for month, told in _of(branch, year, span)}
    members = {uid for told in by_month.values() for uid in told}
    names = dict(
        Member.objects.filter(uid__in=members)
        .order_by("name_key", "uid")
        .values_list("uid", "name")
    )
    for uid, name in names.items():
        for month, told in sorted(by_month.items()):
            if one := told.get(uid):
                sums = (one.owed, one.paid) if amounts else (HIDDEN, HIDDEN)
                state = _("缴清") if one.settled else _("欠缴")
                yield name, f"{month // 100}-{month % 100:02d}", *sums, state


def _of(branch: str, year: int, span: Span) -> Iterator[tuple[int, Any]]:
    first, last = Month.of(span.first).index, Month.of(span.last).index
    for month, told in collected.year_of(branch, year).items():
        if first <= month <= last:
            yield month, told


def commendations(branch: Organization, span: Span) -> Iterator[Row]:
    """Yield who was commended, when and by whom."""
    known = rules.in_force()
    for one in honours.of_branch(branch, span.first, span.last).commendations:
        form = known.commendations.get(one.form, one.form)
        level = known.levels.get(one.level, one.level)
        yield one.member.name, one.given_on, form, level, one.title, one.given_by


def sanctions(branch: Organization, span: Span) -> Iterator[Row]:
    """Yield who was sanctioned and until when it has effect. For who may see it only."""
    known = rules.in_force().sanctions
    for one in honours.of_branch(branch, span.first, span.last).sanctions:
        form = known[one.form].title if one.form in known else one.form
        yield one.member.name, one.decided_on, form, one.until_on or _("无期限")


def changes(branch: Organization, span: Span, on: date) -> Iterator[Row]:
    """Yield who came, left, converted, took or left a post, flowed out or in, by quarters."""
    last = min(span.last, on)
    quarter = quarter_of(span.first)
    while quarter.first_day <= last:
        for line in reports.report_of(branch, quarter, last).lines:
            if span.first <= line.on <= last:
                yield line.name, line.on, str(Heading(line.heading).label), line.words
        quarter = quarter.after


def attendance(branch: str, span: Span) -> Iterator[Row]:
    """Yield how often each member was expected and came. Talks are nobody's attendance. A query."""
    private = [key for key, form in regulation.forms().items() if regulation.is_private(form)]
    counts = {state.value: Count("pk", filter=Q(state=state)) for state in State}
    rows = (
        Attended.objects.filter(
            meeting__branch_id=branch,
            meeting__withdrawn=False,
            meeting__held_on__range=(span.first, span.last),
        )
        .exclude(meeting__form__in=private)
        .values("member__name", "member__name_key", "member_id")
        .annotate(expected=Count("pk"), **counts)
        .order_by("member__name_key", "member_id")
    )
    for row in rows.values_list("member__name", "expected", "present", "excused", "absent"):
        yield tuple(row)
