"""Who applies in a branch, and who stands where."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.admission import actions, presenting, queries
from zhibu.admission.forms import ApplicationForm
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def rosters(request: BranchRequest) -> HttpResponse:
    """Show the rosters of a branch: applicants, activists, those listed, probationers."""
    today = civil(request.hand.at)
    context = {
        "branch": request.branch,
        "page": presenting.rosters_of(request.branch, today),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }
    return render(request, "admission/rosters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RECORD_WORK)
def new(request: BranchRequest) -> HttpResponse:
    """Enter an application; its case is open at once."""
    today = civil(request.hand.at)
    form = ApplicationForm(request.POST or None, initial={"received_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.apply(branch=request.branch, told=form.told(), hand=request.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：收到入党申请。下一步是派人谈话。"))
            return redirect("procedures:case", case.rec)
    context = {
        "branch": request.branch,
        "form": form,
        "variant": queries.variant_of(request.branch, today),
    }
    return render(request, "admission/new.html", context, status=422 if form.errors else 200)
