"""A committee's view: terms that end, the structure of officers, the reserve list."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.elections import actions, clocks, officers, queries, wording
from zhibu.elections.forms import ReserveEndForm, ReserveForm
from zhibu.elections.models import ReserveSecretary
from zhibu.journal import log
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.models import Member
from zhibu.party.permits import Ability

MOST_NAMES = 2_000


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def of_committee(request: BranchRequest) -> HttpResponse:
    """Show which terms end, how posts are filled, and how old officers are."""
    today = log.civil(request.hand.at)
    branches = list(party.branches_under(request.branch))
    structure = officers.structure_of(branches, today)
    context = {
        "organization": request.branch,
        "today": today,
        "due": clocks.due_lines(branches, today),
        "structure": structure,
        "vacancies": [one for line in structure.branches for one in line.vacancies],
        "may_open": request.permits.may(Ability.APPROVE_CASES, request.branch),
        "reserves": queries.reserves_of(request.branch).filter(ended_on=None).count(),
    }
    return render(request, "elections/committee.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.APPROVE_CASES, param="organization")
def reserves(request: BranchRequest) -> HttpResponse:
    """Show the reserve list of secretaries, and put somebody on it."""
    today = log.civil(request.hand.at)
    form = ReserveForm(_members(request), request.POST or None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            actions.reserve(
                organization=request.branch, member=Member.objects.get(pk=found["member"]),
                on=found["on"], recommended_by=found["recommended_by"], hand=request.hand,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words, refusal.basis)
        else:
            messages.success(request, _("已入账：列入后备书记。"))
            return redirect("elections:reserves", request.branch.uid)
    context = {
        "organization": request.branch, "form": form, "lines": _lines(request),
        "ending": ReserveEndForm(initial={"on": today}),
    }  # fmt: skip
    return render(request, "elections/reserves.html", context, status=422 if form.errors else 200)


def _members(request: BranchRequest) -> list[tuple[str, str]]:
    """Return the full members of a committee's branches, with the branch beside the name."""
    under = party.branches_under(request.branch)
    found = Member.objects.filter(
        affiliations__organization__in=under, affiliations__until_on=None
    ).order_by("name_key", "uid")
    rows = found.values_list("uid", "name", "affiliations__organization__name")[:MOST_NAMES]
    return [(uid, f"{name}（{branch}）") for uid, name, branch in rows]


def _lines(request: BranchRequest) -> list[dict[str, object]]:
    rows = list(queries.reserves_of(request.branch)[:MOST_NAMES])
    leaves = log.latest_of([one.rec for one in rows])
    records = log.records_of([leaves[one.rec] for one in rows]) if rows else []
    return [
        {"row": row, "by": record.recommended_by, "result": wording.RESERVE_RESULTS.get(row.result)}
        for row, record in zip(rows, records, strict=True)
    ]


@require_POST
@acting(Ability.APPROVE_CASES, param="organization")
def reserve_result(request: BranchRequest, reserve: str) -> HttpResponse:
    """Enter what came of somebody on the list."""
    entry = _entry(request, reserve)
    form = ReserveEndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选日期和结果。"))
        return redirect("elections:reserves", request.branch.uid)
    try:
        actions.end_reserve(entry=entry, hand=request.hand, **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已入账：后备书记结果。"))
    return redirect("elections:reserves", request.branch.uid)


def _entry(request: HttpRequest, rec: str) -> ReserveSecretary:
    own = ReserveSecretary.objects.filter(organization=getattr(request, "branch", None))
    found = own.filter(pk=rec).first() if is_id(rec, "r") else None
    if found is None:
        raise Http404
    return found
