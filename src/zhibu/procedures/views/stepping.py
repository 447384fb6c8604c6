"""A step is entered: on the case's page, by itself, or in one click from the committee's list."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.core.procedure_parts import Step
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest
from zhibu.party.models import Organization
from zhibu.procedures import actions, asking, documents, queries, uploading
from zhibu.procedures.models import Case
from zhibu.procedures.queries import File
from zhibu.procedures.step_form import StepForm
from zhibu.procedures.views.admitting import act_for, admit
from zhibu.procedures.views.showing import show
from zhibu.procedures.views.stepped import day_asked, page_of_step


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, case: str, step: str) -> HttpResponse:
    """Show a step with its form, and enter it."""
    admitted, found = admit(request, case)
    file = queries.file_of(found)
    if step not in file.procedure.steps:
        return _gone(request, file)
    if request.method != "POST":
        return page_of_step(admitted, file, step)
    act_for(admitted, file, file.procedure.steps[step].body)
    return _enter(admitted, file, step)


def _enter(request: BranchRequest, file: File, step: str) -> HttpResponse:
    told = asking.asked_of(file.procedure.steps[step], file.core)
    form = _filled(request, file, told)
    if form.is_valid() or form.outdated:
        try:
            actions.insist_on_seen(file, step, form.data.get("seen", ""))
            leaf = actions.complete(
                case=file.case, step=step, outcome=form.cleaned_data.get("outcome", ""),
                hand=request.hand, seen=form.cleaned_data["seen"], **form.told(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse_all(refusal, getattr(refusal, "obstacles", ()))
            form.renew(queries.seen_of(file, step))
        else:
            words = _("已入账：%(step)s。") % {"step": told.title}
            messages.success(request, words, extra_tags=leaf.lh.hex())
            return redirect(_next(request, file.case))
    return (
        show(request, file.case, bound=(step, form))
        if _is_open(form)
        else page_of_step(request, file, step, bound=form)
    )


def _gone(request: HttpRequest, file: File) -> HttpResponse:
    """Say that the version a case moved to lacks the step whose form was sent; else answer 404."""
    was = request.POST.get("seen", "").partition("/")[0]
    if not was or was == file.procedure.version:
        raise Http404
    words = _("没有入账：这件流程已由 %(was)s 版规程改用 %(now)s 版，新版没有这一步。")
    messages.error(request, words % {"was": was, "now": file.procedure.version})
    return redirect("procedures:case", file.case.rec)


def _filled(request: BranchRequest, file: File, step: Step) -> StepForm:
    """Return the form as it was sent; its files are stored, so that a refusal keeps them."""
    case, on = file.case, day_asked(request, civil(request.hand.at))
    tray = uploading.received(
        request, uploading.scope_of(case.rec, step.id), list(step.materials),
        branch=case.organization_id, at=request.hand.at,
    )  # fmt: skip
    choices, makes = asking.choices_for(file, step, on), documents.makes_of(case, step)
    outdated = request.POST.get("seen", "") not in ("", queries.seen_of(file, step.id))
    return StepForm(step, request.POST, choices=choices, tray=tray, makes=makes, outdated=outdated)


def _is_open(form: StepForm) -> bool:
    """Say whether the page of the case can show the form: the committee's click has its own.

    An outdated form is shown by itself: its step may not be to do any more.
    """
    return "next" not in form.data and not form.outdated


def _next(request: BranchRequest, case: Case) -> str:
    """Return where to go on: the committee's list, if the click came from there; else the case."""
    uid = request.POST.get("next", "")
    if uid and Organization.objects.filter(pk=uid).exists():
        return reverse("procedures:committee", args=[uid])
    return reverse("procedures:case", args=[case.rec])
