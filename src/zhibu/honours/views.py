"""The pages of this room: a branch's honours, its duties, one member's own."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.honours import actions, queries, rules
from zhibu.honours.actions import CommendationTold, DutyTold, SanctionTold
from zhibu.honours.forms import (
    CommendForm,
    DutyForm,
    OfMembers,
    ReasonForm,
    ReviewForm,
    SanctionEndForm,
    SanctionForm,
)
from zhibu.honours.models import Commendation, Duty, Sanction
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party import actions as party_actions
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting, admit_to_card
from zhibu.party.forms import ActForm
from zhibu.party.permits import Ability

SANCTIONS = "sanctions"


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.SEE_BRANCH_PRIVATE)
def of_branch(request: BranchRequest) -> HttpResponse:
    """Show a year of honours; enter one more."""
    _insist_to_write(request, Ability.MANAGE_MEMBERS)
    today = civil(request.hand.at)
    form = _members_form(CommendForm, request, today)
    if request.method == "POST" and form.is_valid() and _done(
        form,
        lambda: actions.commend(
            branch=request.branch, told=CommendationTold(**form.cleaned_data), hand=request.hand
        ),
    ):  # fmt: skip
        messages.success(request, _("已入账：表彰奖励。"))
        return redirect("honours:branch", request.branch.uid)
    year = today.year
    found = queries.of_branch(request.branch, date(year - 4, 1, 1), today)
    sensitive = request.permits.may(Ability.SEE_SENSITIVE, request.branch)
    context = {
        "branch": request.branch, "form": form, "rules": rules.in_force(),
        "commendations": reversed(found.commendations), "withdraw": ReasonForm(),
        "sanctions": len(found.sanctions) if sensitive else None,
        "manages": request.permits.may(Ability.MANAGE_MEMBERS, request.branch),
    }  # fmt: skip
    return render(request, "honours/branch.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@acting(Ability.SEE_SENSITIVE)
def sanctions(request: BranchRequest) -> HttpResponse:
    """Show the sanctions of five years, for who may see them; enter one."""
    _insist_to_write(request, Ability.MANAGE_MEMBERS)
    today = civil(request.hand.at)
    form = _members_form(SanctionForm, request, today)
    if request.method == "POST" and form.is_valid() and _done(
        form,
        lambda: actions.sanction(
            branch=request.branch, told=SanctionTold(**form.cleaned_data), hand=request.hand
        ),
    ):  # fmt: skip
        messages.success(request, _("已入账：纪律处分。本人能在自己的卡片上看到。"))
        return redirect("honours:sanctions", request.branch.uid)
    found = queries.of_branch(request.branch, date(today.year - 4, 1, 1), today).sanctions
    _log_readings(request, found)
    context = {
        "branch": request.branch, "form": form, "rules": rules.in_force(), "today": today,
        "sanctions": list(reversed(found)), "ending": SanctionEndForm(),
        "manages": request.permits.may(Ability.MANAGE_MEMBERS, request.branch),
    }  # fmt: skip
    return render(request, "honours/sanctions.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.SEE_BRANCH_PRIVATE)
def duties(request: BranchRequest) -> HttpResponse:
    """Show the duty areas and posts that go on; assign one more."""
    _insist_to_write(request, Ability.RECORD_WORK)
    form = _members_form(DutyForm, request, civil(request.hand.at))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"members": tuple(form.cleaned_data["members"])}
        if _done(
            form,
            lambda: actions.assign_duty(
                branch=request.branch, told=DutyTold(**told), hand=request.hand
            ),
        ):
            messages.success(request, _("已入账：设岗定责。"))
            return redirect("honours:duties", request.branch.uid)
    context = {
        "branch": request.branch, "form": form, "rules": rules.in_force(),
        "duties": queries.duties_in(request.branch),
        "past": queries.duties_in(request.branch, past=True), "review": ReviewForm(),
        "records": request.permits.may(Ability.RECORD_WORK, request.branch),
    }  # fmt: skip
    return render(request, "honours/duties.html", context, status=422 if form.errors else 200)


@require_POST
def review_duty(request: HttpRequest, duty: str) -> HttpResponse:
    """Enter what was done in a duty area or post."""
    found, admitted = _of_duty(request, duty)
    _settle(
        admitted, ReviewForm(request.POST),
        lambda told: actions.review_duty(duty=found, hand=admitted.hand, **told),
    )  # fmt: skip
    return redirect("honours:duties", found.branch_id)


@require_POST
def end_duty(request: HttpRequest, duty: str) -> HttpResponse:
    """Enter that a duty ended today, and why."""
    found, admitted = _of_duty(request, duty)
    on = civil(admitted.hand.at)
    _settle(
        admitted, ReasonForm(request.POST),
        lambda told: actions.end_duty(duty=found, on=on, hand=admitted.hand, **told),
    )  # fmt: skip
    return redirect("honours:duties", found.branch_id)


@require_POST
def withdraw(request: HttpRequest, honour: str) -> HttpResponse:
    """Take a commendation back that was entered wrongly."""
    found = Commendation.objects.filter(rec=honour).first() if is_id(honour, "r") else None
    if found is None:
        raise Http404
    admitted = access.admit(request, Ability.MANAGE_MEMBERS, found.branch_id)
    _settle(
        admitted, ReasonForm(request.POST),
        lambda told: actions.withdraw(
            rec=found.rec, branch=found.branch_id, hand=admitted.hand, **told
        ),
    )  # fmt: skip
    return redirect("honours:branch", found.branch_id)


@require_POST
def end_sanction(request: HttpRequest, honour: str) -> HttpResponse:
    """Enter that a sanction's effect ends on another day."""
    found = Sanction.objects.filter(rec=honour).first() if is_id(honour, "r") else None
    if found is None:
        raise Http404
    admitted = access.admit(request, Ability.SEE_SENSITIVE, found.branch_id)
    _insist_to_write(admitted, Ability.MANAGE_MEMBERS)
    _settle(
        admitted, SanctionEndForm(request.POST),
        lambda told: actions.end_sanction(found=found, hand=admitted.hand, **told),
    )  # fmt: skip
    return redirect("honours:sanctions", found.branch_id)


