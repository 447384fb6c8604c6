"""Results of a year: what everybody may see, and the committee's meeting that decides."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.core.refusal import Refusal
from zhibu.grading import actions, measure, presenting, queries, standings
from zhibu.grading.forms import ResultsForm
from zhibu.grading.views import doors
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

FEW_ROWS, MOST_ROWS = 3, 40


@require_safe
@acting(Ability.SEE_SCORES, param="organization")
def results(request: BranchRequest) -> HttpResponse:
    """Show a year's decided results: bands of each class; names only of the advanced."""
    year = doors.year_of(request)
    found = queries.results_of(request.branch, year)
    lines = queries.lines_of(found) if found else []
    private = request.permits.may(Ability.SEE_BRANCH_PRIVATE, request.branch)
    context = {
        "organization": request.branch,
        "year": year,
        "years": doors.years_shown(),
        "results": found,
        "classes": presenting.published(lines),
        "lines": [presenting.decided(line) for line in lines] if private else [],
        "decides": request.permits.may(Ability.DECIDE_RESULTS, request.branch),
    }
    return render(request, "grading/results.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.DECIDE_RESULTS, param="organization")
def decide(request: BranchRequest) -> HttpResponse:
    """Show what was computed, as a proposal; take what the meeting decided."""
    year = doors.year_of(request)
    proposals = standings.proposals_of(request.branch, year)
    former = queries.results_of(request.branch, year)
    form = ResultsForm(
        proposals, request.POST or None, rows=_rows(request), correcting=former is not None
    )
    if form.is_bound and form.is_valid() and _decided(request, form, year):
        messages.success(request, _("已入账：年度结果。"))
        address = reverse("grading:results", args=[request.branch.uid])
        return redirect(f"{address}?year={year}")
    return _show(request, form, proposals, correcting=former is not None)


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def committee(request: BranchRequest) -> HttpResponse:
    """Show a committee what waits: claims, vetoes, wishes, results."""
    year = doors.year_of(request)
    standard = measure.standard_of(request.branch.uid, year)
    context = {
        "organization": request.branch,
        "standard": standard,
        "year": year,
        "claims": queries.claims_under(request.branch),
        "vetoes": queries.vetoes_under(request.branch),
        "wishes": queries.wishes_under(request.branch),
        "classes": presenting.classes_of(request.branch, standard),
        "results": queries.results_of(request.branch, year),
        "decides": request.permits.may(Ability.DECIDE_RESULTS, request.branch),
    }
    return render(request, "grading/committee.html", context)


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def branch(request: BranchRequest) -> HttpResponse:
    """Show a branch its class and how it moved, its claims, vetoes and results."""
    today = civil(request.hand.at)
    standard = measure.standard_of(request.branch.uid, today.year)
    vetoes = queries.vetoes_of(request.branch)
    permits = request.permits
    context = {
        "branch": request.branch,
        "standard": standard,
        "now": queries.class_title(request.branch.branch_class),
        "bounds": standard.classes.get(request.branch.branch_class),
        "moves": queries.moves_of(request.branch, standard),
        "wish": queries.open_wish_of(request.branch),
        "claims": queries.claims_of(request.branch),
        "vetoes": [(one, presenting.veto_title(standard, one.veto)) for one in vetoes],
        "results": presenting.own_results(request.branch),
        "keeps": permits.may(Ability.RECORD_WORK, request.branch),
        "decides": permits.may(Ability.DECIDE_RESULTS, request.branch),
        "moves_others": permits.may(Ability.MANAGE_ORGANIZATIONS, request.branch),
    }
    return render(request, "grading/branch.html", context)


def _decided(request: BranchRequest, form: ResultsForm, year: int) -> bool:
    try:
        actions.decide_results(
            organization=request.branch, year=year, told=form.told(), hand=request.hand,
            reason=form.cleaned_data.get("reason", ""),
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal.field, refusal.words)
        return False
    return True


def _show(
    request: BranchRequest,
    form: ResultsForm,
    proposals: tuple[standings.Proposal, ...],
    *,
    correcting: bool,
) -> HttpResponse:
    grouped = standings.by_class(proposals)
    year = doors.year_of(request)
    context = {
        "organization": request.branch,
        "year": year,
        "years": doors.years_shown(),
        "form": form,
        "former": correcting,
        "classes": [
            (queries.class_title(key) or _("未分类"), [presenting.proposed(one) for one in found])
            for key, found in grouped.items()
        ],
        "open": sum(not one.seal for one in proposals),
        "early": civil(request.hand.at).year <= year,
        "rows": min(form.rows + FEW_ROWS, MOST_ROWS),
    }
    return render(request, "grading/decide.html", context, status=422 if form.is_bound else 200)


def _rows(request: BranchRequest) -> int:
    told = request.GET.get("rows", "")
    known = told.isdecimal() and len(told) < len("100")
    return min(int(told), MOST_ROWS) if known else FEW_ROWS
