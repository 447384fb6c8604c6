"""Classes: who is in which, how they moved, who asks for another, and a class compared."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.core.refusal import Refusal
from zhibu.grading import actions, measure, presenting, queries
from zhibu.grading.forms import AnswerWishForm, ClassForm, WishForm
from zhibu.grading.models import ClassWish, Decision
from zhibu.grading.views import doors
from zhibu.journal.log import civil
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.models import Organization
from zhibu.party.permits import Ability

PER_PAGE = 50


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def classes(request: BranchRequest) -> HttpResponse:
    """Show who is in which class, what was asked and decided, and the latest moves."""
    year = doors.year_of(request)
    standard = measure.standard_of(request.branch.uid, year)
    branches = party.branches_under(request.branch)
    context = {
        "organization": request.branch,
        "standard": standard,
        "classes": presenting.classes_of(request.branch, standard),
        "page": Paginator(branches, PER_PAGE).get_page(request.GET.get("page")),
        "moves": queries.moves_under(request.branch, standard),
        "wishes": queries.wishes_under(request.branch),
        "decides": request.permits.may(Ability.MANAGE_ORGANIZATIONS, request.branch),
    }
    return render(request, "grading/classes.html", context)


@require_safe
@acting(Ability.SEE_SCORES, param="organization")
def compare(request: BranchRequest, in_class: str) -> HttpResponse:
    """Show how a class is spread, without names and ranks; to a branch its own band."""
    year, today = doors.year_of(request), civil(request.hand.at)
    kept = [one.organization for one in request.permits.held if one.gives(Ability.RECORD_WORK)]
    own = party.branches_under(request.branch).filter(pk__in=kept)
    told = presenting.compared(request.branch, in_class, year=year, on=today, own=own)
    if told is None:
        raise Http404
    context = {
        "organization": request.branch,
        "told": told,
        "year": year,
        "years": doors.years_shown(),
    }
    return render(request, "grading/compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.MANAGE_ORGANIZATIONS)
def move(request: BranchRequest) -> HttpResponse:
    """Put a branch into another class, with reasons."""
    form = ClassForm(request.POST or None, initial={"from_on": civil(request.hand.at)})
    if form.is_bound and form.is_valid():
        try:
            actions.decide_class(request.branch, hand=request.hand, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(_field(refusal), refusal.words)
        else:
            messages.success(request, _("已入账：党组织变更和调类决定。"))
            return redirect("grading:branch", request.branch.uid)
    context = {"branch": request.branch, "form": form, "now": _class_of(request.branch)}
    return render(request, "grading/move.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RECORD_WORK)
def ask(request: BranchRequest) -> HttpResponse:
    """Let a branch ask for another class."""
    form = WishForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.ask_for_class(branch=request.branch, hand=request.hand, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：调类申请。由上级党组织决定。"))
            return redirect("grading:branch", request.branch.uid)
    context = {"branch": request.branch, "form": form, "now": _class_of(request.branch)}
    return render(request, "grading/move.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, wish: str) -> HttpResponse:
    """Show a branch's wish; take the committee's decision."""
    admitted, asked = doors.admit(request, ClassWish, wish, Ability.MANAGE_ORGANIZATIONS)
    form = AnswerWishForm(request.POST or None, initial={"from_on": civil(admitted.hand.at)})
    if form.is_bound and form.is_valid():
        try:
            _answered(admitted, asked, form.cleaned_data)
        except Refusal as refusal:
            form.refuse(_field(refusal), refusal.words)
        else:
            messages.success(request, _("已入账：调类决定。"))
            return redirect("grading:branch", asked.branch_id)
    context = {
        "branch": asked.branch,
        "form": form,
        "now": _class_of(asked.branch),
        "wish": asked,
        "said": presenting.said_in(asked.leaf_id),
    }
    return render(request, "grading/move.html", context, status=422 if form.is_bound else 200)


def _answered(request: BranchRequest, asked: ClassWish, told: dict[str, object]) -> None:
    reasons = str(told["reasons"])
    if told["decision"] == Decision.REJECTED:
        actions.refuse_wish(asked, reasons=reasons, hand=request.hand)
        return
    actions.decide_class(
        asked.branch, wanted=asked.wanted, reasons=reasons, from_on=told["from_on"],  # type: ignore[arg-type]
        wish=asked, hand=request.hand,
    )  # fmt: skip


def _field(refusal: Refusal) -> str | None:
    """Return the form's field of a refusal of the party room's."""
    return {"changed_on": "from_on", "branch_class": "wanted"}.get(
        refusal.field or "", refusal.field
    )


def _class_of(branch: Organization) -> str:
    return queries.class_title(branch.branch_class)
