"""An assessor's sheet, and confirming what the machine says."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.assessment.judges import somebody
from zhibu.core.refusal import Refusal
from zhibu.core.standard import Item
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.review import actions, judges, measure, presenting, queries, sittings
from zhibu.review.forms import ConfirmForm, SheetForm
from zhibu.review.models import Occasion
from zhibu.review.presenting import Question
from zhibu.review.views import doors


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RUN_ASSESSMENT)
def sheet(request: BranchRequest, occasion: str) -> HttpResponse:
    """Show an assessor's sheet with evidence beside each item, and take it."""
    if occasion not in Occasion.values:
        raise Http404
    year, today, who = doors.year_of(request), civil(request.hand.at), somebody(request)
    try:
        judge = judges.judge_of(who, request.branch, occasion, year=year, on=today)
    except Refusal as refusal:
        context = {"branch": request.branch, "words": refusal.words}
        return render(request, "review/may_not.html", context, status=403)
    standard = queries.standard_of(request.branch, year)
    asked = measure.asked_on(standard, occasion, below=judge.below)
    questions = _questions(request, [one.item for one in asked], year=year, today=today)
    sitting = presenting.sitting_for(request.branch, year=year, occasion=occasion, on=today)
    mine = sitting.sheet_of(who.uid)
    own = sittings.said_in([mine])[mine.rec] if mine else None
    form = SheetForm(questions, own, request.POST or None)
    if form.is_bound and form.is_valid() and _judged(request, form, occasion=occasion, year=year):
        return redirect(_address(request, "review:branch", year))
    confirming = ConfirmForm(*_confirmed(request, year=year, today=today))
    return _show(request, form, confirming, occasion=occasion, year=year)


@require_POST
@acting(Ability.RUN_ASSESSMENT)
def confirm(request: BranchRequest) -> HttpResponse:
    """Take what a person makes of the machine's hints."""
    year, today = doors.year_of(request), civil(request.hand.at)
    form = ConfirmForm(*_confirmed(request, year=year, today=today), request.POST)
    if form.is_valid():
        try:
            actions.confirm(
                branch=request.branch, year=year, told=form.told(), who=somebody(request),
                hand=request.hand,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：人工确认。分数已随之重算。"))
            return redirect(_address(request, "review:branch", year))
    return _show(request, None, form, occasion=Occasion.YEAR_END, year=year)


def _judged(request: BranchRequest, form: SheetForm, *, occasion: str, year: int) -> bool:
    """Enter the sheet and say what follows; put a refusal into the form."""
    try:
        actions.judge(
            branch=request.branch, year=year, occasion=occasion, marks=form.told(),
            who=somebody(request), hand=request.hand,
            reason=form.cleaned_data.get("reason", ""),
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal.field, refusal.words)
        return False
    today = civil(request.hand.at)
    sitting = presenting.sitting_for(request.branch, year=year, occasion=occasion, on=today)
    messages.success(request, _said(sitting))
    return True


def _said(sitting: sittings.Sitting) -> str:
    if sitting.opening is None:
        words = _("已入账：评判表。还差 %(n)d 位考核员，交齐后一起开封。")
        return words % {"n": sitting.sealed.missing}
    if sitting.sealed.apart:
        return _("已入账：评判表已开封。分歧较大，请第三位评判，或面谈后各自更正。")
    return _("已入账：评判表已开封，分数已重算。")


def _questions(
    request: BranchRequest, items: list[Item], *, year: int, today: date
) -> tuple[Question, ...]:
    standard = queries.standard_of(request.branch, year)
    lines = measure.lines_of(request.branch, year=year, as_of=today)
    own = queries.own_of(request.branch, year=year, standard=standard)
    return presenting.questions_of(items, lines, own)


def _confirmed(
    request: BranchRequest, *, year: int, today: date
) -> tuple[tuple[Question, ...], dict[str, int]]:
    standard = queries.standard_of(request.branch, year)
    items = list(measure.confirmed_in(standard))
    given = queries.confirmations_of(request.branch, year=year, standard=standard)
    questions = _questions(request, items, year=year, today=today)
    return questions, {code: row.adjust for code, row in given.items()}


def _address(request: BranchRequest, view: str, year: int) -> str:
    return f"{reverse(view, args=[request.branch.uid])}?year={year}"


def _show(
    request: BranchRequest, form: SheetForm | None, confirming: ConfirmForm, *, occasion: str,
    year: int,
) -> HttpResponse:  # fmt: skip
    context = {
        "branch": request.branch,
        "form": form,
        "confirming": confirming,
        "occasion": Occasion(occasion),
        "occasions": Occasion,
        "year": year,
        "years": doors.years_shown(),
    }
    wrong = (form and form.is_bound) or confirming.is_bound
    return render(request, "review/sheet.html", context, status=422 if wrong else 200)
