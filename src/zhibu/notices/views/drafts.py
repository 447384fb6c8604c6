"""The review list: a person looks at what the machine proposes, and sends one or all."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.notices import actions, drafting, queries, rules
from zhibu.notices.actions import Wanted
from zhibu.notices.forms import DraftForm, asked_day
from zhibu.notices.models import NoticeDraft
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

ALL = "all"


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.ISSUE_NOTICES, param="organization")
def drafts(request: BranchRequest) -> HttpResponse:
    """Show the drafts; send those that were asked for, or throw one away."""
    waiting = list(queries.drafts_of(request.branch))
    if request.method != "POST":
        return _show(request, [(one, DraftForm(one)) for one in waiting])
    if dropped := request.POST.get("drop"):
        actions.drop(committee=request.branch, draft=dropped)
        return redirect("notices:drafts", request.branch.uid)
    asked = request.POST.get("issue", "")
    forms = [
        (one, DraftForm(one, request.POST if asked in (ALL, one.uid) else None)) for one in waiting
    ]
    return _issue(request, forms)


def _issue(request: BranchRequest, forms: Sequence[tuple[NoticeDraft, DraftForm]]) -> HttpResponse:
    chosen = [form for _draft, form in forms if form.is_bound]
    if all([form.is_valid() for form in chosen]):  # noqa: C419 - every one is to say its faults
        wanted = [_wanted(one, form) for one, form in forms if form.is_bound]
        try:
            sent = actions.issue(committee=request.branch, wanted=wanted, hand=request.hand)
        except Refusal as refusal:
            messages.error(request, str(refusal.words))
        else:
            messages.success(request, _("已签发 %(n)d 份，已入账。") % {"n": len(sent)})
            return redirect("notices:committee", request.branch.uid)
    return _show(request, forms, status=422)


def _wanted(draft: NoticeDraft, form: DraftForm) -> Wanted:
    told: dict[str, Any] = form.cleaned_data
    by = asked_day(form) or draft.reply_by
    return Wanted(draft.uid, told["demand"], by, tuple(told["codes"]))


def _show(
    request: BranchRequest, forms: Sequence[tuple[NoticeDraft, DraftForm]], *, status: int = 200
) -> HttpResponse:
    shown = [
        {"draft": one, "form": form, "findings": drafting.findings_in(one),
         "lost": sum(each.lost for each in drafting.findings_in(one)) / 100}
        for one, form in forms
    ]  # fmt: skip
    deadlines = rules.in_force().deadlines.values()
    context = {"organization": request.branch, "drafts": shown, "deadlines": deadlines}
    return render(request, "notices/drafts.html", context, status=status)


@require_POST
@acting(Ability.ISSUE_NOTICES, param="organization")
def draft(request: BranchRequest) -> HttpResponse:
    """Have the machine propose notices from today's scores."""
    if request.branch.is_branch:
        raise Http404
    year = civil(request.hand.at).year
    made = drafting.draft_notices(request.branch, year=year, at=request.hand.at)
    if not made:
        messages.info(request, _("没有新的扣分事项需要发整改通知书。"))
        return redirect("notices:committee", request.branch.uid)
    return redirect("notices:drafts", request.branch.uid)
