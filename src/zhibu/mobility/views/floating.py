"""Floating members: the list, one of them, staying in touch."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.refusal import Refusal
from zhibu.journal.log import Leaf, civil
from zhibu.mobility import actions, queries, rules
from zhibu.mobility.conducting import FAMILY
from zhibu.mobility.forms import WAYS, ContactForm, EndForm, InflowForm, OutflowForm, SearchForm
from zhibu.mobility.models import Floating
from zhibu.mobility.records import Why
from zhibu.mobility.views.admitting import admit_to_floating
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.forms import ActForm
from zhibu.party.permits import Ability
from zhibu.procedures import queries as procedures


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def afloat(request: BranchRequest) -> HttpResponse:
    """Show who floats on either side, and who is to be contacted."""
    today = civil(request.hand.at)
    rows = queries.rows_of(request.branch, today)
    context = {
        "branch": request.branch,
        "out": [row for row in rows if row.floating.side == "out"],
        "come": [row for row in rows if row.floating.side == "in"],
        "due": [row for row in rows if row.overdue or row.soon],
        "searches": procedures.cases_of(request.branch, family=FAMILY),
        "rules": rules.in_force(),
        "may_manage": request.permits.may(Ability.MANAGE_MEMBERS, request.branch),
    }
    return render(request, "mobility/afloat.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.MANAGE_MEMBERS)
def outflow(request: BranchRequest) -> HttpResponse:
    """Register somebody of the branch who is away."""
    members = party.members_of(request.branch, civil(request.hand.at))
    form = OutflowForm(request.POST or None, members=members)

    def act() -> Leaf:
        return actions.register_outflow(
            branch=request.branch, hand=request.hand, **form.cleaned_data
        )

    return _entered(request, form, act, title=_("登记流出党员"))


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.MANAGE_MEMBERS)
def inflow(request: BranchRequest) -> HttpResponse:
    """Register somebody of another branch who takes part here."""
    members = party.members_of(request.branch, civil(request.hand.at))
    form = InflowForm(request.POST or None, members=members)

    def act() -> Leaf:
        return actions.register_inflow(
            branch=request.branch, hand=request.hand, **form.cleaned_data
        )

    return _entered(request, form, act, title=_("登记流入党员"))


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.MANAGE_MEMBERS)
def new_search(request: BranchRequest) -> HttpResponse:
    """Register somebody as out of contact and open the search, a case of its own."""
    members = party.members_of(request.branch, civil(request.hand.at))
    form = SearchForm(request.POST or None, members=members)
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.begin_search(
                branch=request.branch, hand=request.hand, **form.cleaned_data
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已登记，查找从今天开始，已入账。"))
            return redirect("procedures:case", case.rec)
    context = {"branch": request.branch, "form": form, "title": _("登记失去联系")}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "mobility/flow.html", context, status=status)


@require_safe
def floating(request: HttpRequest, floating: str) -> HttpResponse:
    """Show one of them with every contact."""
    admitted, found = admit_to_floating(request, floating, Ability.SEE_BRANCH_PRIVATE)
    return _show(admitted, found)


@require_POST
def contact(request: HttpRequest, floating: str) -> HttpResponse:
    """Enter a contact."""
    admitted, found = admit_to_floating(request, floating, Ability.MANAGE_MEMBERS)
    form = ContactForm(request.POST, today=civil(admitted.hand.at))

    def act() -> Leaf:
        return actions.contact(floating=found, hand=admitted.hand, **form.cleaned_data)

    return _carry_out(admitted, found, form, act=act, name="contact")


@require_POST
def end(request: HttpRequest, floating: str) -> HttpResponse:
    """Enter that somebody floats no more."""
    admitted, found = admit_to_floating(request, floating, Ability.MANAGE_MEMBERS)
    form = EndForm(request.POST)

    def act() -> Leaf:
        why = Why(form.cleaned_data["why"])
        return actions.end_floating(floating=found, why=why, hand=admitted.hand)

    return _carry_out(admitted, found, form, act=act, name="end")


def _entered(
    request: BranchRequest, form: ActForm, act: Callable[[], Leaf], *, title: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            leaf = act()
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已登记，已入账。"), extra_tags=leaf.lh.hex())
            return redirect("mobility:afloat", request.branch.uid)
    context = {"branch": request.branch, "form": form, "title": title}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "mobility/flow.html", context, status=status)


def _carry_out(
    request: BranchRequest, found: Floating, form: ActForm, *, act: Callable[[], Leaf], name: str
) -> HttpResponse:
    if form.is_valid():
        try:
            leaf = act()
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已入账。"), extra_tags=leaf.lh.hex())
            return redirect("mobility:floating", found.rec)
    return _show(request, queries.floating(found.rec), **{name: form})


def _show(request: BranchRequest, found: Floating, **bound: ActForm) -> HttpResponse:
    today = civil(request.hand.at)
    ways = dict(WAYS)
    rows = [row for row in queries.rows_of(request.branch, today) if row.floating.rec == found.rec]
    context = {
        "branch": request.branch,
        "floating": found,
        "row": rows[0] if rows else None,
        "name": found.member.name if found.member else found.name,
        "contacts": [(one, ways.get(one.way, one.way)) for one in queries.contacts_of(found)],
        "may_manage": request.permits.may(Ability.MANAGE_MEMBERS, request.branch),
        "contact": ContactForm(today=today),
        "end": EndForm(),
        "rule": rules.in_force().contact["abroad" if found.abroad else "home"],
    } | bound
    return render(request, "mobility/floating.html", context, status=422 if bound else 200)
