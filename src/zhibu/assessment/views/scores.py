"""A branch's scorecard and its items. They are open to every member of the installation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from zhibu.assessment import charts, queries
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

YEARS = 2


@require_GET
@acting(Ability.SEE_SCORES)
def scorecard(request: BranchRequest) -> HttpResponse:
    today = timezone.localdate()
    year = _year_of(request, today.year)
    card = queries.scorecard_of(request.branch, year=year, as_of=today)
    shown = {
        "card": card,
        "branch": request.branch,
        "gauge": charts.gauge_of(card),
        "trend": charts.trend_of(card),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
        "years": range(today.year - YEARS + 1, today.year + 1),
    }
    return render(request, "assessment/scorecard.html", shown)


@require_GET
@acting(Ability.SEE_SCORES)
def item(request: BranchRequest, code: str) -> HttpResponse:
    today = timezone.localdate()
    year = _year_of(request, today.year)
    private = request.permits.may(Ability.SEE_BRANCH_PRIVATE, request.branch)
    try:
        account = queries.account_of(request.branch, code, year=year, as_of=today)
    except KeyError as unknown:
        raise Http404 from unknown
    shown = {
        "account": account,
        "branch": request.branch,
        "private": private,
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }
    return render(request, "assessment/item.html", shown)


def _year_of(request: HttpRequest, otherwise: int) -> int:
    """Return the year asked for, if it is one of those shown; else this one."""
    told = request.GET.get("year", "")
    year = int(told) if told.isdecimal() and len(told) == 4 else otherwise  # noqa: PLR2004 - yyyy
    return year if otherwise - YEARS < year <= otherwise else otherwise
