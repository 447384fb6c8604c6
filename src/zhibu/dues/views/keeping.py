"""A year's bases, reliefs, what is handed up and published, and who is behind."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.dues import keeping, keeping_forms, ledger, queries, rules
from zhibu.dues.models import PublishedYear, Quarterly, Relief, Reminder, Remittance
from zhibu.dues.records import BaseLine
from zhibu.journal.log import Leaf, civil
from zhibu.party import access
from zhibu.party import actions as party_actions
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

DUES = "dues"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@acting(Ability.SEE_SENSITIVE)
def bases(request: BranchRequest) -> HttpResponse:
    """Show the bases of a year; fix them."""
    _insist_to_write(request)
    today = civil(request.hand.at)
    members = party.members_of(request.branch, today)
    fixed = ledger.fixed_for(request.branch.uid, Month(today.year, 12))
    start: dict[str, Any] = dict(queries.latest_lines(request.branch.uid, Month.of(today)))
    form = keeping_forms.ReviewForm(members, start | fixed, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.review_bases(
                branch=request.branch, year=today.year, lines=form.told(), hand=request.hand
            )
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：党费基数核定。"))
            return redirect("dues:bases", request.branch.uid)
    context = _of_bases(request, members, fixed) | {"form": form}
    return render(request, "dues/bases.html", context, status=422 if form.errors else 200)


@require_POST
@acting(Ability.RECORD_WORK)
def change_base(request: BranchRequest) -> HttpResponse:
    """Let a member pay from another base within the year, with the cause."""
    form = keeping_forms.ChangeForm(request.POST, members=_members(request))

    def act() -> Leaf:
        told = form.told()
        line = BaseLine(told["member"], told["base"], told["payer"])
        return keeping.change_base(
            branch=request.branch, line=line, month=told["month"], cause=told["cause"],
            hand=request.hand,
        )  # fmt: skip

    return _settle(request, form, act, to="dues:bases")


@require_POST
@acting(Ability.RECORD_WORK)
def agree_quarterly(request: BranchRequest) -> HttpResponse:
    """Agree that a member pays this year's dues by the quarter."""
    form = keeping_forms.QuarterlyForm(request.POST, members=_members(request))
    year = civil(request.hand.at).year

    def act() -> Leaf:
        return keeping.agree_quarterly(
            branch=request.branch, year=year, hand=request.hand, **form.told()
        )

    return _settle(request, form, act, to="dues:bases")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@acting(Ability.SEE_SENSITIVE)
