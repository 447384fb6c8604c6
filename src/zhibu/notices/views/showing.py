"""A notice with its time line, and the form for whoever's turn it is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.journal import kinds, log
from zhibu.journal.log import Op, civil
from zhibu.notices import presenting, queries, rules
from zhibu.notices.forms import EscalateForm, Refusable, ReplyForm, VisitForm, WithdrawForm
from zhibu.notices.models import Notice, State
from zhibu.notices.stages import Who
from zhibu.notices.views.admitting import admit
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability

CHOICES = 12


@require_safe
def detail(request: HttpRequest, notice: str) -> HttpResponse:
    """Show a notice."""
    return show(*admit(request, notice, Ability.SEE_BRANCH_PRIVATE))


def show(request: BranchRequest, notice: Notice, *, bound: Refusable | None = None) -> HttpResponse:
    """Answer with a notice's page; a bound form stays as it was filled."""
    today = civil(request.hand.at)
    page = presenting.page_of(notice, today)
    forms: dict[str, Any] = {
        "reply": ReplyForm(choices_of(notice)),
        "visit": VisitForm(initial={"reply_by": rules.in_force().due("again", today)}),
        "escalate": EscalateForm(initial={"reply_by": rules.in_force().due("again", today)}),
        "withdraw": WithdrawForm(),
    }
    steps, refused = may(request, page), None
    if bound is not None:
        step = type(bound).__name__.removesuffix("Form").lower()
        forms[step] = bound
        refused = None if steps[step] else bound  # its form no longer stands on the page
    context = {
        "page": page, "branch": notice.branch, "forms": forms, "may": steps, "refused": refused,
    }  # fmt: skip
    return render(request, "notices/notice.html", context, status=422 if bound else 200)


def may(request: BranchRequest, page: presenting.Page) -> dict[str, bool]:
    """Return which steps the reader may take now."""
    notice, stage = page.row.notice, page.row.stage
    keeps = request.permits.may(Ability.RECORD_WORK, notice.branch)
    issues = queries.may_handle(notice, request.permits)
    late = stage.who is Who.BRANCH and stage.is_overdue
    return {
        "receipt": keeps and stage.act == "receipt",
        "reply": keeps and stage.act == "reply",
        "visit": issues and stage.act == "recheck",
        "close": issues and stage.act == "close",
        "escalate": issues and (notice.state == State.NOT_PASSED or late),
        "withdraw": issues and not notice.over,
    }


def choices_of(notice: Notice) -> list[tuple[str, str]]:
    """Return the branch's latest records since the notice, as choices of a form."""
    leaves = log.leaves_of(notice.branch_id, first=notice.issued_on, limit=CHOICES * 4)
    mine = [one for one in leaves if one.op is Op.CREATE and not one.kind.startswith("notices.")]
    return [
        (one.rec, f"{kinds.latest(one.kind).title} · {one.on.isoformat()}")
        for one in mine[:CHOICES]
    ]
