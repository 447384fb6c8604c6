"""Pages that span rooms: they read, and leave every act to its room."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from zhibu.assessment import queries as assessment
from zhibu.desk.latest import latest_of
from zhibu.desk.record import page_of
from zhibu.desk.standing import standing_of
from zhibu.party.access import BranchRequest, SignedRequest, acting, signed_in
from zhibu.party.permits import Ability


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request)
    if standing and standing.oversees and standing.committee:
        return redirect("desk:overview", standing.committee.uid)
    if standing and standing.branch:
        return redirect("desk:branch", standing.branch.uid)
    return render(request, "desk/home.html")


@require_GET
@acting(Ability.SEE_SCORES, param="organization")
def overview(request: BranchRequest) -> HttpResponse:
    today = timezone.localdate()
    year = _year_of(request, today.year)
    shown = assessment.overview_of(request.branch, year=year, as_of=today)
    return render(request, "desk/overview.html", {"overview": shown, "scope": request.branch})


@require_GET
@acting(Ability.SEE_SCORES)
def branch(request: BranchRequest) -> HttpResponse:
    today = timezone.localdate()
    private = request.permits.may(Ability.SEE_BRANCH_PRIVATE, request.branch)
    card = assessment.scorecard_of(request.branch, year=today.year, as_of=today)
    shown = {
        "branch": request.branch,
        "card": card,
        "dues": assessment.due_of(request.branch, as_of=today)[:5],
        "latest": latest_of(request.branch, private=private),
        "private": private,
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }
    return render(request, "desk/branch.html", shown)


@require_GET
@signed_in
def record(request: SignedRequest, rec: str) -> HttpResponse:
    return render(request, "desk/record.html", {"record": page_of(rec, request.permits)})


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    return set_language(request)


@require_GET
def burden(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/burden.html", {"page": request.GET.get("page", "")})


def _year_of(request: HttpRequest, this_year: int) -> int:
    """Return the year asked for, or this one where nothing sensible was asked."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == len("2026") else 0
    return year if 2000 <= year <= this_year else this_year  # noqa: PLR2004 - no records before
