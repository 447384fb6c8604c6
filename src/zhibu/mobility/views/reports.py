"""A quarter's report: produced, looked at, confirmed with one click."""

import re
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.mobility import actions, queries
from zhibu.mobility.actions.reporting import may_send
from zhibu.mobility.headings import Heading
from zhibu.mobility.models import QuarterReport
from zhibu.mobility.records import Line
from zhibu.mobility.rules import Quarter, quarter_of
from zhibu.party import access
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

SHOWN = 40
_ASKED = re.compile(r"((?:19|20)[0-9]{2})-([1-4])")


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.SEE_BRANCH_PRIVATE)
def quarter_report(request: BranchRequest) -> HttpResponse:
    """Show a quarter as it was reported, or as it would be; confirm it."""
    today = civil(request.hand.at)
    past = list(queries.reports_of(request.branch))
    asked = _asked(request.GET.get("quarter", ""))
    quarter = asked or _latest(request, past, quarter_of(today))
    if request.method == "POST":
        return _send(request, quarter)
    sent = queries.sent_among(past, quarter)
    told = sent or queries.report_of(request.branch, quarter, today)
    open_still = not asked and quarter != quarter_of(today)  # chosen, for nobody reported it
    context = {
        "branch": request.branch,
        "quarter": quarter,
        "report": told,
        "sent": sent,
        "elsewhere": not sent and not open_still and queries.was_sent(request.branch.uid, quarter),
        "groups": _groups(told.lines),
        "past": past[:SHOWN],
        "may_manage": request.permits.may(Ability.MANAGE_MEMBERS, request.branch),
        "may_send": _may(request) and may_send(quarter, today),
        "today": today,
        "as_of": min(quarter.last_day, today),
    }
    return render(request, "mobility/quarter_report.html", context)


def _send(request: BranchRequest, quarter: Quarter) -> HttpResponse:
    admitted = access.admit(request, Ability.RECORD_WORK, request.branch.uid)
    try:
        leaf = actions.send_report(branch=admitted.branch, quarter=quarter, hand=admitted.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已报送，已入账。"), extra_tags=leaf.lh.hex())
    to = reverse("mobility:quarter-report", args=[request.branch.uid])
    return redirect(f"{to}?quarter={quarter.year}-{quarter.number}")


def _may(request: BranchRequest) -> bool:
    return request.permits.may(Ability.RECORD_WORK, request.branch)


def _asked(text: str) -> Quarter | None:
    found = _ASKED.fullmatch(text)
    return Quarter(int(found[1]), int(found[2])) if found else None


def _latest(request: BranchRequest, past: list[QuarterReport], now: Quarter) -> Quarter:
    """Return the quarter before, as long as it is not reported; then the one that lasts."""
    before = now.before
    live = request.branch.live_on is not None and request.branch.live_on <= before.last_day
    here = any((one.year, one.quarter) == (before.year, before.number) for one in past)
    sent = not live or here or queries.was_sent(request.branch.uid, before)
    return now if sent else before


def _groups(lines: tuple[Line, ...]) -> list[tuple[str, list[Line]]]:
    grouped = groupby(lines, key=lambda line: line.heading)
    return [(_title(heading), list(several)) for heading, several in grouped]


def _title(heading: str) -> str:
    return str(Heading(heading).label) if heading in Heading.values else heading
