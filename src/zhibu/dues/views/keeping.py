"""A year's bases, reliefs, and who is behind."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.dues import keeping, ledger, queries, rules
from zhibu.dues.keeping_forms import (
    ChangeForm,
    DecideForm,
    QuarterlyForm,
    ReliefForm,
    RemindForm,
    ReviewForm,
)
from zhibu.dues.models import Quarterly, Relief, Reminder
from zhibu.dues.records import BaseLine
from zhibu.journal.log import Leaf, civil
from zhibu.party import access
from zhibu.party import actions as party_actions
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.forms import ActForm, beside
from zhibu.party.permits import Ability

DUES = "dues"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@acting(Ability.SEE_SENSITIVE)
def bases(request: BranchRequest) -> HttpResponse:
    """Show the bases of a year; fix them."""
    access.insist_to_write(request, Ability.RECORD_WORK)
    form = _review_form(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        year = civil(request.hand.at).year
        try:
            leaf = keeping.review_bases(
                branch=request.branch, year=year, lines=form.told(), hand=request.hand
            )
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            access.entered(request, leaf, _("已入账：党费基数核定。"))
            return redirect("dues:bases", request.branch.uid)
    return _bases_page(request, form=form)


@require_POST
@never_cache
@acting(Ability.RECORD_WORK)
def change_base(request: BranchRequest) -> HttpResponse:
    """Let a member pay from another base within the year, with the cause."""
    form = beside(ChangeForm, "c", data=request.POST, members=_members(request))
    leaf = form.do(lambda: _change(request, form.told()))
    if leaf:
        access.entered(request, leaf)
        return redirect("dues:bases", request.branch.uid)
    return _bases_page(request, refused=form)


def _change(request: BranchRequest, told: dict[str, Any]) -> Leaf:
    return keeping.change_base(
        branch=request.branch, line=BaseLine(told["member"], told["base"], told["payer"]),
        month=told["month"], cause=told["cause"], hand=request.hand,
    )  # fmt: skip


@require_POST
@never_cache
@acting(Ability.RECORD_WORK)
def agree_quarterly(request: BranchRequest) -> HttpResponse:
    """Agree that a member pays this year's dues by the quarter."""
    form = beside(QuarterlyForm, "q", data=request.POST, members=_members(request))
    year = civil(request.hand.at).year
    leaf = form.do(
        lambda: keeping.agree_quarterly(
            branch=request.branch, year=year, hand=request.hand, **form.told()
        )
    )
    if leaf:
        access.entered(request, leaf)
        return redirect("dues:bases", request.branch.uid)
    return _bases_page(request, refused=form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@acting(Ability.SEE_SENSITIVE)
def reliefs(request: BranchRequest) -> HttpResponse:
    """Show a branch's reliefs; ask for one, or see what to decide."""
    access.insist_to_write(request, Ability.RECORD_WORK)
    form = ReliefForm(request.POST or None, members=_members(request))
    leaf = form.do(
        lambda: keeping.ask_relief(
            branch=request.branch, told=keeping.ReliefTold(**form.told()), hand=request.hand
        )
    )
    if leaf:
        access.entered(request, leaf, _("已入账：减免申请，等待上级审批。"))
        return redirect("dues:reliefs", request.branch.uid)
    return _reliefs_page(request, form)


@require_POST
@never_cache
def decide_relief(request: HttpRequest, relief: str) -> HttpResponse:
    """Approve a relief, or refuse it."""
    found = Relief.objects.filter(pk=relief).first() if is_id(relief, "r") else None
    if found is None:
        raise Http404
    admitted = access.admit(request, Ability.APPROVE_CASES, found.branch_id)
    form = beside(DecideForm, found.rec, data=request.POST)
    leaf = form.do(
        lambda: keeping.decide_relief(
            relief=found, approved=form.cleaned_data["approved"] == "yes",
            words=form.cleaned_data["words"], hand=admitted.hand,
        )
    )  # fmt: skip
    if leaf:
        access.entered(request, leaf)
        return redirect("dues:reliefs", found.branch_id)
    blank = ReliefForm(members=_members(admitted))
    return _reliefs_page(admitted, blank, refused=form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@acting(Ability.SEE_SENSITIVE)
def arrears(request: BranchRequest) -> HttpResponse:
    """Show who is behind, to who keeps dues alone; enter that somebody was reminded."""
    access.insist_to_write(request, Ability.RECORD_WORK)
    if request.method == "POST":
        return _remind(request, RemindForm(request.POST))
    today = civil(request.hand.at)
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


def _remind(request: BranchRequest, form: RemindForm) -> HttpResponse:
    """Enter a reminder: nothing was typed, so a refusal is said above the list."""
    leaf = form.do(
        lambda: keeping.remind(branch=request.branch, hand=request.hand, **form.cleaned_data)
    )
    if leaf:
        access.entered(request, leaf)
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect("dues:arrears", request.branch.uid)


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
        "account": found, "dues": found.told[::-1] if found else (),
        "current": next((one for one in found.dues if one.month == now), None) if found else None,
    }  # fmt: skip
    return render(request, "dues/statement.html", context)


def _bases_page(
    request: BranchRequest, *, form: ReviewForm | None = None, refused: ActForm | None = None
) -> HttpResponse:
    """Show the year's bases; ``refused`` is the small form that was sent and not done."""
    members, year = _members(request), civil(request.hand.at).year
    fixed = _fixed(request)
    context = {
        "branch": request.branch, "year": year, "form": form or _review_form(request, None),
        "fixed": [(one, fixed.get(one.uid)) for one in members] if fixed else [],
        "change": beside(ChangeForm, "c", refused, members=members),
        "quarterly": beside(QuarterlyForm, "q", refused, members=members),
        "agreed": Quarterly.objects.filter(
            branch=request.branch, year=year
        ).select_related("member"),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }  # fmt: skip
    status = 422 if refused or (form and form.errors) else 200
    return render(request, "dues/bases.html", context, status=status)


def _review_form(request: BranchRequest, data: Any) -> ReviewForm:
    """Return the form of the whole roll: from what is fixed, else from what was paid from last."""
    before = queries.latest_lines(request.branch.uid, Month.of(civil(request.hand.at)))
    start: dict[str, Any] = dict(before)
    return ReviewForm(_members(request), start | _fixed(request), data)


def _fixed(request: BranchRequest) -> dict[str, Any]:
    return dict(ledger.fixed_for(request.branch.uid, Month(civil(request.hand.at).year, 12)))


def _reliefs_page(
    request: BranchRequest, form: ReliefForm, *, refused: ActForm | None = None
) -> HttpResponse:
    found = keeping.reliefs_of(request.branch.uid)
    _log_readings(request, [one.member for one, _told in found])
    context = {
        "branch": request.branch, "form": form,
        "reliefs": [
            (one, told, Month.from_index(one.first), Month.from_index(one.last),
             beside(DecideForm, one.rec, refused))
            for one, told in found
        ],
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
        "may_decide": request.permits.may(Ability.APPROVE_CASES, request.branch),
        "own": request.account.uid,
    }  # fmt: skip
    status = 422 if refused or form.errors else 200
    return render(request, "dues/reliefs.html", context, status=status)


def _members(request: BranchRequest) -> Any:
    return party.members_of(request.branch, civil(request.hand.at))


def _log_readings(request: Any, members: Any) -> None:
    """Write down, for each member concerned, that somebody read of their dues."""
    others = {one.uid for one in members} - {request.account.member_id}
    party_actions.log_readings(
        sorted(others), account=request.account, role=request.hand.role, items=DUES,
        at=request.hand.at,
    )  # fmt: skip
