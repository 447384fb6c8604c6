from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhibu.core.refusal import Refusal
from zhibu.party import actions, queries
from zhibu.party.access import BranchRequest, SignedRequest, acting, signed_in
from zhibu.party.forms import GoLiveForm
from zhibu.party.outline import outline, under
from zhibu.party.permits import Ability


@require_GET
@signed_in
def tree(request: SignedRequest) -> HttpResponse:
    if not request.permits.is_open(Ability.SEE_SCORES):
        raise PermissionDenied
    today = timezone.localdate()
    as_of = _day_of(request.GET.get("on", ""), today)
    if as_of is None:
        messages.warning(request, _("日期请按 2026-06-30 的样子填写；下面显示今天的组织。"))
    nodes = queries.tree(as_of or today)
    if top := request.GET.get("under", ""):
        nodes = under(nodes, top)
    shown = {"lines": outline(nodes), "as_of": as_of or today, "under": top}
    return render(request, "party/tree.html", shown)


@require_http_methods(["GET", "POST"])
@acting(Ability.MANAGE_ORGANIZATIONS)
def go_live(request: BranchRequest) -> HttpResponse:
    today = timezone.localdate().isoformat()
    proposed = {"live_on": today, "counted_from": request.GET.get("counted_from", today)}
    form = GoLiveForm(request.POST or None, initial=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            actions.go_live(branch=request.branch, hand=request.hand, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("%(name)s已启用。") % {"name": request.branch.name})
            return redirect("party:tree")
    return render(request, "party/go_live.html", {"branch": request.branch, "form": form})


def _day_of(asked: str, today: date) -> date | None:
    """Return the day asked for, today where none was, None where it is no day."""
    try:
        return date.fromisoformat(asked) if asked else today
    except ValueError:
        return None
