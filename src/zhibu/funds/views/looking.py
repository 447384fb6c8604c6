"""A year of activity funds: for who keeps them, for everybody as published, for the committee."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.core.periods import Month
from zhibu.funds import queries, rules, sheets
from zhibu.journal.log import civil
from zhibu.paper.xlsx import write_xlsx
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

YEARS = range(2000, 2200)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def listing(request: BranchRequest) -> HttpResponse:
    """Show a year: what there is, where it came from, what it is for, what waits."""
    today, year = civil(request.hand.at), year_asked(request)
    told = rules.in_force(today)
    context = {
        "branch": request.branch,
        "rules": told,
        "told": queries.year_of(request.branch, year, today),
        "applications": queries.applications_of(request.branch, year),
        "receipts": queries.receipts_of(request.branch, year),
        "expenses": queries.expenses_in(request.branch, year),
        "months": queries.unpublished(request.branch, year, today),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
        "this_year": today.year,
    }
    return render(request, "funds/list.html", context)


@require_safe
@acting(Ability.SEE_SCORES)
def disclosure(request: BranchRequest) -> HttpResponse:
    """Show the published months of a year to everybody: amounts, no names."""
    year = year_asked(request)
    context = {
        "branch": request.branch,
        "year": year,
        "this_year": civil(request.hand.at).year,
        "rows": [
            (Month.from_index(one.month), one)
            for one in queries.publications_of(request.branch, year)
        ],
        "private": request.permits.may(Ability.SEE_BRANCH_PRIVATE, request.branch),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }
    return render(request, "funds/disclosure.html", context)


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def committee(request: BranchRequest) -> HttpResponse:
    """Show what waits for a decision, and every branch: plan and use, matching, per member."""
    today, year = civil(request.hand.at), year_asked(request)
    told = rules.in_force(today)
    context = {
        "branch": request.branch,
        "rules": told,
        "year": year,
        "this_year": today.year,
        "rows": queries.under(request.branch, year, today),
        "waiting": [(one, told.lines.get(one.line)) for one in
                    queries.waiting_under(request.branch)],
    }  # fmt: skip
    return render(request, "funds/committee.html", context)


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def export(request: BranchRequest) -> HttpResponse:
    """Return a year's book as a spreadsheet in which nothing runs."""
    year = year_asked(request)
    content = write_xlsx(sheets.sheets_of(request.branch, year, civil(request.hand.at)))
    response = HttpResponse(content, content_type=XLSX)
    name = _("活动经费 %(branch)s %(year)d.xlsx") % {"branch": request.branch.name, "year": year}
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def year_asked(request: HttpRequest) -> int:
    """Return the year that the address asks for, or this one."""
    asked = request.GET.get("year", "")
    year = int(asked[:5]) if asked.isascii() and asked.isdigit() else 0
    hand = getattr(request, "hand", None)
    return year if year in YEARS or hand is None else civil(hand.at).year
