"""Correcting a step and taking the latest back: the old version stays beside the new one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest
from zhibu.procedures import actions, asking, queries
from zhibu.procedures.forms import ReasonForm, StepForm, initial_of
from zhibu.procedures.queries import Entered, File
from zhibu.procedures.views.admitting import act_for, admit
from zhibu.procedures.views.showing import papers_of
from zhibu.procedures.views.stepped import day_asked


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, case: str, rec: str) -> HttpResponse:
    """Show a step as it was entered and enter the right version."""
    admitted, file, entered = _admit(request, case, rec)
    form = _form(admitted, file, entered)
    if request.method == "POST" and form.is_valid():
        told = form.told() | {
            "reason": form.cleaned_data["reason"],
            "seen": form.cleaned_data["seen"],
        }
        try:
            actions.correct_step(case=file.case, rec=rec, hand=admitted.hand, **told)
        except Refusal as refusal:
            form.refuse_all(refusal, getattr(refusal, "obstacles", ()))
        else:
            messages.success(request, _("已更正。两版都能看到，期限随即按新的一版重算。"))
            return redirect("procedures:case", case)
    context = {
        "case": file.case, "branch": file.case.organization, "form": form, "step": form.step,
        "papers": papers_of(file.case, form.step, form), "entered": entered,
    }  # fmt: skip
    return render(request, "procedures/correct.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, case: str, rec: str) -> HttpResponse:
    """Take the latest step back, with the reason."""
    admitted, file, entered = _admit(request, case, rec)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.withdraw_step(case=file.case, rec=rec, reason=reason, hand=admitted.hand)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已撤回这一步。记录仍可查看，不再作数。"))
            return redirect("procedures:case", case)
    context = {
        "case": file.case, "branch": file.case.organization, "form": form, "entered": entered,
        "step": file.procedure.steps.get(entered.done.step),
    }  # fmt: skip
    return render(request, "procedures/withdraw.html", context, status=422 if form.errors else 200)


def _admit(request: HttpRequest, case: str, rec: str) -> tuple[BranchRequest, File, Entered]:
    """Return the request with its hand, the case, and one of its steps."""
    admitted, found = admit(request, case)
    file = queries.file_of(found)
    entered = next((one for one in file.entered if one.row.rec == rec), None)
    if entered is None:
        raise Http404
    step = file.procedure.steps.get(entered.done.step)
    act_for(admitted, file, step.body if step else next(iter(file.procedure.bodies)))
    return admitted, file, entered


def _form(request: BranchRequest, file: File, entered: Entered) -> StepForm:
    """Return the form of a step by the version under which it was done."""
    then = queries.definition_of(file.case, entered.done.version).steps[entered.done.step]
    on = day_asked(request, civil(request.hand.at)) if request.POST else entered.done.on
    initial = initial_of(then, entered.done.values, entered.done.on) | {
        "materials": list(entered.done.materials),
        "seen": entered.fingerprint,
    }
    return StepForm(
        then, request.POST or None, choices=asking.choices_for(file.case, then, on),
        initial=initial, correcting=True,
    )  # fmt: skip
