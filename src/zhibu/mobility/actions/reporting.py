"""A quarter's report, confirmed by one click and frozen."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.journal import log, tree
from zhibu.journal.leaves import Hand, Leaf
from zhibu.mobility import queries, rules
from zhibu.mobility.queries import Report
from zhibu.mobility.records import QuarterReportSent
from zhibu.mobility.refusals import CannotReport
from zhibu.mobility.rules import Quarter
from zhibu.party.models import Organization


def send_report(*, branch: Organization, quarter: Quarter, hand: Hand) -> Leaf:
    """Confirm what the records say of a quarter; it is frozen with the journal's head.

    Raises CannotReport for a quarter that lasts on, one before the branch was there, and one that
    was reported already.
    """
    with log.act(branch.uid):
        today = log.civil(hand.at)
        _insist_on_quarter(branch, quarter, today)
        told = queries.report_of(branch, quarter, today)
        return log.append(_record(branch, told, today), unit=branch.uid, **hand.told)


def may_send(quarter: Quarter, today: date) -> bool:
    """Say whether a quarter is near enough to its end to be reported."""
    return (quarter.last_day - today).days <= rules.in_force().reported.number


def _insist_on_quarter(branch: Organization, quarter: Quarter, today: date) -> None:
    if not may_send(quarter, today):
        words = _("这个季度还没有到季末，请在 %(day)s 前 %(days)d 天内或以后报送。")
        days = rules.in_force().reported.number
        raise CannotReport(words % {"day": quarter.last_day.isoformat(), "days": days})
    if quarter.last_day < branch.founded_on:
        raise CannotReport(_("那时支部还没有成立，没有可以报送的内容。"))
    if queries.was_sent(branch.uid, quarter):
        raise CannotReport(_("这个季度已经报送，不用再报。"))


def _record(branch: Organization, told: Report, today: date) -> QuarterReportSent:
    size = tree.size()
    return QuarterReportSent(
        branch=branch.uid,
        year=told.quarter.year,
        quarter=told.quarter.number,
        sent_on=today,
        counts_on=min(today, told.quarter.last_day),
        members=told.members,
        full_members=told.full_members,
        floating_out=told.floating_out,
        floating_in=told.floating_in,
        size=size,
        root=tree.root(size).hex(),
        lines=told.lines,
    )
