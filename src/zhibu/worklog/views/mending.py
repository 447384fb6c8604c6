"""Correcting and withdrawing declared work: the old version stays beside the new one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Leaf
from zhibu.journal.log import Op
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.worklog import actions, declared
from zhibu.worklog.forms import WithdrawalForm, WorkForm
from zhibu.worklog.records import Counted, DocumentMade, Ending, StateBegan, TaskSet, WorkDone
from zhibu.worklog.views.entering import members_for, show

ROOM = "worklog."


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, rec: str) -> HttpResponse:
    """Show a piece of work as it was entered and enter the right version."""
    admitted, latest = _admit(request, rec)
    old = log.record_of(latest)
    kind = declared.types().get(old.work)
    if kind is None or isinstance(old, Ending):
        return redirect("worklog:withdraw", rec)
    initial = _as_told(old) | {"seen": latest.fingerprint}
    form = WorkForm(
        kind, request.POST or None, initial=initial, correcting=True,
        today=log.civil(admitted.hand.at), members=members_for(admitted, kind, old.on),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        why, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        try:
            actions.correct_work(
                rec=rec, told=form.told(), reason=why, hand=admitted.hand, seen=seen
            )
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已更正。两版都能看到，考核随即按新的一版重算。"))
            return redirect("desk:record", rec)
    return show(admitted, form, kind, correcting=True)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, rec: str) -> HttpResponse:
    """Take a piece of work back, or the end of one, with the reason."""
    admitted, latest = _admit(request, rec)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.withdraw_work(rec=rec, reason=reason, hand=admitted.hand)
        except Refusal as refusal:
            form.add_error("reason", str(refusal.words))
        else:
            messages.success(request, _("已撤回。记录仍可查看，不再计入考核。"))
            return redirect("desk:record", rec)
    kind = declared.types().get(log.record_of(latest).work)
    told = {"form": form, "rec": rec, "branch": admitted.branch, "kind": kind, "on": latest.on}
    return render(request, "worklog/withdraw.html", told, status=422 if form.errors else 200)


def _admit(request: HttpRequest, rec: str) -> tuple[BranchRequest, Leaf]:
    """Return the request in its branch, and the latest version that says something."""
    leaves = log.versions_of(rec) if is_id(rec, "r") else []
    if not leaves or not leaves[0].kind.startswith(ROOM):
        raise Http404
    admitted = access.admit(request, actions.ability_of(leaves[0]), leaves[0].unit or "")
    return admitted, next(leaf for leaf in reversed(leaves) if leaf.op is not Op.WITHDRAW)


def _as_told(old: Any) -> dict[str, object]:
    """Return a record as the form's fields."""
    found: dict[str, object] = {"on": old.on, "words": old.words or ""}
    match old:
        case WorkDone():
            found |= {"participants": list(old.participants), "minutes": old.each_minutes}
        case DocumentMade():
            found["parts"] = list(old.parts)
        case Counted():
            found["month"] = str(old.month)
            found |= {f"number_{place}": one for place, one in enumerate(old.numbers)}
        case TaskSet():
            found["due_on"] = old.due_on
        case StateBegan():
            found["number"] = old.number
    return found
