from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhibu.core.refusal import Refusal
from zhibu.party import actions, queries
from zhibu.party.access import BranchRequest, CardRequest, acting, admit_to_card
from zhibu.party.card_page import page_of
from zhibu.party.forms import RegisterForm
from zhibu.party.permits import Ability
from zhibu.party.sealing import SEALED_ITEMS


@require_GET
@acting(Ability.SEE_BRANCH_PRIVATE)
def members(request: BranchRequest) -> HttpResponse:
    if not request.branch.is_branch:
        raise Http404
    shown = {
        "branch": request.branch,
        "lines": queries.line_up(request.branch, timezone.localdate()),
        "waiting": queries.corrections_waiting(request.branch).count(),
        "may_manage": request.permits.may(Ability.MANAGE_MEMBERS, request.branch),
        "may_go_live": request.branch.live_on is None
        and request.permits.may(Ability.MANAGE_ORGANIZATIONS, request.branch),
    }
    return render(request, "party/members.html", shown)


@require_GET
def member(request: HttpRequest, member: str) -> HttpResponse:
    return _card(admit_to_card(request, Ability.SEE_BRANCH_PRIVATE, member), opened=False)


@require_POST
@never_cache
def reveal(request: HttpRequest, member: str) -> HttpResponse:
    admitted = admit_to_card(request, Ability.SEE_SENSITIVE, member)
    if not admitted.own:
        actions.log_reading(
            member=admitted.member,
            account=admitted.account,
            role=admitted.role,
            items=SEALED_ITEMS,
            at=admitted.hand.at,
        )
    return _card(admitted, opened=True)


@require_http_methods(["GET", "POST"])
@acting(Ability.MANAGE_MEMBERS)
def register(request: BranchRequest) -> HttpResponse:
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_member(
                branch=request.branch,
                card=form.card(),
                since=form.cleaned_data["since"],
                hand=request.hand,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已登记%(name)s。") % {"name": made.name})
            return redirect("party:members", request.branch.uid)
    return render(request, "party/register.html", {"branch": request.branch, "form": form})


def _card(request: CardRequest, *, opened: bool) -> HttpResponse:
    may_open = request.own or request.permits.may(Ability.SEE_SENSITIVE, request.branch)
    page = page_of(request.member, on=timezone.localdate(), opened=opened)
    shown = {"page": page, "branch": request.branch, "opened": opened, "own": request.own}
    stands = request.member.merged_into_id is None
    shown["stands"] = stands
    shown["merged"] = [
        (one, branch, request.permits.may(Ability.SEE_BRANCH_PRIVATE, branch))
        for one, branch in queries.merged_with(request.member)
    ]
    mends = request.own or request.permits.may(Ability.MANAGE_MEMBERS, request.branch)
    shown["may_mend"] = mends and stands
    shown["asked"] = queries.corrections_of(request.member) if shown["may_mend"] else ()
    shown["may_record"] = request.permits.may(Ability.RECORD_WORK, request.branch)
    shown["sees_readings"] = may_open  # what was read tells what there is to read
    return render(request, "party/member.html", shown | {"may_open": may_open and not opened})
