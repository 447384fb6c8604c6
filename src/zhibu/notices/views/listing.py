"""A branch's notices, and a committee's: grouped by cause and by state, never by rank."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.journal.log import civil
from zhibu.notices import presenting, queries
from zhibu.notices.models import State
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

PER_PAGE = 30
MOST = 2_000


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def of_branch(request: BranchRequest) -> HttpResponse:
    """Show what a branch was asked to mend."""
    found = queries.notices_of(request.branch)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = presenting.rows_of(page.object_list, civil(request.hand.at))
    return render(
        request, "notices/branch.html", {"branch": request.branch, "page": page, "rows": rows}
    )


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def of_committee(request: BranchRequest) -> HttpResponse:
    """Show the notices to all branches below, by state and by cause."""
    found = queries.notices_under(request.branch)
    state, cause = request.GET.get("state", ""), request.GET.get("cause", "")
    state = state if state in State.values else ""
    counts = queries.counts_by_state(found)
    every = list(found[:MOST])
    shown = [
        one
        for one in every
        if (not state or one.state == state) and (not cause or cause in one.codes)
    ]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organization": request.branch,
        "page": page,
        "rows": presenting.rows_of(page.object_list, civil(request.hand.at)),
        "states": [(key, label, counts[key]) for key, label in State.choices if key in counts],
        "causes": presenting.causes_of(every),
        "state": state,
        "cause": cause,
        "may_issue": request.permits.may(Ability.ISSUE_NOTICES, request.branch),
        "waiting": queries.drafts_of(request.branch).count(),
    }
    return render(request, "notices/committee.html", context)
