"""Spot checks: announced, drawn where everybody can draw again, and what was found."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.assessment.judges import somebody
from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party.access import BranchRequest, SignedRequest, signed_in
from zhibu.party.permits import Ability
from zhibu.review import actions, drawing, queries, rules
from zhibu.review import spots as seeds
from zhibu.review.actions.spot_checking import SpotTold
from zhibu.review.forms import FindingForm, SpotForm
from zhibu.review.models import DrawnLine, SpotCheck
from zhibu.review.views import doors


@require_http_methods(["GET", "HEAD", "POST"])
@doors.checking()
def spots(request: BranchRequest) -> HttpResponse:
    """Show an organization's spot checks; announce another."""
    form = SpotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = SpotTold(**form.cleaned_data)
            year = civil(request.hand.at).year
            leaf = actions.announce(
                organization=request.branch, year=year, told=told, hand=request.hand
            )
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：抽查公告。下一个账本头公布后即可抽签。"))
            return redirect("review:spot", leaf.rec)
    context = {
        "organization": request.branch,
        "form": form,
        "spots": queries.spots_of(request.branch)[: queries.SHOWN],
        "rules": rules.in_force(),
    }
    return render(request, "review/spots.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def spot(request: SignedRequest, spot: str) -> HttpResponse:
    """Show a spot check with all that is needed to draw it again; draw it."""
    found = _spot(request, spot)
    checks = any(request.permits.may(one, found.organization) for one in doors.CHECKERS)
    if request.method == "POST":
        admitted = doors.admit_any(request, found.organization_id)
        try:
            actions.draw(found, hand=admitted.hand)
        except Refusal as refusal:
            messages.error(request, str(refusal.words))
        else:
            messages.success(request, _("已入账：抽签结果。"))
        return redirect("review:spot", found.rec)
    context = {
        "spot": found,
        "announced": seeds.announcement_of(found),
        "leaf": log.leaf_of(found.leaf_id),
        "drawn": drawing.lines_of(found, request.permits),
        "checks": checks,
        "command": drawing.command_of(found) if found.seed else "",
    }
    return render(request, "review/spot.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@doors.checking(param="branch")
def finding(request: BranchRequest, spot: str, code: str) -> HttpResponse:
    """Show a drawn line with the records behind it; take what was found."""
    line = get_object_or_404(
        DrawnLine.objects.select_related("spot", "branch"),
        spot_id=spot, branch_id=request.branch.uid, item=code,
    )  # fmt: skip
    form = FindingForm(request.POST or None, correcting=bool(line.finding))
    if request.method == "POST" and form.is_valid():
        try:
            who = somebody(request)
            actions.find(line, who=who, hand=request.hand, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：抽查结果。不扣分；不相符的，可发整改通知。"))
            return redirect("review:spot", spot)
    return _show(request, line, form)


def _show(request: BranchRequest, line: DrawnLine, form: FindingForm) -> HttpResponse:
    today = civil(request.hand.at)
    context = {
        "branch": line.branch,
        "line": line,
        "item": drawing.item_of(line),
        "records": drawing.records_of(line, today),
        "said": log.record_of(log.leaf_of_record(line.finding)) if line.finding else None,
        "form": form,
    }
    return render(request, "review/finding.html", context, status=422 if form.is_bound else 200)


def _spot(request: SignedRequest, rec: str) -> SpotCheck:
    """Return a spot check. Everybody who works here may see what was drawn, and draw again."""
    found = SpotCheck.objects.select_related("organization").filter(rec=rec).first()
    if not is_id(rec, "r") or found is None:
        raise Http404
    if not request.permits.may(Ability.SEE_SCORES, found.organization):
        raise Http404
    access.sign(request)
    return found
