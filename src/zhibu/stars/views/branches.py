"""A branch's stars and the account of each item. Open to everybody here; words about it are not."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.assessment import queries as assessment
from zhibu.assessment.models import Purpose
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.stars import hints, presenting, queries
from zhibu.stars.forms import ReasonForm


@require_safe
@acting(Ability.SEE_SCORES)
def of_branch(request: BranchRequest) -> HttpResponse:
    """Show what stars a branch has, what each lacks, and how it was rated."""
    if not request.branch.is_branch:
        raise Http404
    today = civil(request.hand.at)
    private = request.permits.may(Ability.SEE_BRANCH_PRIVATE, request.branch)
    page = presenting.branch_page(request.branch, today)
    context = {
        "branch": request.branch,
        "page": page,
        "mode": presenting.mode_words(page.mode),
        "today": today,
        "private": private,
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
        "decides": request.permits.may(Ability.DECIDE_RESULTS, request.branch),
        "withdraw": ReasonForm(),
    }
    if private:
        context |= {
            "hints": hints.hints_of([request.branch], today).get(request.branch.uid, []),
            "sheets": queries.sheets_about(request.branch),
            "circles": queries.circles_of(request.branch),
            "overhauls": queries.overhauls_of(request.branch),
        }
    return render(request, "stars/branch.html", context)


@require_safe
@acting(Ability.SEE_SCORES)
def item(request: BranchRequest, code: str) -> HttpResponse:
    """Show one item of the star standard, answered for by its records."""
    today = civil(request.hand.at)
    try:
        account = assessment.account_of(
            request.branch, code, year=today.year, as_of=today, purpose=Purpose.STARS
        )
    except KeyError as unknown:
        raise Http404 from unknown
    context = {
        "account": account,
        "branch": request.branch,
        "private": request.permits.may(Ability.SEE_BRANCH_PRIVATE, request.branch),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }
    return render(request, "stars/item.html", context)