@require_safe
@never_cache
def of_member(request: HttpRequest, member: str) -> HttpResponse:
    """Show what a member was given and has to do; sanctions to them and who may see them."""
    admitted = admit_to_card(request, Ability.SEE_BRANCH_PRIVATE, member)
    sensitive = admitted.own or admitted.permits.may(Ability.SEE_SENSITIVE, admitted.branch)
    found = list(queries.sanctions_of(admitted.member)) if sensitive else []
    if not admitted.own:
        _log_readings(admitted, found)
    context = {
        "branch": admitted.branch, "member": admitted.member, "own": admitted.own,
        "commendations": queries.commendations_of(admitted.member), "sanctions": found,
        "duties": queries.duties_of(admitted.member), "rules": rules.in_force(),
        "sensitive": sensitive, "today": civil(admitted.hand.at),
    }  # fmt: skip
    return render(request, "honours/member.html", context)


def _members_form(kind: type[OfMembers], request: BranchRequest, today: date) -> OfMembers:
    return kind(request.POST or None, members=party.members_of(request.branch, today))


def _insist_to_write(request: BranchRequest, ability: Ability) -> None:
    """Refuse a post of who may only look, before what was posted is read."""
    if request.method == "POST" and not request.permits.may(ability, request.branch):
        raise PermissionDenied


def _of_duty(request: HttpRequest, duty: str) -> tuple[Duty, BranchRequest]:
    found = Duty.objects.filter(rec=duty).first() if is_id(duty, "r") else None
    if found is None:
        raise Http404
    return found, access.admit(request, Ability.RECORD_WORK, found.branch_id)


def _done(form: ActForm, act: Callable[[], object]) -> bool:
    try:
        act()
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _settle(request: BranchRequest, form: ActForm, act: Callable[[dict[str, Any]], object]) -> None:
    """Do what a small form beside a line asks, and say how it went."""
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    elif _done(form, lambda: act(form.cleaned_data)):
        messages.success(request, _("已入账。"))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))


def _log_readings(request: Any, found: list[Sanction]) -> None:
    """Write down, for each member concerned, that somebody read of their sanctions."""
    own = request.account.member_id
    concerned = {one.member_id for one in found} - {own}
    if concerned:
        party_actions.log_readings(
            concerned, account=request.account, role=request.hand.role, items=SANCTIONS,
            at=request.hand.at,
        )  # fmt: skip
