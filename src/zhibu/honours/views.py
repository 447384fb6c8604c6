"""The pages of this room: a branch's honours, its duties, one member's own."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.honours import actions, queries, rules
from zhibu.honours.actions import CommendationTold, DutyTold, SanctionTold
from zhibu.honours.forms import CommendForm, DutyForm, ReviewForm, SanctionEndForm, SanctionForm
from zhibu.honours.models import Commendation, Duty, Sanction
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party import actions as party_actions
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting, admit_to_card
from zhibu.party.forms import ActForm, OfMembers, ReasonForm, beside
from zhibu.party.permits import Ability

SANCTIONS = "sanctions"


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.SEE_BRANCH_PRIVATE)
def of_branch(request: BranchRequest) -> HttpResponse:
    """Show five years of honours; enter one more."""
    access.insist_to_write(request, Ability.MANAGE_MEMBERS)
    form = _of_members(CommendForm, request)
    leaf = form.do(
        lambda: actions.commend(
            branch=request.branch, told=CommendationTold(**form.cleaned_data), hand=request.hand
        )
    )
    if leaf:
        access.entered(request, leaf, _("已入账：表彰奖励。"))
        return redirect("honours:branch", request.branch.uid)
    return _honours_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@acting(Ability.SEE_SENSITIVE)
def sanctions(request: BranchRequest) -> HttpResponse:
    """Show the sanctions of five years, for who may see them; enter one."""
    access.insist_to_write(request, Ability.MANAGE_MEMBERS)
    form = _of_members(SanctionForm, request)
    leaf = form.do(
        lambda: actions.sanction(
            branch=request.branch, told=SanctionTold(**form.cleaned_data), hand=request.hand
        )
    )
    if leaf:
        access.entered(request, leaf, _("已入账：纪律处分。本人能在自己的卡片上看到。"))
        return redirect("honours:sanctions", request.branch.uid)
    return _sanctions_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.SEE_BRANCH_PRIVATE)
def duties(request: BranchRequest) -> HttpResponse:
    """Show the duty areas and posts that go on; assign one more."""
    access.insist_to_write(request, Ability.RECORD_WORK)
    form = _of_members(DutyForm, request)
    leaf = form.do(
        lambda: actions.assign_duty(
            branch=request.branch,
            told=DutyTold(**form.cleaned_data | {"members": tuple(form.cleaned_data["members"])}),
            hand=request.hand,
        )
    )
    if leaf:
        access.entered(request, leaf, _("已入账：设岗定责。"))
        return redirect("honours:duties", request.branch.uid)
    return _duties_page(request, form)


@require_POST
def review_duty(request: HttpRequest, duty: str) -> HttpResponse:
    """Enter what was done in a duty area or post."""
    found, admitted = _of_duty(request, duty)
    form = beside(ReviewForm, found.rec, data=request.POST)
    hand = admitted.hand
    leaf = form.do(lambda: actions.review_duty(duty=found, hand=hand, **form.cleaned_data))
    if leaf:
        access.entered(request, leaf)
        return redirect("honours:duties", found.branch_id)
    return _duties_page(admitted, _of_members(DutyForm, admitted, blank=True), refused=form)


@require_POST
def end_duty(request: HttpRequest, duty: str) -> HttpResponse:
    """Enter that a duty ended today, and why."""
    found, admitted = _of_duty(request, duty)
    form, hand = beside(ReasonForm, found.rec, data=request.POST), admitted.hand
    leaf = form.do(
        lambda: actions.end_duty(duty=found, on=civil(hand.at), hand=hand, **form.cleaned_data)
    )
    if leaf:
        access.entered(request, leaf)
        return redirect("honours:duties", found.branch_id)
    return _duties_page(admitted, _of_members(DutyForm, admitted, blank=True), refused=form)


@require_POST
def withdraw(request: HttpRequest, honour: str) -> HttpResponse:
    """Take a commendation or a sanction back that was entered wrongly."""
    found, admitted = _of_honour(request, honour)
    form, hand = beside(ReasonForm, found.rec, data=request.POST), admitted.hand
    leaf = form.do(
        lambda: actions.withdraw(
            rec=found.rec, branch=found.branch_id, hand=hand, **form.cleaned_data
        )
    )
    given = isinstance(found, Commendation)
    if leaf:
        access.entered(request, leaf, _("已撤回。记录和理由仍可查看。"))
        return redirect("honours:branch" if given else "honours:sanctions", found.branch_id)
    if given:
        return _honours_page(admitted, _of_members(CommendForm, admitted, blank=True), refused=form)
    return _sanctions_page(admitted, _of_members(SanctionForm, admitted, blank=True), refused=form)


@require_POST
def end_sanction(request: HttpRequest, honour: str) -> HttpResponse:
    """Enter that a sanction's effect ends on another day."""
    found, admitted = _of_honour(request, honour)
    if not isinstance(found, Sanction):
        raise Http404
    form, hand = beside(SanctionEndForm, found.rec, data=request.POST), admitted.hand
    leaf = form.do(lambda: actions.end_sanction(found=found, hand=hand, **form.cleaned_data))
    if leaf:
        access.entered(request, leaf)
        return redirect("honours:sanctions", found.branch_id)
    return _sanctions_page(admitted, _of_members(SanctionForm, admitted, blank=True), refused=form)


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


