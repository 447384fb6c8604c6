"""Cross-observation: circles, their route, and the sheets of each visit."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party.access import BranchRequest, SignedRequest, acting
from zhibu.party.models import Organization
from zhibu.party.permits import Ability
from zhibu.party.sets import Role
from zhibu.stars import actions, proposing, queries, rules
from zhibu.stars.forms import CircleForm, SheetForm
from zhibu.stars.models import Basis, Circle


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def circles(request: BranchRequest) -> HttpResponse:
    """Show circles and what might be one; compose one."""
    if request.branch.is_branch:
        raise Http404
    decides = request.permits.may(Ability.DECIDE_RESULTS, request.branch)
    if request.method == "POST" and not decides:
        raise PermissionDenied
    asked = request.POST.get("basis") or request.GET.get("basis", "")
    basis = asked if asked in Basis.values else Basis.NEAR
    forms = _forms(request, basis) if decides else []
    bound = next((form for form in forms if form.is_bound), None)
    if bound is not None and bound.is_valid() and _composed(request, bound):
        return redirect("stars:circles", request.branch.uid)
    context = {
        "organization": request.branch,
        "circles": queries.circles_under(request.branch)[: queries.MOST],
        "forms": forms,
        "bases": Basis.choices,
        "basis": basis,
        "bounds": rules.in_force().circle,
        "decides": decides,
    }
    return render(request, "stars/circles.html", context, status=422 if bound else 200)


def _forms(request: BranchRequest, basis: str) -> list[CircleForm]:
    proposed = proposing.propose(request.branch, basis, civil(request.hand.at))
    asked = request.POST.get("compose")
    return [
        CircleForm(
            one.branches, request.POST if asked == str(place) else None, prefix=f"c{place}",
            initial={"title": one.title, "basis": basis},
        )
        for place, one in enumerate(proposed)
    ]  # fmt: skip


def _composed(request: BranchRequest, form: CircleForm) -> bool:
    told = form.cleaned_data
    role = request.permits.role_for(Ability.DECIDE_RESULTS, request.branch) or Role.MEMBER
    try:
        actions.compose(
            committee=request.branch, title=told["title"], basis=Basis(told["basis"]),
            route=form.route(), hand=access.hand_of(request.account, role, at=request.hand.at),
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal.field, refusal.words)
        return False
    messages.success(request, _("已入账：观摩互评组。"))
    return True


def _found(request: HttpRequest, rec: str) -> tuple[SignedRequest, Circle, list[Organization]]:
    signed = access.sign(request)
    found = queries.circle_for(rec, signed.permits) if is_id(rec, "r") else None
    if found is None:
        raise Http404
    return signed, *found


@require_safe
def circle(request: HttpRequest, circle: str) -> HttpResponse:
    """Show a circle's route, and who wrote sheets about whom."""
    signed, found, route = _found(request, circle)
    sheets = list(queries.sheets_of(found))
    stops = [
        {
            "branch": one,
            "sheets": [each for each in sheets if each.branch_id == one.uid],
            "reads": signed.permits.may(Ability.SEE_BRANCH_PRIVATE, one),
            "may_write": not found.ended
            and _observer(signed, found, route, visited=one.uid) is not None,
        }
        for one in route
    ]
    decides = not found.ended and signed.permits.may(Ability.DECIDE_RESULTS, found.committee)
    context = {"circle": found, "stops": stops, "decides": decides}
    return render(request, "stars/circle.html", context)


def _observer(
    request: SignedRequest, found: Circle, route: list[Organization], *, visited: str
) -> Organization | None:
    """Return in whose name somebody visits: a branch of the circle one keeps, or the committee."""
    kept = (
        one for one in route if one.uid != visited and request.permits.may(Ability.RECORD_WORK, one)
    )
    for ability in (Ability.DECIDE_RESULTS, Ability.RUN_ASSESSMENT):
        if request.permits.may(ability, found.committee):
            committee: Organization = found.committee
            return committee
    return next(kept, None)


@require_POST
def end_circle(request: HttpRequest, circle: str) -> HttpResponse:
    """End a circle."""
    _signed, found, _route = _found(request, circle)
    admitted = access.admit(request, Ability.DECIDE_RESULTS, found.committee_id)
    try:
        actions.end_circle(found, hand=admitted.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已入账：观摩结束。"))
    return redirect("stars:circle", found.rec)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, circle: str, branch: str) -> HttpResponse:
    """Write a visit sheet about a branch of the circle."""
    signed, found, route = _found(request, circle)
    visited = next((one for one in route if one.uid == branch), None)
    if visited is None:
        raise Http404
    observer = _observer(signed, found, route, visited=branch)
    if observer is None:
        raise PermissionDenied
    kept = observer.is_branch
    ability = Ability.RECORD_WORK if kept else _judging(signed, observer)
    hand = access.admit(request, ability, observer.uid).hand
    form = SheetForm(request.POST or None, initial={"on": civil(hand.at)})
    if request.method == "POST" and form.is_valid():
        told = form.told()
        try:
            actions.observe(found, branch=visited, observer=observer, told=told, hand=hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：观摩记录。"))
            return redirect("stars:circle", found.rec)
    context = {"circle": found, "visited": visited, "observer": observer, "form": form}
    return render(request, "stars/sheet.html", context, status=422 if form.errors else 200)


def _judging(request: SignedRequest, organization: Organization) -> Ability:
    may_decide = request.permits.may(Ability.DECIDE_RESULTS, organization)
    return Ability.DECIDE_RESULTS if may_decide else Ability.RUN_ASSESSMENT
