"""Correcting a step and taking the latest back: the old version stays beside the new one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.core.procedure_parts import Step
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest
from zhibu.procedures import actions, asking, documents, queries, uploading
from zhibu.procedures.forms import ReasonForm
from zhibu.procedures.paper_form import initial_papers
from zhibu.procedures.queries import Entered, File
from zhibu.procedures.step_form import StepForm, initial_of
from zhibu.procedures.uploading import Tray
from zhibu.procedures.views.admitting import act_for, admit
from zhibu.procedures.views.showing import papers_of
from zhibu.procedures.views.stepped import day_asked


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, case: str, rec: str) -> HttpResponse:
    """Show a step as it was entered and enter the right version."""
    admitted, file, entered = _admit(request, case, rec)
    if entered.row.rec != rec:
        raise Http404  # what was added is taken back and added again
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
    added = next((one for one in entered.added if one.rec == rec), None)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = actions.withdraw_material if added else actions.withdraw_step
        try:
            act(case=file.case, rec=rec, hand=admitted.hand, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已撤回。记录仍可查看，不再作数。"))
            return redirect("procedures:case", case)
    context = {
        "case": file.case, "branch": file.case.organization, "form": form, "entered": entered,
        "step": file.procedure.steps.get(entered.done.step), "added": added,
    }  # fmt: skip
    return render(request, "procedures/withdraw.html", context, status=422 if form.errors else 200)


def _admit(request: HttpRequest, case: str, rec: str) -> tuple[BranchRequest, File, Entered]:
    """Return the request with its hand, the case, and one of its steps, or what was added to it."""
    admitted, found = admit(request, case)
    file = queries.file_of(found)
    entered = file.entered_as(rec)
    if entered is None:
        raise Http404
    step = file.procedure.steps.get(entered.done.step)
    act_for(admitted, file, step.body if step else next(iter(file.procedure.bodies)))
    return admitted, file, entered


def _form(request: BranchRequest, file: File, entered: Entered) -> StepForm:
    """Return the form of a step by the version under which it was done."""
    case, posted = file.case, request.method == "POST"
    step = queries.definition_of(case, entered.done.version).steps[entered.done.step]
    then = asking.asked_of(step, file.core)
    on = day_asked(request, civil(request.hand.at)) if posted else entered.done.on
    initial = initial_of(then, entered.done.values, entered.done.on) | {
        "seen": entered.fingerprint,
    }
    return StepForm(
        then, request.POST if posted else None, choices=asking.choices_for(file, then, on),
        tray=_tray(request, file, entered, step=then), correcting=True,
        makes=documents.makes_of(case, then), initial=initial | initial_papers(entered.papers),
    )  # fmt: skip


def _tray(request: BranchRequest, file: File, entered: Entered, *, step: Step) -> Tray:
    """Return the files of a correction: those that the step has, or those that were sent."""
    scope = uploading.scope_of(file.case.rec, entered.row.rec)
    if request.method != "POST":
        return uploading.holding(scope, entered.papers)
    unit, at = file.case.organization_id, request.hand.at
    return uploading.received(request, scope, list(step.materials), branch=unit, at=at)
