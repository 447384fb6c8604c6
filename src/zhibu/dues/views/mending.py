"""Correcting and withdrawing a month's dues: the old version stays beside the new one."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.core.refusal import Refusal
from zhibu.dues import actions, keeping
from zhibu.dues.forms import CorrectionForm, WithdrawalForm
from zhibu.dues.lines import Line
from zhibu.dues.models import (
    Base,
    Collected,
    Extra,
    PublishedYear,
    Quarterly,
    Relief,
    Reminder,
    Remittance,
)
from zhibu.dues.records import DuesCollected
from zhibu.dues.views.entering import members_of, show
from zhibu.journal import log
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability

KEPT: tuple[Any, ...] = (
    Base, Relief, Quarterly, Extra, Remittance, PublishedYear, Reminder,
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, rec: str) -> HttpResponse:
    """Show a month's list as it was entered and enter the right version."""
    admitted = _admit(request, rec)
    latest = log.leaf_of_record(rec)
    old: DuesCollected = log.record_of(latest)
    lines = {line.member: line for line in old.lines}
    members = [one for one in members_of(admitted, old.month) if one.uid in lines]
    initial = _as_paid(old.lines) | {"seen": latest.fingerprint}
    form = CorrectionForm(members, {}, lines, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        why, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        try:
            actions.correct_dues(
                rec=rec, lines=form.told(), reason=why, hand=admitted.hand, seen=seen
            )
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已更正。两版都能看到，考核随即按新的一版重算。"))
            return redirect("desk:record", rec)
    return show(admitted, form, old.month)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, rec: str) -> HttpResponse:
    """Take a month's dues back, with the reason."""
    admitted = _admit(request, rec)
    old: DuesCollected = log.record_of(log.leaf_of_record(rec))
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.withdraw_dues(rec=rec, reason=reason, hand=admitted.hand)
        except Refusal as refusal:
            form.add_error("reason", str(refusal.words))
        else:
            messages.success(request, _("已撤回。记录仍可查看，不再计入考核。"))
            return redirect("desk:record", rec)
    told = {"form": form, "rec": rec, "month": old.month, "branch": admitted.branch}
    told |= {"arrears": any(line.arrears for line in old.lines), "count": len(old.lines)}
    return render(request, "dues/withdraw.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, rec: str) -> HttpResponse:
    """Take back a review of bases, a consent, a relief or its decision, a remittance …"""
    row = next((one for model in KEPT if (one := model.objects.filter(rec=rec).first())), None)
    decided = None if row else _decided(rec)
    if (row := row or decided) is None:
        raise Http404
    ability = Ability.APPROVE_CASES if decided else Ability.RECORD_WORK
    admitted = access.admit(request, ability, row.branch_id)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            keeping.take_back(rec=rec, branch=row.branch_id, reason=reason, hand=admitted.hand)
        except Refusal as refusal:
            form.add_error("reason", str(refusal.words))
        else:
            messages.success(request, _("已撤回。记录仍可查看，不再计入考核。"))
            return redirect("dues:reliefs" if decided else "dues:list", row.branch_id)
    kind = _("减免审批") if decided else row._meta.verbose_name
    told = {"form": form, "branch": admitted.branch, "kind": kind, "decided": decided is not None}
    return render(request, "dues/take_back.html", told, status=422 if form.errors else 200)


def _decided(rec: str) -> Relief | None:
    """Return the relief of which a record is the decision."""
    return Relief.objects.filter(decided_rec=rec).exclude(decided_rec="").first()


def _admit(request: HttpRequest, rec: str) -> BranchRequest:
    row = Collected.objects.filter(rec=rec).first()
    if row is None:
        raise Http404
    return access.admit(request, Ability.RECORD_WORK, row.branch_id)


def _as_paid(lines: Sequence[Line]) -> dict[str, object]:
    found: dict[str, object] = {}
    for line in lines:
        found[f"full_{line.member}"] = line.settled
        found[f"paid_{line.member}"] = None if line.settled else line.paid
        if line.base is None:
            found[f"reduced_{line.member}"] = line.owed
    return found
