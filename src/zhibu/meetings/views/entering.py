"""Entering a meeting that was held."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zhibu.core.ids import new_id
from zhibu.core.refusal import Refusal
from zhibu.journal.leaves import Leaf, Via
from zhibu.journal.log import Op, civil
from zhibu.look.templatetags.look import full_day
from zhibu.meetings import (
    actions,
    attachments,
    queries,
    receipts,
    regulation,
    sheets,
    tallies,
)
from zhibu.meetings.forms import MeetingForm
from zhibu.meetings.models import Meeting, StoredFile
from zhibu.meetings.sheets import Sheet
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

SENT = "zhibu_sent"
REASONS = [
    gettext_lazy("出差"),
    gettext_lazy("值班"),
    gettext_lazy("病假"),
    gettext_lazy("休假"),
    gettext_lazy("事假"),
]


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RECORD_WORK)
def record(request: BranchRequest) -> HttpResponse:
    """Show the sheet of a meeting and enter what is told on it."""
    asked = request.POST if request.method == "POST" else request.GET
    sheet = sheets.sheet_of(request.branch, asked, civil(request.hand.at))
    if request.method != "POST":
        form = MeetingForm(sheet, initial=sheets.fresh(sheet) | {"rec": new_id("r")})
        return show(request, form, [])
    form, files = laid_out(request, sheet, MeetingForm)
    if form.is_bound and form.is_valid():
        told = form.told(attachments.attachments_of(files))
        rec, captured = form.cleaned_data["rec"] or None, form.captured()
        hand = replace(request.hand, via=Via.OFFLINE) if captured else request.hand
        before = receipts.score_of(request.branch.uid, told.held_on.year)
        try:
            leaf = actions.hold_meeting(
                branch=request.branch, told=told, hand=hand, rec=rec, captured=captured
            )
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            return entered(request, leaf, before)
    return show(request, form, files)


def laid_out(
    request: BranchRequest, sheet: Sheet, kind: type[MeetingForm]
) -> tuple[MeetingForm, list[StoredFile]]:
    """Return the form as sent, or laid out anew where only that was asked; files are kept."""
    files, refusals = _keep_files(request)
    act = request.POST.get("act", "")
    if act in {"reload", "copy"}:
        retold = sheets.copied if act == "copy" else sheets.typed
        return kind(sheet, initial=retold(sheet, request.POST)), files
    form = kind(sheet, request.POST)
    for refusal in refusals:
        form.refuse("uploads", refusal.words)
    return form, files


def _keep_files(request: BranchRequest) -> tuple[list[StoredFile], list[Refusal]]:
    """Return the files of this sheet, new uploads stored: a refusal must not lose them."""
    kept = queries.files_of(request.branch.uid, request.POST.getlist("kept"))
    refusals: list[Refusal] = []
    for upload in request.FILES.getlist("files"):
        if len(kept) >= attachments.MOST:
            words = _("一次会最多附 %(most)d 个文件。") % {"most": attachments.MOST}
            refusals.append(attachments.CannotAttach(words, field="uploads"))
            break
        try:
            content = upload.read(attachments.LARGEST + 1)
            kept.append(
                attachments.store(
                    branch=request.branch.uid, name=upload.name or "", content=content,
                    at=request.hand.at,
                )
            )  # fmt: skip
        except attachments.CannotAttach as refusal:
            refusals.append(refusal)
    return kept, refusals


def show(
    request: BranchRequest, form: MeetingForm, files: list[StoredFile], **more: Any
) -> HttpResponse:
    """Show the sheet; one that was refused says so by its status."""
    context = {
        "branch": request.branch,
        "form": form,
        "sheet": form.sheet,
        "files": files,
        "tally": tallies.tally_of(form),
        "reasons": REASONS,
        "has_topics": not regulation.is_private(form.sheet.form),
        "circles": len(regulation.circles_of(form.sheet.form)) > 1,
        "places": queries.places_of(request.branch),
        "draft": f"{request.branch.uid}.{request.account.uid}",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "meetings/record.html", context | more, status=status)


def entered(request: BranchRequest, leaf: Leaf, before: str) -> HttpResponse:
    """Say that the record stands, and let the page's script forget its draft."""
    meeting = queries.meeting(leaf.rec)
    words = _("%(done)s：%(form)s，%(day)s，应到 %(expected)d 人，实到 %(present)d 人。")
    told = {
        "done": _("已更正") if leaf.op is Op.CORRECT else _("已入账"),
        "form": queries.label_of(meeting.form),
        "day": full_day(meeting.held_on),
        "expected": meeting.expected,
        "present": meeting.present,
    }
    after = receipts.score_of(meeting.branch_id, meeting.held_on.year)
    messages.success(request, words % told + receipts.change_of(before, after))
    if _is_void(meeting):
        messages.warning(request, _("到会不足半数，这次支委会不计次数（第十二条）。记录照实保留。"))
    response = redirect("desk:record", leaf.rec)
    response.set_cookie(SENT, leaf.rec, max_age=3600, samesite="Lax", secure=request.is_secure())
    return response


def _is_void(meeting: Meeting) -> bool:
    return meeting.quorate is False and meeting.form == "committee_meeting"
