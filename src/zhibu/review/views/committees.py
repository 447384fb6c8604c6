"""A committee's board of judgement, and to whom it delegates."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.assessment.judges import somebody
from zhibu.core.ids import is_id
from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.party.sets import Level
from zhibu.review import actions, presenting, queries, rules
from zhibu.review.forms import DelegationForm
from zhibu.review.models import Delegation
from zhibu.review.views import doors

PER_PAGE = 50
APPEALS_SHOWN = 50
MONTHS_BACK = 12


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def committee(request: BranchRequest) -> HttpResponse:
    """Show which branches wait for whose sheets, which appeals for an answer, and the months."""
    year, today = doors.year_of(request), civil(request.hand.at)
    found = queries.sittings_under(request.branch, year=year, on=today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    person = somebody(request).uid
    waiting = queries.appeals_under(request.branch)[:APPEALS_SHOWN]
    context = {
        "organization": request.branch,
        "year": year,
        "years": doors.years_shown(),
        "page": page,
        "rows": [(branch, presenting.states_of(one, person)) for branch, one in page.object_list],
        "appeals": presenting.rows_of(waiting, today),
        "spots": queries.spots_of(request.branch)[:5],
        "months": [Month.of(today).shift(-back) for back in range(MONTHS_BACK)],
        "commented": queries.months_commented(request.branch),
        "judges": request.permits.may(Ability.RUN_ASSESSMENT, request.branch),
        "rules": rules.in_force(),
    }
    return render(request, "review/committee.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.DECIDE_RESULTS, param="organization")
def delegations(request: BranchRequest) -> HttpResponse:
    """Show what a committee delegated; take another delegation."""
    form = DelegationForm(request.POST or None, initial={"from_on": civil(request.hand.at)})
    below = party.organizations_under(request.branch).exclude(pk=request.branch.uid)
    form.fields["committee"].queryset = below.exclude(level=Level.BRANCH)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            told = form.cleaned_data
            actions.delegate(organization=request.branch, hand=request.hand, **told)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：委托考核。"))
            return redirect("review:delegations", request.branch.uid)
    context = {
        "organization": request.branch,
        "form": form,
        "rows": [(one, _occasions(one)) for one in queries.delegations_of(request.branch)],
    }
    status = 422 if form.is_bound else 200
    return render(request, "review/delegations.html", context, status=status)


@require_POST
def end_delegation(request: HttpRequest, delegation: str) -> HttpResponse:
    """Take a delegation back."""
    found = Delegation.objects.filter(rec=delegation) if is_id(delegation, "r") else None
    row = found.select_related("organization").first() if found is not None else None
    if row is None:
        access.sign(request)
        raise Http404
    admitted = access.admit(request, Ability.DECIDE_RESULTS, row.organization_id)
    try:
        reason = request.POST.get("reason", "")
        actions.withdraw_delegation(row, reason=reason, hand=admitted.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已入账：撤回委托。已交的评判表不受影响。"))
    return redirect("review:delegations", row.organization_id)


def _occasions(one: Delegation) -> str:
    known = rules.in_force().occasions
    return "、".join(_(known[name].title) for name in one.occasions if name in known)
