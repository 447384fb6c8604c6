"""A month's pack and commentary: computed, given its opening words, approved, taken away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.paper import docx
from zhibu.party import access
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.review import actions, monthly, printing, queries
from zhibu.review.forms import CommentForm

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
}


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.SEE_SCORES, param="organization")
def month(request: BranchRequest, month: str) -> HttpResponse:
    """Show a month's pack, to everybody once a person approved the commentary; take that."""
    told = _month(request, month)
    commented = queries.commentary_of(request.branch, told.index)
    sees = request.permits.may(Ability.SEE_BRANCH_PRIVATE, request.branch)
    if commented is None and not sees:
        raise Http404
    form = CommentForm(commented[1] if commented else None, request.POST or None)
    if request.method == "POST":
        admitted = access.admit(request, Ability.DECIDE_RESULTS, request.branch.uid)
        if form.is_valid() and _commented(admitted, told, form):
            return redirect("review:month", request.branch.uid, month)
    context = _context(request, told) | {
        "form": form,
        "approves": request.permits.may(Ability.DECIDE_RESULTS, request.branch),
        "sees": sees,
    }
    return render(request, "review/month.html", context, status=422 if form.is_bound else 200)


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def month_file(request: BranchRequest, month: str, ending: str) -> HttpResponse:
    """Return a month's commentary as an official document or as Markdown."""
    told = _month(request, month)
    if ending not in TYPES:
        raise Http404
    shown = _context(request, told)
    words = shown["commented"].words if shown["commented"] else ""
    if ending == "docx":
        content = docx.to_docx(printing.document_of(shown["pack"], words))
    else:
        content = printing.markdown_of(shown["pack"], words).encode()
    response = HttpResponse(content, content_type=TYPES[ending])
    name = f"{request.branch.name} {printing.title_of(shown['pack'])}.{ending}"
    header = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = header
    return response


def _month(request: BranchRequest, text: str) -> Month:
    try:
        month = Month.parse(text)
    except ValueError as fault:
        raise Http404 from fault
    today = civil(request.hand.at)
    if month.first_day > today or month.year < today.year - 10:
        raise Http404
    return month


def _context(request: BranchRequest, month: Month) -> dict[str, Any]:
    found = queries.commentary_of(request.branch, month.index)
    today = civil(request.hand.at)
    pack = monthly.pack_of(request.branch, month, as_of=today)
    return {
        "organization": request.branch,
        "month": month,
        "pack": pack,
        "summary": printing.summary_of(pack),
        "title": printing.title_of(pack),
        "leaf": found[0] if found else None,
        "commented": found[1] if found else None,
    }


def _commented(request: BranchRequest, month: Month, form: CommentForm) -> bool:
    try:
        actions.comment(
            organization=request.branch, month=month, hand=request.hand, **form.cleaned_data
        )
    except Refusal as refusal:
        form.refuse(refusal.field, refusal.words)
        return False
    messages.success(request, _("已入账：月讲评。各支部现在可以看到。"))
    return True
