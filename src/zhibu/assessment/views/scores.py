"""A branch's scorecard and its items. They are open to every member of the installation."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from zhibu.assessment import charts, engine, queries
from zhibu.assessment.models import Purpose
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

YEARS = 2
Found = TypeVar("Found")


@require_GET
@acting(Ability.SEE_SCORES)
def scorecard(request: BranchRequest) -> HttpResponse:
    today = timezone.localdate()
    year = _year_of(request, today.year)
    purpose = _purpose_of(request)
    try:
        card = queries.scorecard_of(request.branch, year=year, as_of=today, purpose=purpose)
    except engine.NoStandard as unknown:
        raise Http404 from unknown
    shown = _common(request) | {
        "card": card,
        "gauge": charts.gauge_of(card),
        "trend": charts.trend_of(card),
        "years": range(today.year - YEARS + 1, today.year + 1),
    }
    return render(request, "assessment/scorecard.html", shown)


@require_GET
@acting(Ability.SEE_SCORES)
def item(request: BranchRequest, code: str) -> HttpResponse:
    """Show everything about one item."""
    account = _asked(request, code, queries.account_of)
    return render(request, "assessment/item.html", _common(request) | {"account": account})


@require_GET
@acting(Ability.SEE_SCORES)
def trace(request: BranchRequest, code: str) -> HttpResponse:
    """Show one item from its records to its points and on to the total."""
    found = _asked(request, code, queries.trace_of)
    return render(request, "assessment/trace.html", _common(request) | {"trace": found})


def _asked(request: BranchRequest, code: str, ask: Callable[..., Found]) -> Found:
    today = timezone.localdate()
    year, purpose = _year_of(request, today.year), _purpose_of(request)
    try:
        return ask(request.branch, code, year=year, as_of=today, purpose=purpose)
    except (KeyError, engine.NoStandard) as unknown:
        raise Http404 from unknown


def _common(request: BranchRequest) -> dict[str, object]:
    """Return what every page about a score shows; ``asked`` leads on with the same question."""
    this_year = timezone.localdate().year
    year, purpose = _year_of(request, this_year), _purpose_of(request)
    usual = year == this_year and purpose == Purpose.ASSESSMENT
    asked = {"year": str(year)} | ({} if purpose == Purpose.ASSESSMENT else {"purpose": purpose})
    return {
        "branch": request.branch,
        "purpose": purpose,
        "asked": "" if usual else f"?{urlencode(asked)}",
        "private": request.permits.may(Ability.SEE_BRANCH_PRIVATE, request.branch),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }


def _purpose_of(request: HttpRequest) -> str:
    """Return which of a branch's standards is asked for; assessment where nothing sensible was."""
    told = request.GET.get("purpose", "")
    return told if told in {Purpose.ASSESSMENT, Purpose.STARS} else Purpose.ASSESSMENT


def _year_of(request: HttpRequest, otherwise: int) -> int:
    """Return the year asked for, if it is one of those shown; else this one."""
    told = request.GET.get("year", "")
    year = int(told) if told.isdecimal() and len(told) == 4 else otherwise  # noqa: PLR2004 - yyyy
    return year if otherwise - YEARS < year <= otherwise else otherwise
