"""Planning, receiving, applying, publishing and taking back."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.funds import actions, queries, rules
from zhibu.funds.forms import ApplyForm, PlanForm, ReceiveForm
from zhibu.funds.models import Application, Budget, Expense, Publication, Receipt
from zhibu.funds.views.looking import year_asked
from zhibu.journal.log import Leaf, civil
from zhibu.party import access
from zhibu.party.access import BranchRequest, acting
from zhibu.party.forms import ActForm, ReasonForm
from zhibu.party.permits import Ability

BACK = (Receipt, Expense, Publication, Application)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RECORD_WORK)
def receive(request: BranchRequest) -> HttpResponse:
    """Enter money that came in."""
    today = civil(request.hand.at)
    form = ReceiveForm(request.POST or None, rules=rules.in_force(today), initial={"on": today})

    def act() -> Leaf:
        return actions.receive(organization=request.branch, hand=request.hand, **form.cleaned_data)

    if leaf := form.do(act):
        access.entered(request, leaf)
        return redirect("funds:list", request.branch.uid)
    return _form_page(request, form, title=_("登记收入"))


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RECORD_WORK)
def apply(request: BranchRequest) -> HttpResponse:
    """Apply for money; somebody else decides."""
    form = ApplyForm(request.POST or None, rules=rules.in_force(civil(request.hand.at)))

    def act() -> Leaf:
        return actions.apply(organization=request.branch, hand=request.hand, **form.cleaned_data)

    if leaf := form.do(act):
        access.entered(request, leaf, _("已入账，等另一人审批。"))
        return redirect("funds:application", leaf.rec)
    return _form_page(request, form, title=_("申请经费"))


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RECORD_WORK)
def plan(request: BranchRequest) -> HttpResponse:
    """Set a year's budget: the tier, and an amount for each use."""
    year, known = year_asked(request), rules.in_force(civil(request.hand.at))
    told = queries.year_of(request.branch, year, civil(request.hand.at))
    initial: dict[str, Any] = {
        f"line_{one.key}": one.planned / 100 for one in told.uses if one.planned
    }
    form = PlanForm(
        request.POST or None, rules=known, year=year, initial=initial | {"tier": told.tier}
    )
    leaf = form.do(
        lambda: actions.plan(organization=request.branch, told=form.told(), hand=request.hand)
    )
    if leaf:
        access.entered(request, leaf)
        return redirect("funds:list", request.branch.uid)
    context = {
        "branch": request.branch, "form": form, "year": year, "told": told, "rules": known,
        "again": Budget.objects.filter(organization=request.branch, year=year).exists(),
    }  # fmt: skip
    return render(request, "funds/plan.html", context, status=422 if form.errors else 200)


@require_POST
@acting(Ability.RECORD_WORK)
def publish(request: BranchRequest) -> HttpResponse:
    """Publish a month that is over."""
    try:
        month = Month.parse(request.POST.get("month", ""))
        leaf = actions.publish(organization=request.branch, month=month, hand=request.hand)
    except ValueError:
        messages.error(request, _("请选择要公开的月份。"))
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        words = _("已公开 %(month)s 的收支。") % {"month": month}
        access.entered(request, leaf, words)
    return redirect("funds:disclosure", request.branch.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, rec: str) -> HttpResponse:
    """Take back what was entered, with the reason; a decision, whoever may decide."""
    row = _standing(rec)
    of_application = isinstance(row, Application)
    decision = of_application and row.decided_rec == rec
    settling = of_application and row.settled_rec == rec
    ability = Ability.APPROVE_SPENDING if decision else Ability.RECORD_WORK
    admitted = access.admit(request, ability, row.organization_id)
    form = ReasonForm(request.POST or None)
    leaf = form.do(
        lambda: actions.take_back(
            rec=rec, organization=row.organization_id, hand=admitted.hand, **form.cleaned_data
        )
    )
    if leaf:
        access.entered(request, leaf, _("已撤回。记录和理由仍可查看。"))
        if decision or settling:
            return redirect("funds:application", row.pk)
        return redirect("funds:list", row.organization_id)
    kind, words = _called(row, decision=decision, settling=settling)
    title = _("撤回“%(kind)s”") % {"kind": kind}
    return _form_page(admitted, form, title=title, words=words)


def _called(row: Any, *, decision: bool, settling: bool) -> tuple[str, str]:
    """Return how what is taken back is called, and what follows of it."""
    if decision:
        return _("经费审批"), _("撤回后，申请回到待审批，可以重新审批。")
    if settling:
        return _("经费结清"), _("撤回后，余额重新留给这份申请，可以继续支付。")
    return str(row._meta.verbose_name), ""


def _standing(rec: str) -> Any:
    """Return the row that a record wrote, or wrote on. Raises Http404."""
    for model in BACK:
        if found := model.objects.filter(pk=rec).first():
            return found
    found = Application.objects.filter(Q(decided_rec=rec) | Q(settled_rec=rec)).first()
    if found is None or not rec:
        raise Http404
    return found


def _form_page(
    request: BranchRequest, form: ActForm, *, title: str, words: str = ""
) -> HttpResponse:
    context = {"branch": request.branch, "form": form, "title": title, "words": words}
    return render(request, "funds/form.html", context, status=422 if form.errors else 200)
