"""Who applies in a branch, and who stands where."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.admission import actions, presenting, queries
from zhibu.admission.actions.applying import LETTER
from zhibu.admission.forms import ApplicationForm
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.procedures import uploading
from zhibu.procedures.uploading import Tray


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
    tray = _letter(request)
    if request.method == "POST" and _is_sound(form, tray):
        try:
            told = form.told(tray.files_of(LETTER))
            case = actions.apply(branch=request.branch, told=told, hand=request.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：收到入党申请。下一步是派人谈话。"))
            return redirect("procedures:case", case.rec)
    context = {
        "branch": request.branch,
        "form": form,
        "chosen": tray.of(LETTER),
        "variant": queries.variant_of(request.branch, today),
    }
    return render(request, "admission/new.html", context, status=422 if form.errors else 200)


def _is_sound(form: ApplicationForm, tray: Tray) -> bool:
    sound = form.is_valid()
    for _material, words in tray.refused:
        form.refuse("letter_at", words)
    return sound and not tray.refused


def _letter(request: BranchRequest) -> Tray:
    """Return the files of the letter that were chosen so far."""
    scope = uploading.scope_of(request.branch.uid, "application")
    if request.method != "POST":
        return Tray(scope)
    return uploading.received(
        request, scope, [LETTER], branch=request.branch.uid, at=request.hand.at
    )
