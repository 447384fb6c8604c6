"""What of a year's dues is handed up, comes back, is given besides, and is published."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhibu.core.refusal import Refusal
from zhibu.dues import keeping, rules
from zhibu.dues.keeping_forms import ExtraForm, RemitForm
from zhibu.dues.models import PublishedYear, Remittance
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.forms import ActForm, beside
from zhibu.party.permits import Ability


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def remittance(request: BranchRequest) -> HttpResponse:
    """Show what was handed up, came back and was published, with days it is due by."""
    return _page(request)


@require_POST
@never_cache
@acting(Ability.RECORD_WORK)
def remit(request: BranchRequest) -> HttpResponse:
    """Enter what was handed up or came back."""
    form = beside(RemitForm, "r", data=request.POST)
    leaf = form.do(
        lambda: keeping.remit(branch=request.branch, hand=request.hand, **form.cleaned_data)
    )
    if leaf:
        access.entered(request, leaf)
        return redirect("dues:remittance", request.branch.uid)
    return _page(request, refused=form)


@require_POST
@never_cache
@acting(Ability.RECORD_WORK)
def pay_extra(request: BranchRequest) -> HttpResponse:
    """Enter a voluntary payment."""
    form = beside(ExtraForm, "e", data=request.POST, members=_members(request))
    leaf = form.do(
        lambda: keeping.pay_extra(branch=request.branch, hand=request.hand, **form.told())
    )
    if leaf:
        access.entered(request, leaf)
        return redirect("dues:remittance", request.branch.uid)
    return _page(request, refused=form)


@require_POST
@acting(Ability.RECORD_WORK)
def publish_year(request: BranchRequest) -> HttpResponse:
    """Publish last year's dues to the members: sums, no names."""
    year = civil(request.hand.at).year - 1
    try:
        leaf = keeping.publish_year(branch=request.branch, year=year, hand=request.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        access.entered(request, leaf)
    return redirect("dues:remittance", request.branch.uid)


def _page(request: BranchRequest, *, refused: ActForm | None = None) -> HttpResponse:
    """Show the page; ``refused`` is the form that was sent and not done."""
    today, told = civil(request.hand.at), rules.in_force()
    last = today.year - 1
    sensitive = request.permits.may(Ability.SEE_SENSITIVE, request.branch)
    _owed, paid = keeping.sums_of(request.branch.uid, last)
    rows = list(Remittance.objects.filter(branch=request.branch).order_by("-remitted_on")[:100])
    published = list(PublishedYear.objects.filter(branch=request.branch).order_by("-year")[:20])
    context = {
        "branch": request.branch, "rules": told, "year": last, "paid": paid,
        "wanted": paid * told.handed_up.told.number // 100, "due_on": told.handed_up.due_on(last),
        "publish_by": told.published.due_on(last), "rows": rows, "published": published,
        "handed": _handed(rows, last), "told": any(one.year == last for one in published),
        "extras": keeping.extras_of(request.branch.uid, today.year) if sensitive else [],
        "form": beside(RemitForm, "r", refused, initial={"year": last, "on": today}),
        "extra": beside(ExtraForm, "e", refused, members=_members(request), initial={"on": today}),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }  # fmt: skip
    return render(request, "dues/remittance.html", context, status=422 if refused else 200)


def _handed(rows: list[Remittance], year: int) -> Remittance | None:
    """Return what was handed up of a year's dues, once it was."""
    return next((one for one in rows if one.year == year and one.form == "handed_up"), None)


def _members(request: BranchRequest) -> Any:
    return party.members_of(request.branch, civil(request.hand.at))