def reliefs(request: BranchRequest) -> HttpResponse:
    """Show a branch's reliefs; ask for one, or see what to decide."""
    _insist_to_write(request)
    form = keeping_forms.ReliefForm(request.POST or None, members=_members(request))
    if request.method == "POST" and form.is_valid():
        try:
            _ask_relief(request, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已入账：减免申请，等待上级审批。"))
            return redirect("dues:reliefs", request.branch.uid)
    found = keeping.reliefs_of(request.branch.uid)
    _log_readings(request, [one.member for one, _told in found])
    context = {
        "branch": request.branch, "form": form,
        "reliefs": [
            (one, told, Month.from_index(one.first), Month.from_index(one.last))
            for one, told in found
        ],
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
        "may_decide": request.permits.may(Ability.APPROVE_CASES, request.branch),
    }  # fmt: skip
    return render(request, "dues/reliefs.html", context, status=422 if form.errors else 200)


def _ask_relief(request: BranchRequest, form: keeping_forms.ReliefForm) -> Leaf:
    told = keeping.ReliefTold(**form.told())
    return keeping.ask_relief(branch=request.branch, told=told, hand=request.hand)


@require_POST
def decide_relief(request: HttpRequest, relief: str) -> HttpResponse:
    """Approve a relief, or refuse it."""
    found = Relief.objects.filter(pk=relief).first() if is_id(relief, "r") else None
    if found is None:
        raise Http404
    admitted = access.admit(request, Ability.APPROVE_CASES, found.branch_id)
    form = keeping_forms.DecideForm(request.POST)

    def act() -> Leaf:
        approved = form.cleaned_data["approved"] == "yes"
        return keeping.decide_relief(
            relief=found, approved=approved, words=form.cleaned_data["words"], hand=admitted.hand
        )

    return _settle(admitted, form, act, to="dues:reliefs")


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def remittance(request: BranchRequest) -> HttpResponse:
    """Show what was handed up, came back and was published, with days it is due by."""
    today, told = civil(request.hand.at), rules.in_force()
    last = today.year - 1
    sensitive = request.permits.may(Ability.SEE_SENSITIVE, request.branch)
    _owed, paid = keeping.sums_of(request.branch.uid, last)
    context = {
        "branch": request.branch, "rules": told, "year": last, "paid": paid,
        "wanted": paid * told.handed_up.told.number // 100, "due_on": told.handed_up.due_on(last),
        "publish_by": told.published.due_on(last),
        "rows": Remittance.objects.filter(branch=request.branch).order_by("-remitted_on")[:100],
        "published": PublishedYear.objects.filter(branch=request.branch).order_by("-year")[:20],
        "extras": keeping.extras_of(request.branch.uid, today.year) if sensitive else [],
        "form": keeping_forms.RemitForm(initial={"year": last, "on": today}),
        "extra": keeping_forms.ExtraForm(members=_members(request), initial={"on": today}),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }  # fmt: skip
    return render(request, "dues/remittance.html", context)


@require_POST
@acting(Ability.RECORD_WORK)
def remit(request: BranchRequest) -> HttpResponse:
    """Enter what was handed up or came back."""
    form = keeping_forms.RemitForm(request.POST)

    def act() -> Leaf:
        return keeping.remit(branch=request.branch, hand=request.hand, **form.cleaned_data)

    return _settle(request, form, act, to="dues:remittance")


@require_POST
@acting(Ability.RECORD_WORK)
def pay_extra(request: BranchRequest) -> HttpResponse:
    """Enter a voluntary payment."""
    form = keeping_forms.ExtraForm(request.POST, members=_members(request))

    def act() -> Leaf:
        return keeping.pay_extra(branch=request.branch, hand=request.hand, **form.told())

    return _settle(request, form, act, to="dues:remittance")


@require_POST
@acting(Ability.RECORD_WORK)
def publish_year(request: BranchRequest) -> HttpResponse:
    """Publish last year's dues to the members: sums, no names."""
    year = civil(request.hand.at).year - 1

    def act() -> Leaf:
        return keeping.publish_year(branch=request.branch, year=year, hand=request.hand)

    return _settle(request, None, act, to="dues:remittance")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@acting(Ability.SEE_SENSITIVE)
def arrears(request: BranchRequest) -> HttpResponse:
    """Show who is behind, to who keeps dues alone; enter that somebody was reminded."""
    _insist_to_write(request)
    today = civil(request.hand.at)
    if request.method == "POST":
        form = keeping_forms.RemindForm(request.POST)
        return _settle(
            request, form,
            lambda: keeping.remind(branch=request.branch, hand=request.hand, **form.cleaned_data),
            to="dues:arrears",
        )  # fmt: skip
    now = Month.of(today)
    accounts = ledger.of_branch(request.branch.uid, now.shift(-12), now, today=today)
    behind = [one for one in accounts if one.overdue]
    context = {
        "branch": request.branch, "rules": rules.in_force(),
        "rows": [(one, one.is_late(today)) for one in behind],
        "reminders": Reminder.objects.filter(branch=request.branch)
        .select_related("member").order_by("-reminded_on", "rec")[:50],
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }  # fmt: skip
    return render(request, "dues/arrears.html", context)


@require_safe
@never_cache
def statement(request: HttpRequest, member: str) -> HttpResponse:
    """Show a member's own year of dues; to others only who may see what is sensitive."""
    admitted = access.admit_to_card(request, Ability.SEE_SENSITIVE, member)
    if not admitted.own:
        _log_readings(admitted, [admitted.member])
    today = civil(admitted.hand.at)
    now = Month.of(today)
    found = ledger.of_member(admitted.member.uid, Month(now.year - 1, 1), now, today=today)
    context = {
        "branch": admitted.branch, "member": admitted.member, "own": admitted.own,
        "account": found, "dues": tuple(reversed(found.dues)) if found else (),
    }  # fmt: skip
    return render(request, "dues/statement.html", context)


def _of_bases(request: BranchRequest, members: Any, fixed: Any) -> dict[str, Any]:
    year = civil(request.hand.at).year
    return {
        "branch": request.branch, "year": year,
        "fixed": [(one, fixed.get(one.uid)) for one in members] if fixed else [],
        "change": keeping_forms.ChangeForm(members=members),
        "quarterly": keeping_forms.QuarterlyForm(members=members),
        "agreed": Quarterly.objects.filter(
            branch=request.branch, year=year
        ).select_related("member"),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }  # fmt: skip


def _members(request: BranchRequest) -> Any:
    return party.members_of(request.branch, civil(request.hand.at))


def _insist_to_write(request: BranchRequest) -> None:
    """Refuse a post of who may only look, before what was posted is read."""
    may = request.permits.may(Ability.RECORD_WORK, request.branch)
    if request.method == "POST" and not may:
        raise PermissionDenied


def _settle(request: BranchRequest, form: Any, act: Callable[[], Leaf], *, to: str) -> HttpResponse:
    """Do what a small form asks, and say how it went on the page it stands on."""
    if form is not None and not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label}：{faults[0]}" if label else str(faults[0]))
        return redirect(to, request.branch.uid)
    try:
        leaf = act()
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已入账。"), extra_tags=leaf.lh.hex())
    return redirect(to, request.branch.uid)


def _log_readings(request: Any, members: Any) -> None:
    """Write down, for each member concerned, that somebody read of their dues."""
    others = {one.uid for one in members} - {request.account.member_id}
    party_actions.log_readings(
        sorted(others), account=request.account, role=request.hand.role, items=DUES,
        at=request.hand.at,
    )  # fmt: skip