def _honours_page(
    request: BranchRequest, form: OfMembers, *, refused: ActForm | None = None
) -> HttpResponse:
    found = queries.recent_in(request.branch, civil(request.hand.at))
    sensitive = request.permits.may(Ability.SEE_SENSITIVE, request.branch)
    rows = [(one, beside(ReasonForm, one.rec, refused)) for one in found.commendations]
    context = {
        "branch": request.branch, "form": form, "rules": rules.in_force(), "rows": rows,
        "sanctions": len(found.sanctions) if sensitive else None,
        "manages": request.permits.may(Ability.MANAGE_MEMBERS, request.branch),
    }  # fmt: skip
    status = 422 if refused or form.errors else 200
    return render(request, "honours/branch.html", context, status=status)


def _sanctions_page(
    request: BranchRequest, form: OfMembers, *, refused: ActForm | None = None
) -> HttpResponse:
    today = civil(request.hand.at)
    found = queries.recent_in(request.branch, today).sanctions
    _log_readings(request, found)
    rows = [
        (one, beside(SanctionEndForm, one.rec, refused, initial={"on": today}),
         beside(ReasonForm, one.rec, refused))
        for one in found
    ]  # fmt: skip
    context = {
        "branch": request.branch, "form": form, "today": today, "rows": rows,
        "manages": request.permits.may(Ability.MANAGE_MEMBERS, request.branch),
    }  # fmt: skip
    status = 422 if refused or form.errors else 200
    return render(request, "honours/sanctions.html", context, status=status)


def _duties_page(
    request: BranchRequest, form: OfMembers, *, refused: ActForm | None = None
) -> HttpResponse:
    now = {"on": civil(request.hand.at)}
    rows = [
        (one, beside(ReviewForm, one.rec, refused, initial=now),
         beside(ReasonForm, one.rec, refused))
        for one in queries.duties_in(request.branch)
    ]  # fmt: skip
    context = {
        "branch": request.branch,
        "form": form,
        "rows": rows,
        "past": queries.duties_in(request.branch, past=True),
        "records": request.permits.may(Ability.RECORD_WORK, request.branch),
    }
    status = 422 if refused or form.errors else 200
    return render(request, "honours/duties.html", context, status=status)


def _of_members(kind: type[OfMembers], request: BranchRequest, *, blank: bool = False) -> OfMembers:
    """Return a form about the branch's members: as sent, or blank beside another that was."""
    members = party.members_of(request.branch, civil(request.hand.at))
    return kind(None if blank else request.POST or None, members=members)


def _of_honour(request: HttpRequest, honour: str) -> tuple[Commendation | Sanction, BranchRequest]:
    """Return a commendation, or a sanction to who may see it, whose branch one manages."""
    found: Commendation | Sanction | None = None
    if is_id(honour, "r"):
        found = (
            Commendation.objects.filter(rec=honour).first()
            or Sanction.objects.filter(rec=honour).first()
        )
    if found is None:
        raise Http404
    if isinstance(found, Sanction):
        admitted = access.admit(request, Ability.SEE_SENSITIVE, found.branch_id)
        access.insist_to_write(admitted, Ability.MANAGE_MEMBERS)
        return found, admitted
    return found, access.admit(request, Ability.MANAGE_MEMBERS, found.branch_id)


def _of_duty(request: HttpRequest, duty: str) -> tuple[Duty, BranchRequest]:
    found = Duty.objects.filter(rec=duty).first() if is_id(duty, "r") else None
    if found is None:
        raise Http404
    return found, access.admit(request, Ability.RECORD_WORK, found.branch_id)


def _log_readings(request: Any, found: list[Sanction]) -> None:
    """Write down, for each member concerned, that somebody read of their sanctions."""
    concerned = {one.member_id for one in found} - {request.account.member_id}
    if concerned:
        party_actions.log_readings(
            concerned, account=request.account, role=request.hand.role, items=SANCTIONS,
            at=request.hand.at,
        )  # fmt: skip
