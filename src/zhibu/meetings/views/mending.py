"""Correcting and withdrawing a meeting: the old version stays beside the new one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.meetings import actions, attachments, queries, receipts, sheets
from zhibu.meetings.forms import CorrectionForm, WithdrawalForm
from zhibu.meetings.models import Meeting
from zhibu.meetings.told import told_by
from zhibu.meetings.views.entering import entered, laid_out, show
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, rec: str) -> HttpResponse:
    """Show a meeting's sheet as it stands and enter the right version."""
    meeting = get_object_or_404(Meeting, rec=rec)
    admitted = access.admit(request, Ability.RECORD_WORK, meeting.branch_id)
    if request.method != "POST":
        return _show_standing(admitted, meeting)
    sheet = sheets.sheet_of(admitted.branch, request.POST, log.civil(admitted.hand.at))
    form, files = laid_out(admitted, sheet, CorrectionForm)
    if form.is_bound and form.is_valid():
        told = form.told(attachments.attachments_of(files))
        why, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        before = receipts.score_of(meeting.branch_id, told.held_on.year)
        try:
            leaf = actions.correct_meeting(
                rec=rec, told=told, reason=why, hand=admitted.hand, seen=seen
            )
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            return entered(admitted, leaf, before)
    return show(admitted, form, files, meeting=meeting)


def _show_standing(request: BranchRequest, meeting: Meeting) -> HttpResponse:
    """Show the latest version, ready to be mended."""
    latest = log.leaf_of_record(meeting.rec)
    told = told_by(log.record_of(latest))
    sheet = sheets.sheet_told(request.branch, told, log.civil(request.hand.at))
    initial = sheets.spelled(told) | {"seen": latest.fingerprint}
    files = queries.files_of(meeting.branch_id, initial["kept"])
    return show(request, CorrectionForm(sheet, initial=initial), files, meeting=meeting)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, rec: str) -> HttpResponse:
    """Take a meeting back, with the reason."""
    meeting = get_object_or_404(Meeting, rec=rec)
    admitted = access.admit(request, Ability.RECORD_WORK, meeting.branch_id)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.withdraw_meeting(rec=rec, reason=reason, hand=admitted.hand)
        except Refusal as refusal:
            form.add_error("reason", str(refusal.words))
        else:
            messages.success(request, _("已撤回。记录仍可查看，不再计入考核。"))
            return redirect("desk:record", rec)
    context = {"form": form, "meeting": meeting, "branch": admitted.branch}
    context |= {"label": queries.label_of(meeting.form)}
    return render(request, "meetings/withdraw.html", context, status=422 if form.errors else 200)
