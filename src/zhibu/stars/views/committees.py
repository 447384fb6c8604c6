"""A committee's stars: who needs what, how is rated, who is an example."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.stars import actions, periods, presenting, queries, rules
from zhibu.stars.forms import DemonstrationForm, ModeForm, ReasonForm
from zhibu.stars.models import By, Demonstration, Every

FIRST = 6


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def of_committee(request: BranchRequest) -> HttpResponse:
    """Show the branches below by what they need, what waits, and what stands out."""
    today = civil(request.hand.at)
    page = presenting.committee_page(request.branch, today)
    context = {
        "organization": request.branch,
        "page": page,
        "mode": presenting.mode_words(page.mode),
        "today": today,
        "star": request.GET.get("star", ""),
        "first": FIRST,
        "examples": queries.demonstrations(request.branch, today).count(),
        "decides": request.permits.may(Ability.DECIDE_RESULTS, request.branch),
    }
    return render(request, "stars/committee.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.DECIDE_RESULTS, param="organization")
def mode(request: BranchRequest) -> HttpResponse:
    """Show how is rated; declare it otherwise."""
    if request.branch.is_branch:
        raise Http404
    year = civil(request.hand.at).year
    now = periods.Modes().of(request.branch, year)
    initial = {"by": now.by, "every": now.every, "from_year": year}
    form = ModeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "by": By(form.cleaned_data["by"])}
        told["every"] = Every(form.cleaned_data["every"])
        try:
            actions.declare_mode(committee=request.branch, hand=request.hand, **told)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：星级评定办法。"))
            return redirect("stars:committee", request.branch.uid)
    context = {"organization": request.branch, "form": form, "now": presenting.mode_words(now),
               "mode": now, "rules": rules.in_force()}  # fmt: skip
    return render(request, "stars/mode.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.SEE_SCORES, param="organization")
def examples(request: BranchRequest) -> HttpResponse:
    """Show the demonstration branches below with their days; name one more."""
    decides = request.permits.may(Ability.DECIDE_RESULTS, request.branch)
    if request.method == "POST" and not decides:
        raise PermissionDenied
    branches = list(party.branches_under(request.branch)) if decides else []
    form = DemonstrationForm(branches, request.POST or None)
    if request.method == "POST" and form.is_valid() and _named(request, form):
        return redirect("stars:examples", request.branch.uid)
    rows = queries.demonstrations(request.branch, civil(request.hand.at))
    context = {"organization": request.branch, "rows": rows, "form": form, "decides": decides,
               "withdraw": ReasonForm()}  # fmt: skip
    return render(request, "stars/examples.html", context, status=422 if form.errors else 200)


def _named(request: BranchRequest, form: DemonstrationForm) -> bool:
    told = form.cleaned_data
    role = request.permits.role_for(Ability.DECIDE_RESULTS, request.branch)
    if role is None:
        raise PermissionDenied
    try:
        actions.name_demonstration(
            committee=request.branch, branch=party.organization(told["branch"]),
            title=told["title"], reason=told["reason"], until_on=told["until_on"],
            hand=access.hand_of(request.account, role, at=request.hand.at),
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal.field, refusal.words)
        return False
    messages.success(request, _("已入账：命名示范党支部。"))
    return True


@require_POST
def withdraw_example(request: HttpRequest, example: str) -> HttpResponse:
    """Withdraw a name before its day."""
    found = Demonstration.objects.filter(rec=example).first() if is_id(example, "r") else None
    if found is None:
        raise Http404
    admitted = access.admit(request, Ability.DECIDE_RESULTS, found.branch_id)
    if not queries.may_undo(found.committee, admitted.branch, admitted.permits):
        raise PermissionDenied
    try:
        reason = request.POST.get("reason", "")
        actions.withdraw_demonstration(found, reason=reason, hand=admitted.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已入账：撤销示范党支部。"))
    return redirect("stars:examples", found.committee_id)
