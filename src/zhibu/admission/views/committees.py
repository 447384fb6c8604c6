"""A committee's plan against what was admitted, and the variant its branches go by."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.admission import actions, presenting, queries
from zhibu.admission.forms import PlanForm, VariantForm
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.APPROVE_CASES, param="organization")
def plan(request: BranchRequest) -> HttpResponse:
    """Show a year's plan and what was used of it; enter it anew."""
    year = _year(request)
    branches = list(party.branches_under(request.branch))
    known = queries.quotas_of(request.branch, year)
    form = PlanForm(branches, known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told, reason = form.told(), form.cleaned_data["reason"]
        try:
            actions.set_quotas(
                organization=request.branch, year=year, lines=told, reason=reason,
                hand=request.hand,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：%(year)d 年发展计划。") % {"year": year})
            return redirect(f"{request.path}?year={year}")
    return _show(request, year, form, variant=_variant_form(request))


@require_POST
@acting(Ability.APPROVE_CASES, param="organization")
def choose(request: BranchRequest) -> HttpResponse:
    """Choose by which variant the branches below admit."""
    form = _variant_form(request, bound=True)
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.choose_variant(organization=request.branch, **told, hand=request.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：选定发展党员流程。已经开始的按原流程办完。"))
            return redirect("admission:plan", request.branch.uid)
    year = civil(request.hand.at).year
    branches = list(party.branches_under(request.branch))
    fresh = PlanForm(branches, queries.quotas_of(request.branch, year))
    return _show(request, year, fresh, variant=form)


def _year(request: BranchRequest) -> int:
    today = civil(request.hand.at).year
    asked = request.GET.get("year", "")
    found = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == len("2026") else 0
    return found if found in (today - 1, today, today + 1) else today


def _variant_form(request: BranchRequest, *, bound: bool = False) -> VariantForm:
    today = civil(request.hand.at)
    initial = {"variant": queries.variant_of(request.branch, today), "from_on": today}
    data = request.POST if bound else None
    return VariantForm(presenting.variants(), data, initial=initial)


def _show(
    request: BranchRequest, year: int, form: PlanForm, *, variant: VariantForm
) -> HttpResponse:
    used = queries.admitted_in([one.uid for one in form.branches], year)
    today = civil(request.hand.at).year
    context = {
        "organization": request.branch,
        "year": year,
        "years": (today - 1, today, today + 1),
        "form": form,
        "variant": variant,
        "page": presenting.plan_of(form, used),
        "may_set": year >= today,
    }
    wrong = form.errors or variant.errors
    return render(request, "admission/plan.html", context, status=422 if wrong else 200)
