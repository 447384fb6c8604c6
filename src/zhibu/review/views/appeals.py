"""Appeals: a branch asks, somebody who did not judge answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.assessment import queries as assessment
from zhibu.assessment.judges import somebody
from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.core.standard import Item
from zhibu.journal.log import civil
from zhibu.look.templatetags import look
from zhibu.party import access
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.review import actions, appeals, measure, presenting, queries, rules
from zhibu.review.forms import AnswerForm, AppealForm, ReasonForm
from zhibu.review.models import Appeal
from zhibu.review.views import doors

MOST = 40


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RECORD_WORK)
def appeal(request: BranchRequest, code: str) -> HttpResponse:
    """Show whether an item may be appealed and until when; take the appeal."""
    year, today = doors.year_of(request), civil(request.hand.at)
    standard = queries.standard_of(request.branch, year)
    item = _item(standard.items, code)
    form = AppealForm(_records(request, item, year), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            leaf = actions.appeal(
                branch=request.branch, year=year, code=code, hand=request.hand, **form.cleaned_data
            )
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：条款申诉。"))
            return redirect("review:appealed", leaf.rec)
    chance = appeals.chance_of(request.branch, year=year, standard=standard.id, item=code)
    return _show_appeal(request, form, item, chance=chance, year=year, stands=chance.stands(today))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, appeal: str) -> HttpResponse:
    """Show an appeal with its answer; take the answer of who did not judge the item."""
    admitted, asked = _admit(request, appeal)
    item = _item(measure.standard_of(asked.branch_id, asked.year).items, asked.item)
    form = AnswerForm(item, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            who = somebody(admitted)
            actions.answer_appeal(asked, told=form.told(), who=who, hand=admitted.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：申诉答复。分数已随之重算。"))
            return redirect("review:appealed", asked.rec)
    return _show_answer(admitted, asked, form)


@require_POST
def withdraw(request: HttpRequest, appeal: str) -> HttpResponse:
    """Withdraw a branch's own appeal."""
    admitted, asked = _admit(request, appeal, (Ability.RECORD_WORK,))
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.withdraw_appeal(asked, reason=reason, hand=admitted.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已撤回申诉。"))
            return redirect("review:branch", asked.branch_id)
    item = _item(measure.standard_of(asked.branch_id, asked.year).items, asked.item)
    return _show_answer(admitted, asked, AnswerForm(item), taking_back=form)


def _admit(
    request: HttpRequest, rec: str, abilities: tuple[Ability, ...] = ()
) -> tuple[BranchRequest, Appeal]:
    """Return the request and the appeal: 404 where it may not be seen, 403 where not done."""
    permits = access.sign(request).permits
    found = Appeal.objects.select_related("branch").filter(rec=rec) if is_id(rec, "r") else None
    asked = found.first() if found is not None else None
    if asked is None or not permits.may(Ability.SEE_BRANCH_PRIVATE, asked.branch):
        raise Http404
    usual = doors.CHECKERS if request.method == "POST" else (Ability.SEE_BRANCH_PRIVATE,)
    return doors.admit_any(request, asked.branch_id, abilities or usual), asked


def _item(items: tuple[Item, ...], code: str) -> Item:
    found = next((item for item in items if item.id == code), None)
    if found is None:
        raise Http404
    return found


def _records(request: BranchRequest, item: Item, year: int) -> list[tuple[str, str]]:
    today = civil(timezone.now())
    lines = assessment.evidence_for(request.branch, item, year=year, until=today)
    return [(one.rec, f"{one.title} {look.full_day(one.on)}") for one in lines[:MOST]]


def _show_appeal(
    request: BranchRequest, form: AppealForm, item: Item, *, chance: appeals.Chance, year: int,
    stands: bool,
) -> HttpResponse:  # fmt: skip
    lines = measure.lines_of(request.branch, year=year, as_of=civil(request.hand.at))
    context = {
        "branch": request.branch,
        "form": form,
        "item": item,
        "line": lines.get(item.id),
        "chance": chance,
        "stands": stands,
        "year": year,
        "days": rules.in_force()["answer_within"],
    }
    return render(request, "review/appeal.html", context, status=422 if form.is_bound else 200)


def _show_answer(
    request: BranchRequest, asked: Appeal, form: AnswerForm, *,
    taking_back: ReasonForm | None = None,
) -> HttpResponse:  # fmt: skip
    permits = request.permits
    checks = any(permits.may(ability, asked.branch) for ability in doors.CHECKERS)
    context = {
        "branch": asked.branch,
        "told": presenting.told_of(asked, civil(request.hand.at)),
        "item": form.item,
        "form": form,
        "taking_back": taking_back or ReasonForm(),
        "keeps": permits.may(Ability.RECORD_WORK, asked.branch) and asked.open,
        "checks": checks and asked.open,
        "why_not": appeals.why_not(asked, somebody(request)) if checks else "",
    }
    wrong = form.is_bound or (taking_back is not None)
    return render(request, "review/appealed.html", context, status=422 if wrong else 200)
