"""A committee rates its branches for a period: reckoned stars are proposed, people decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.models import Organization
from zhibu.party.permits import Ability
from zhibu.stars import actions, measure, periods, presenting, queries
from zhibu.stars.forms import StarsForm
from zhibu.stars.measure import Reckoned
from zhibu.stars.models import Rating
from zhibu.stars.periods import Period

PER_PAGE = 20
ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """A branch to be rated with its form, or its rating where it was."""

    branch: Organization
    reckoned: Reckoned
    form: StarsForm | None
    rating: Rating | None


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.DECIDE_RESULTS, param="organization")
def rate(request: BranchRequest) -> HttpResponse:
    """Show the branches of a period that has ended; rate one, or all of the page."""
    if request.branch.is_branch:
        raise Http404
    modes = periods.Modes()
    among = periods.open_periods(modes, request.branch, civil(request.hand.at))
    if not among:
        return _show(request, [], among=among)
    asked = request.POST.get("period") or request.GET.get("period")
    period = next((one for one in among if one.key == asked), among[0])
    mode = modes.of(request.branch, period.year)
    branches = [
        one
        for one in party.branches_under(request.branch)
        if modes.of(one, period.year) == mode and one.founded_on <= period.as_of
    ]
    page = Paginator(branches, PER_PAGE).get_page(request.GET.get("page"))
    rows = _rows(request, list(page.object_list), period, by=mode.by)
    chosen = [row for row in rows if row.form is not None and row.form.is_bound]
    if request.method == "POST" and _rated(request, chosen, period):
        address = reverse("stars:rate", args=[request.branch.uid])
        return redirect(f"{address}?period={period.key}&page={page.number}")
    return _show(request, rows, among=among, period=period, page=page)


def _rows(
    request: BranchRequest, branches: Sequence[Organization], period: Period, *, by: str
) -> list[Row]:
    units = [one.uid for one in branches]
    reckoned, rated = measure.reckon(units, period, by=by), queries.rated_in(units, period)
    asked = request.POST.get("rate", "")
    rows = []
    for one in branches:
        form = None
        if one.uid not in rated:
            data = request.POST if asked in (ALL, one.uid) else None
            form = StarsForm(reckoned[one.uid], by, data, prefix=one.uid)
        rows.append(Row(one, reckoned[one.uid], form, rated.get(one.uid)))
    return rows


def _rated(request: BranchRequest, rows: Sequence[Row], period: Period) -> bool:
    forms = [(row.branch, row.form) for row in rows if row.form is not None]
    if not all([form.is_valid() for _branch, form in forms]):  # noqa: C419 - each is to say its own
        return False
    decisions = [form.decision(branch) for branch, form in forms]
    try:
        sent = actions.rate(
            committee=request.branch, period=period, decisions=decisions, hand=request.hand
        )
    except Refusal as refusal:
        if len(forms) == 1:
            forms[0][1].refuse(refusal.field, refusal.words)
        else:
            messages.error(request, str(refusal.words))
        return False
    messages.success(request, _("已评定 %(n)d 个支部，已入账。") % {"n": len(sent)})
    return True


def _show(
    request: BranchRequest, rows: Sequence[Row], *, among: Sequence[Period],
    period: Period | None = None, page: "Page[Organization] | None" = None,
) -> HttpResponse:  # fmt: skip
    mode = periods.Modes().of(request.branch, civil(request.hand.at).year)
    context = {
        "organization": request.branch,
        "rows": rows,
        "among": among,
        "period": period,
        "page": page,
        "mode": presenting.mode_words(mode),
        "waiting": sum(row.form is not None for row in rows),
    }
    return render(
        request, "stars/rate.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
def withdraw_rating(request: HttpRequest, rating: str) -> HttpResponse:
    """Withdraw a rating that was wrong."""
    found = Rating.objects.filter(rec=rating).first() if is_id(rating, "r") else None
    if found is None:
        raise Http404
    admitted = access.admit(request, Ability.DECIDE_RESULTS, found.branch_id)
    if not queries.may_undo(found.committee, admitted.branch, admitted.permits):
        raise PermissionDenied
    try:
        reason = request.POST.get("reason", "")
        actions.withdraw_rating(found, reason=reason, hand=admitted.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已入账：撤回星级评定。"))
    return redirect("stars:branch", found.branch_id)
