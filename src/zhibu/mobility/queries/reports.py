"""What changed in a branch in a quarter, produced from what was recorded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zhibu.journal import log, sums
from zhibu.mobility.headings import Heading
from zhibu.mobility.models import Floating, QuarterReport, Side
from zhibu.mobility.records import Line, QuarterReportSent
from zhibu.mobility.records.reports import SENT
from zhibu.mobility.rules import Quarter
from zhibu.party import queries as party
from zhibu.party.models import Affiliation, Organization, PostHeld
from zhibu.party.sets import LeaveReason, Post, Standing

_LEFT = {
    LeaveReason.TRANSFERRED: Heading.TRANSFERRED_OUT, LeaveReason.DIED: Heading.DIED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """A quarter as it would be reported now. ``until`` is the day the numbers are of."""

    quarter: Quarter
    until: date
    members: int
    full_members: int
    floating_out: int
    floating_in: int
    lines: tuple[Line, ...]


def report_of(branch: Organization, quarter: Quarter, today: date) -> Report:
    """Produce a quarter's report. Five queries, whatever the number of members."""
    until = min(quarter.last_day, today)
    members = list(party.members_of(branch, until))
    floating = _floating_since(branch, quarter.first_day, until)
    sides = [one.side for one in floating if one.ended_on is None or one.ended_on > until]
    lines = (
        *_members(branch, quarter.first_day, until), *_posts(branch, quarter.first_day, until),
        *_floating(floating, quarter.first_day, until),
    )  # fmt: skip
    return Report(
        quarter,
        until,
        members=len(members),
        full_members=sum(one.standing_on(until) is Standing.FULL for one in members),
        floating_out=sides.count(Side.OUT),
        floating_in=sides.count(Side.IN),
        lines=tuple(sorted(lines, key=lambda line: (list(Heading).index(Heading(line.heading)),
                                                    line.on, line.name))),
    )  # fmt: skip


def reports_of(branch: Organization) -> QuerySet[QuarterReport]:
    """Return the quarters that were reported, the latest first."""
    found = QuarterReport.objects.filter(branch=branch)
    return found.order_by("-year", "-quarter")


def sent_report(branch: Organization, quarter: Quarter) -> QuarterReportSent | None:
    """Return a quarter's report as it was confirmed."""
    return sent_among(reports_of(branch), quarter)


def sent_among(reports: Iterable[QuarterReport], quarter: Quarter) -> QuarterReportSent | None:
    """Return a quarter's report as it was confirmed, from a branch's reports."""
    told = (quarter.year, quarter.number)
    found = next((one for one in reports if (one.year, one.quarter) == told), None)
    if found is None:
        return None
    sent: QuarterReportSent = log.record_of(log.leaf_of_record(found.rec))
    return sent


def was_sent(branch: str, quarter: Quarter) -> bool:
    """Say whether the quarter counts as reported, by whatever room said so. One query."""
    months = range(quarter.first_day.month, quarter.last_day.month + 1)
    told = sums.rows_of([branch], quarter.year)
    return (
        sum(value for _, fact, month, _, value in told if fact == SENT and month % 100 in months)
        > 0
    )


def _members(branch: Organization, first: date, last: date) -> Iterator[Line]:
    rows = Affiliation.objects.filter(organization=branch).select_related("member")
    days = (first, last)
    near = Q(from_on__range=days) | Q(until_on__range=days)
    for row in rows.filter(near | Q(member__converted_on__range=days, until_on=None)):
        member = row.member
        if first <= row.from_on <= last:
            new = member.joined_on == row.from_on
            heading = Heading.JOINED if new else Heading.TRANSFERRED_IN
            yield Line(heading.value, member.name, row.from_on, "")
        if member.converted_on and first <= member.converted_on <= last and row.is_open:
            yield Line(Heading.CONVERTED.value, member.name, member.converted_on, "")
        if row.until_on and first <= row.until_on <= last:
            reason = LeaveReason(row.reason)
            heading = _LEFT.get(reason, Heading.REDUCED)
            words = str(reason.label) if heading is Heading.REDUCED else ""
            yield Line(heading.value, member.name, row.until_on, words)


def _posts(branch: Organization, first: date, last: date) -> Iterator[Line]:
    days = (first, last)
    rows = PostHeld.objects.filter(
        Q(from_on__range=days) | Q(until_on__range=days), organization=branch
    )
    for row in rows.select_related("member"):
        post = str(Post(row.post).label)
        if first <= row.from_on <= last:
            yield Line(Heading.APPOINTED.value, row.member.name, row.from_on, post)
        if row.until_on and first <= row.until_on <= last:
            yield Line(Heading.RELIEVED.value, row.member.name, row.until_on, post)


def _floating_since(branch: Organization, first: date, last: date) -> list[Floating]:
    """Return who floated at any time of the days given."""
    found = Floating.objects.filter(branch=branch, registered_on__lte=last)
    found = found.filter(Q(ended_on=None) | Q(ended_on__gte=first))
    return list(found.select_related("member"))


def _floating(rows: Iterable[Floating], first: date, last: date) -> Iterator[Line]:
    for row in rows:
        name = row.member.name if row.member else row.name
        out = row.side == Side.OUT
        if first <= row.registered_on <= last:
            heading = Heading.FLOWED_OUT if out else Heading.FLOWED_IN
            yield Line(heading.value, name, row.registered_on, row.place or row.home)
        if row.ended_on and first <= row.ended_on <= last:
            yield Line(Heading.FLOATING_ENDED.value, name, row.ended_on, "")
