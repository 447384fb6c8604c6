"""Adopting a standard: what it would change is seen first, then confirmed; and taking it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.assessment import actions, queries
from zhibu.assessment.forms import AdoptForm, WithdrawForm
from zhibu.assessment.models import Adopted
from zhibu.assessment.whatif import what_if
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest, acting, admit
from zhibu.party.permits import Ability

READ_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_POST)
@acting(Ability.ADOPT_STANDARDS, param="organization")
def adopt(request: BranchRequest) -> HttpResponse:
    """Take a standard in, show what it would change, and adopt it once that was seen."""
    today = civil(request.hand.at)
    form = AdoptForm(request.POST or None, request.FILES or None, today=today)
    context = {"organization": request.branch, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            if "confirm" in request.POST:
                return _adopted(request, form)
            draft = actions.checked(request.branch, form.proposal(), today=today)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            context |= {
                "years": [
                    queries.change_shown(one) for one in what_if(request.branch, draft, today=today)
                ],
                "draft": queries.standard_shown(draft),
                "seen": form.seen(),
            }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "assessment/adopt.html", context, status=status)


def _adopted(request: BranchRequest, form: AdoptForm) -> HttpResponse:
    leaf = actions.adopt(request.branch, form.proposal(), hand=request.hand)
    words = _("已采用。支部分数已按新标准重算。")
    messages.success(request, words, extra_tags=leaf.lh.hex())
    return redirect("assessment:standards", request.branch.uid)


@require_http_methods(READ_OR_POST)
def withdraw(request: HttpRequest, adoption: str) -> HttpResponse:
    """Take an adoption back, with a reason."""
    row = Adopted.objects.filter(rec=adoption).select_related("committee").first()
    if row is None:
        raise Http404
    admitted = admit(request, Ability.ADOPT_STANDARDS, row.committee_id)
    form = WithdrawForm(admitted.POST or None)
    if admitted.method == "POST" and form.is_valid():
        try:
            leaf = actions.withdraw(row, reason=form.cleaned_data["reason"], hand=admitted.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            words = _("已撤回采用。支部分数已按原来的标准重算。")
            messages.success(admitted, words, extra_tags=leaf.lh.hex())
            return redirect("assessment:standards", row.committee_id)
    context = {"adopted": row, "organization": row.committee, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(admitted, "assessment/withdraw.html", context, status=status)
