"""A branch's cases, and what waits for a committee's act below it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.procedures import conduct, defined, listed, telling

PER_PAGE = 30


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def of_branch(request: BranchRequest) -> HttpResponse:
    """Show a branch's cases: what is due, why, by when."""
    today = civil(request.hand.at)
    family = _family(request)
    ended = "ended" in request.GET
    found = listed.cases_in_order(request.branch, family, ended=ended)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "branch": request.branch,
        "page": page,
        "rows": listed.rows_of(list(page.object_list), today),
        "families": listed.counts_of(request.branch),
        "family": family,
        "ended": ended,
        "starts": _starts(request),
        "told": _told(request, Ability.RECORD_WORK, Ability.MANAGE_MEMBERS),
        "today": today,
    }
    return render(request, "procedures/branch.html", context)


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def of_committee(request: BranchRequest) -> HttpResponse:
    """Show what waits for the committee, and what is overdue below it, by cause."""
    today = civil(request.hand.at)
    approves = request.permits.may(Ability.APPROVE_CASES, request.branch)
    only = "overdue" if "overdue" in request.GET else ""
    cause = request.GET.get("cause", "")
    causes = listed.causes_under(request.branch, today)
    found = listed.awaited_under(request.branch, overdue_on=today if only else None, cause=cause)
    pages = Paginator(found, PER_PAGE)
    pages.count = sum(  # the causes were counted already: not again
        late if only else waits for key, _title, waits, late in causes if cause in {"", key}
    )
    page = pages.get_page(request.GET.get("page"))
    context = {
        "organization": request.branch,
        "page": page,
        "rows": listed.awaited_rows(list(page.object_list), today, approves=approves),
        "causes": causes,
        "cause": cause,
        "overdue": only,
        "told": _told(request, Ability.APPROVE_CASES),
        "today": today,
    }
    return render(request, "procedures/committee.html", context)


def _family(request: BranchRequest) -> str:
    asked = request.GET.get("family", "")
    return asked if asked in defined.families() else ""


def _told(request: BranchRequest, *abilities: Ability) -> list[telling.Told]:
    """Return what lately done steps tell the reader, by what the reader may do here."""
    mine = [one for one in abilities if request.permits.may(one, request.branch)]
    return telling.told_to(request.branch, mine, now=request.hand.at)


def _starts(request: BranchRequest) -> list[tuple[str, str]]:
    """Return the opening forms that the reader may use, with their titles."""
    if not request.permits.may(Ability.RECORD_WORK, request.branch):
        return []
    titles = defined.families()
    return [(titles.get(one, one), url) for one, url in conduct.starts().items()]
