"""Materials that come to a step after it was done."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest
from zhibu.procedures import actions, asking, documents, queries, uploading
from zhibu.procedures.queries import Entered, File
from zhibu.procedures.step_form import AddForm
from zhibu.procedures.views.admitting import act_for, admit
from zhibu.procedures.views.showing import papers_of


@require_http_methods(["GET", "HEAD", "POST"])
def add_material(request: HttpRequest, case: str, rec: str) -> HttpResponse:
    """Ask what came, and enter it."""
    admitted, file, entered = _admit(request, case, rec)
    form = _form(admitted, file, entered)
    if request.method == "POST" and form.is_valid():
        on, papers = form.cleaned_data["on"], form.papers()
        try:
            actions.add_material(case=file.case, rec=rec, on=on, papers=papers, hand=admitted.hand)
        except Refusal as refusal:
            form.refuse_all(refusal, getattr(refusal, "obstacles", ()))
        else:
            messages.success(request, _("已入账：补充材料。查漏随即按补齐后的材料重查。"))
            return redirect("procedures:case", case)
    context = {
        "case": file.case, "branch": file.case.organization, "form": form, "step": form.step,
        "papers": papers_of(file.case, form.step, form), "entered": entered,
    }  # fmt: skip
    return render(request, "procedures/add.html", context, status=422 if form.errors else 200)


def _admit(request: HttpRequest, case: str, rec: str) -> tuple[BranchRequest, File, Entered]:
    """Return the request with its hand, the case, and a step that asks for materials."""
    admitted, found = admit(request, case)
    file = queries.file_of(found)
    entered = next((one for one in file.entered if one.row.rec == rec), None)
    if entered is None:
        raise Http404
    step = file.procedure.steps.get(entered.done.step)
    act_for(admitted, file, step.body if step else next(iter(file.procedure.bodies)))
    return admitted, file, entered


def _form(request: BranchRequest, file: File, entered: Entered) -> AddForm:
    """Return the form of a step's materials by the version under which it was done."""
    case, today = file.case, civil(request.hand.at)
    then = queries.definition_of(case, entered.done.version).steps[entered.done.step]
    step = asking.asked_of(then, file.core)
    scope = uploading.scope_of(case.rec, entered.row.rec, "added")
    posted = request.method == "POST"
    tray = (
        uploading.received(
            request, scope, list(step.materials), branch=case.organization_id, at=request.hand.at
        )
        if posted
        else uploading.Tray(scope)
    )
    makes = documents.makes_of(case, step)
    return AddForm(step, request.POST if posted else None, tray=tray, makes=makes, on=today)
