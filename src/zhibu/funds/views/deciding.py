"""One application: who asked, who decided, what was paid, each another person's act."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.funds import actions, books, invoices, queries, rules
from zhibu.funds.forms import DecideForm, SettleForm, SpendForm
from zhibu.funds.models import Application, Expense, Standing
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability
from zhibu.party.queries import is_same_person

LARGEST = 10 * 1024 * 1024


@require_safe
def application(request: HttpRequest, application: str) -> HttpResponse:
    """Show an application with what may be done about it."""
    found, admitted = _admit(request, application, Ability.SEE_BRANCH_PRIVATE)
    return _show(admitted, found)


@require_POST
def decide(request: HttpRequest, application: str) -> HttpResponse:
    """Approve an application, or refuse it."""
    found, admitted = _admit(request, application, Ability.APPROVE_SPENDING)
    form = DecideForm(request.POST)
    leaf = form.do(
        lambda: actions.decide(
            application=found, approved=form.cleaned_data["approved"] == "yes",
            words=form.cleaned_data["words"], hand=admitted.hand,
        )
    )  # fmt: skip
    if leaf:
        access.entered(request, leaf, _("已入账：经费审批。"))
        return redirect("funds:application", found.rec)
    return _show(admitted, found, deciding=form)


@require_POST
def spend(request: HttpRequest, application: str) -> HttpResponse:
    """Enter what was paid, with the invoice."""
    found, admitted = _admit(request, application, Ability.RECORD_WORK)
    form = SpendForm(request.POST, request.FILES)
    leaf = form.do(
        lambda: actions.spend(
            application=found, amount=form.cleaned_data["amount"], on=form.cleaned_data["on"],
            invoice=_kept(admitted), hand=admitted.hand,
        )
    )  # fmt: skip
    if leaf:
        access.entered(request, leaf, _("已入账：经费支出。"))
        return redirect("funds:application", found.rec)
    return _show(admitted, found, spending=form)


@require_POST
def settle(request: HttpRequest, application: str) -> HttpResponse:
    """Settle an application: what is left of it is free again."""
    found, admitted = _admit(request, application, Ability.RECORD_WORK)
    form = SettleForm(request.POST)
    leaf = form.do(
        lambda: actions.settle(application=found, hand=admitted.hand, **form.cleaned_data)
    )
    if leaf:
        access.entered(request, leaf, _("已入账：经费结清。"))
        return redirect("funds:application", found.rec)
    return _show(admitted, found, settling=form)


@require_safe
def invoice(request: HttpRequest, application: str, file: str) -> HttpResponse:
    """Return an invoice that a payment of the application lists."""
    found, _admitted = _admit(request, application, Ability.SEE_BRANCH_PRIVATE)
    if not Expense.objects.filter(application=found, file=file).exists():
        raise Http404
    handed = invoices.hand_out(branch=found.organization_id, file=file)
    if handed is None:
        raise Http404
    response = HttpResponse(handed.content, content_type=handed.type)
    response["Content-Disposition"] = "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _admit(request: HttpRequest, rec: str, ability: Ability) -> tuple[Application, BranchRequest]:
    found = Application.objects.filter(pk=rec).first() if is_id(rec, "r") else None
    if found is None:
        raise Http404
    return found, access.admit(request, ability, found.organization_id)


def _kept(request: BranchRequest) -> invoices.Kept:
    upload: Any = request.FILES["invoice"]
    try:
        return invoices.keep(
            branch=request.branch.uid, name=upload.name or "", content=upload.read(LARGEST + 1),
            at=request.hand.at,
        )  # fmt: skip
    except Refusal as refusal:  # keeps call it by another name than this form
        raise Refusal(refusal.words, basis=refusal.basis, field="invoice") from refusal


def _ables(request: BranchRequest, found: Application, *, left: int) -> dict[str, Any]:
    """Return what the reader may do about an application."""
    may, uid = request.permits.may, request.account.uid
    records = may(Ability.RECORD_WORK, request.branch)
    decides = may(Ability.APPROVE_SPENDING, request.branch)
    pays = found.state == Standing.APPROVED and left > 0 and found.settled_on is None
    return {
        "may_decide": decides
        and found.state == Standing.OPEN
        and not is_same_person(uid, found.applicant),
        "may_undo": decides
        and found.state != Standing.OPEN
        and left == found.fen
        and found.settled_on is None,
        "may_settle": records and pays,
        "may_spend": records and pays and not is_same_person(uid, found.approver),
        "may_record": records,
        "open": pays,
    }


def _show(
    request: BranchRequest, found: Application, *,
    deciding: DecideForm | None = None, spending: SpendForm | None = None,
    settling: SettleForm | None = None,
) -> HttpResponse:  # fmt: skip
    today, form = civil(request.hand.at), deciding or spending or settling
    expenses = queries.expenses_of(found)
    left = found.fen - sum(one.fen for one in expenses)
    names = queries.names_of({found.applicant, found.approver, *(one.payer for one in expenses)})
    context = _ables(request, found, left=left) | {
        "branch": request.branch, "one": found, "left": left,
        "line": rules.in_force(today).lines.get(found.line, found.line),
        "words": queries.words_of(found),
        "paid_share": (found.fen - left) * 100 // found.fen,
        "applicant": names.get(found.applicant, ""), "approver": names.get(found.approver, ""),
        "expenses": [(one, names.get(one.payer, "")) for one in expenses],
        "free": books.balance_of(found.organization_id)
        - books.promised_to(found.organization_id, but_not=found.rec),
        "deciding": deciding or DecideForm(),
        "settling": settling or SettleForm(),
        "spending": spending or SpendForm(initial={"on": today}),
    }  # fmt: skip
    status = 422 if form and form.errors else 200
    return render(request, "funds/application.html", context, status=status)
