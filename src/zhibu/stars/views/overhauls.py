"""An overhaul: its plan, its visits, its exit test."""

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
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest
from zhibu.party.models import Account, Organization, RoleGrant
from zhibu.party.permits import Ability
from zhibu.party.sets import Role
from zhibu.stars import actions, measure, periods, presenting, queries, rules
from zhibu.stars.actions import Exit
from zhibu.stars.forms import ExitForm, PlanForm, VisitForm
from zhibu.stars.models import Outcome, Overhaul, Rating

SUGGESTED = 6
HELPERS = 200


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, rating: str) -> HttpResponse:
    """Write the plan that a rating of few stars asks for."""
    found = Rating.objects.filter(rec=rating).first() if is_id(rating, "r") else None
    if found is None:
        raise Http404
    admitted = access.admit(request, Ability.DECIDE_RESULTS, found.branch_id)
    form = _plan_form(admitted)
    if request.method == "POST" and form.is_valid():
        try:
            leaf = actions.open_overhaul(found, told=form.told(), hand=admitted.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：整转提升方案。"))
            return redirect("stars:overhaul", leaf.rec)
    context = {"branch": admitted.branch, "rating": found, "form": form, "rules": rules.in_force()}
    return render(request, "stars/plan.html", context, status=422 if form.errors else 200)


def _plan_form(request: BranchRequest) -> PlanForm:
    today = civil(request.hand.at)
    members = party.members_of(request.branch, today).values_list("uid", "name")
    period = periods.today_of(today)
    reckoned = measure.reckon([request.branch.uid], period, by="stars")[request.branch.uid]
    problems = [one.title for one in reckoned.short if one.lost][:SUGGESTED]
    return PlanForm(
        list(members), _helpers(request.branch), request.POST or None, problems=problems
    )


def _helpers(branch: Organization) -> list[tuple[str, str]]:
    """Return who may help: officers and assessors above, and the other branches beside."""
    above = party.superiors_of(branch)
    roles = RoleGrant.objects.filter(
        organization__in=above, until_on=None, role__in=(Role.OFFICER, Role.ASSESSOR)
    )
    accounts = Account.objects.filter(pk__in=roles.values("account"), is_active=True)
    people = list(accounts.order_by("display_name").values_list("uid", "display_name")[:HELPERS])
    if not above:
        return people
    beside = party.branches_under(above[-1]).exclude(pk=branch.uid)
    return [*people, *beside.values_list("uid", "name")[:HELPERS]]


@require_safe
def overhaul(request: HttpRequest, overhaul: str) -> HttpResponse:
    """Show an overhaul."""
    return show(*admit(request, overhaul, Ability.SEE_BRANCH_PRIVATE))


def admit(request: HttpRequest, rec: str, *abilities: Ability) -> tuple[BranchRequest, Overhaul]:
    """Return the request and the overhaul, for who has one of the abilities over its branch."""
    permits = access.sign(request).permits
    found = queries.overhaul_for(rec, permits) if is_id(rec, "r") else None
    if found is None:
        raise Http404
    held = next((one for one in abilities if permits.may(one, found.branch)), None)
    if held is None:
        raise PermissionDenied
    return access.admit(request, held, found.branch_id), found


def show(
    request: BranchRequest, found: Overhaul, *, bound: VisitForm | ExitForm | None = None
) -> HttpResponse:
    """Answer with an overhaul's page; a bound form stays as it was filled."""
    today = civil(request.hand.at)
    page = presenting.overhaul_page(found, today)
    decides = request.permits.may(Ability.DECIDE_RESULTS, found.branch)
    visits = decides or request.permits.may(Ability.RUN_ASSESSMENT, found.branch)
    is_open = found.ended_on is None
    lines = [row.line for row in page.rows]
    initial = {"on": today, "mended": [str(one) for one in found.mended]}
    context = {
        "branch": found.branch,
        "page": page,
        "visit": bound if isinstance(bound, VisitForm) else VisitForm(lines, initial=initial),
        "exit": bound if isinstance(bound, ExitForm) else _exit_form(request, found, fresh=True),
        "may_visit": is_open and visits,
        "may_end": is_open and decides and today >= found.exit_from,
    }
    return render(request, "stars/overhaul.html", context, status=422 if bound else 200)


def _exit_form(request: BranchRequest, found: Overhaul, *, fresh: bool = False) -> ExitForm:
    today = civil(request.hand.at)
    by = periods.Modes().of(found.branch, today.year).by
    period = periods.today_of(today)
    reckoned = measure.reckon([found.branch_id], period, by=by)[found.branch_id]
    return ExitForm(reckoned, by, None if fresh else request.POST)


@require_POST
def visit(request: HttpRequest, overhaul: str) -> HttpResponse:
    """Enter a visit."""
    admitted, found = admit(request, overhaul, Ability.DECIDE_RESULTS, Ability.RUN_ASSESSMENT)
    form = VisitForm(queries.plan_of(found).lines, request.POST)
    if not form.is_valid():
        return show(admitted, found, bound=form)
    try:
        actions.visit(found, **form.cleaned_data, hand=admitted.hand)
    except Refusal as refusal:
        form.refuse(refusal.field, refusal.words)
        return show(admitted, found, bound=form)
    messages.success(request, _("已入账：整转走访。"))
    return redirect("stars:overhaul", found.rec)


@require_POST
def end(request: HttpRequest, overhaul: str) -> HttpResponse:
    """Decide the exit test."""
    admitted, found = admit(request, overhaul, Ability.DECIDE_RESULTS)
    form = _exit_form(admitted, found)
    if not form.is_valid():
        return show(admitted, found, bound=form)
    told = form.cleaned_data
    decided = Exit(tuple(told.get("won", ())), told.get("level"), Outcome(told["outcome"]),
                   told["reason"])  # fmt: skip
    try:
        actions.end_overhaul(found, told=decided, hand=admitted.hand)
    except Refusal as refusal:
        form.refuse("reason" if refusal.field == "words" else refusal.field, refusal.words)
        return show(admitted, found, bound=form)
    messages.success(request, _("已入账：整转复评。"))
    return redirect("stars:overhaul", found.rec)
