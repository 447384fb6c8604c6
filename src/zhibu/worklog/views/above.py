"""What a superior enters: tasks and notices for one or many branches, and incidents."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.models import Organization
from zhibu.party.permits import Ability
from zhibu.worklog import actions, lists, queries
from zhibu.worklog.declared import Teller, WorkType
from zhibu.worklog.forms import WorkForm
from zhibu.worklog.views.entering import kind_asked, status_of

ABOVE = (Teller.SUPERIOR, Teller.ANY)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.ISSUE_NOTICES, param="organization")
def set_tasks(request: BranchRequest) -> HttpResponse:
    """Show what is open in the branches below, and set one task for several of them."""
    kind, today = kind_asked(request), log.civil(request.hand.at)
    branches = party.branches_under(request.branch)
    if kind is None or kind.told_by not in ABOVE:
        rows = [lists.row_of(one, today) for one in queries.open_tasks_under(branches)]
        told = {"organization": request.branch, "choices": lists.choices(ABOVE)[0], "rows": rows}
        return render(request, "worklog/tasks.html", told)
    known = {branch.uid: branch for branch in branches}
    form = WorkForm(kind, request.POST or None, today=today, branches=known.values())
    if request.method == "POST" and form.is_valid():
        chosen = [known[uid] for uid in form.cleaned_data["branches"]]
        if _enter(request, form, chosen, kind=kind):
            return redirect("worklog:set-tasks", request.branch.uid)
    told = {"organization": request.branch, "form": form, "kind": kind}
    return render(request, "worklog/set.html", told, status=status_of(form))


def _enter(
    request: BranchRequest, form: WorkForm, chosen: list[Organization], *, kind: WorkType
) -> bool:
    try:
        leaves = actions.record_work_at(branches=chosen, told=form.told(), hand=request.hand)
    except Refusal as refusal:
        form.refuse(refusal.field, refusal.words)
        return False
    told = {"title": kind.title, "count": len(leaves)}
    messages.success(request, _("已入账：%(title)s，%(count)d 个支部。") % told)
    return True
