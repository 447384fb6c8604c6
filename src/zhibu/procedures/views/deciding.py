"""Exceptions, another version, the end of a case and what takes them back: one post each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhibu.core.refusal import Refusal
from zhibu.party.access import BranchRequest
from zhibu.procedures import actions, queries
from zhibu.procedures.forms import CloseForm, GrantForm, MoveForm, ReasonForm, RefusableForm
from zhibu.procedures.queries import File
from zhibu.procedures.views.admitting import act_for, act_for_any, admit


@require_POST
def grant(request: HttpRequest, case: str, step: str) -> HttpResponse:
    """Grant an exception."""
    admitted, file = _file(request, case)
    found = file.procedure.steps.get(step)
    exit_ = found.exceptions.get(request.POST.get("exception", "")) if found else None
    if exit_ is None:
        raise Http404
    act_for(admitted, file, exit_.by)
    return _carry_out(
        admitted, file, GrantForm(request.POST), said=_("已入账：特例批准。"),
        act=lambda told: actions.grant(
            case=file.case, step=step, hand=admitted.hand, **told
        ),
    )  # fmt: skip


@require_POST
def withdraw_exception(request: HttpRequest, case: str, rec: str) -> HttpResponse:
    """Take an exception back."""
    admitted, file = _file(request, case)
    found = next((one for one in file.exceptions if one.rec == rec), None)
    if found is None:
        raise Http404
    act_for(admitted, file, found.body)
    return _carry_out(
        admitted, file, ReasonForm(request.POST), said=_("已撤回特例。"),
        act=lambda told: actions.withdraw_exception(
            case=file.case, rec=rec, hand=admitted.hand, **told
        ),
    )  # fmt: skip


@require_POST
def close(request: HttpRequest, case: str) -> HttpResponse:
    """End a case before its end."""
    admitted, file = _file(request, case)
    act_for_any(admitted, file)
    return _carry_out(
        admitted, file, CloseForm(request.POST), said=_("已入账：流程结束。"),
        act=lambda told: actions.close(case=file.case, hand=admitted.hand, **told),
    )  # fmt: skip


@require_POST
def move(request: HttpRequest, case: str) -> HttpResponse:
    """Move a case to another version."""
    admitted, file = _file(request, case)
    act_for_any(admitted, file)
    return _carry_out(
        admitted, file, MoveForm(request.POST), said=_("已入账：流程改用新版本。"),
        act=lambda told: actions.move_to(case=file.case, hand=admitted.hand, **told),
    )  # fmt: skip


@require_POST
def reopen(request: HttpRequest, case: str) -> HttpResponse:
    """Take the end of a case back."""
    admitted, file = _file(request, case)
    act_for_any(admitted, file)
    return _carry_out(
        admitted, file, ReasonForm(request.POST), said=_("已恢复办理。"),
        act=lambda told: actions.reopen(case=file.case, hand=admitted.hand, **told),
    )  # fmt: skip


@require_POST
def withdraw_case(request: HttpRequest, case: str) -> HttpResponse:
    """Take back a case in which nothing was done."""
    admitted, file = _file(request, case)
    act_for_any(admitted, file)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw_case(case=file.case, hand=admitted.hand, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, str(refusal.words))
        else:
            messages.success(request, _("已撤回这件流程。"))
            return redirect("procedures:branch", file.case.organization_id)
    return redirect("procedures:case", case)


def _file(request: HttpRequest, case: str) -> tuple[BranchRequest, File]:
    admitted, found = admit(request, case)
    return admitted, queries.file_of(found)


def _carry_out(
    request: BranchRequest, file: File, form: RefusableForm, *, said: str,
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:  # fmt: skip
    """Do it and say so; what is refused or missing is said above the case's page."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
    if form.errors:
        for field, faults in form.errors.items():
            label = form.fields[field].label if field in form.fields else ""
            for fault in faults:
                words = _("%(label)s：%(fault)s") if label else "%(label)s%(fault)s"
                messages.error(request, words % {"label": label or "", "fault": fault})
    else:
        messages.success(request, said)
    return redirect("procedures:case", file.case.rec)
