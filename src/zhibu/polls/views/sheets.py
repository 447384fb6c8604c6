"""What a branch sees and does: whom it is to rate, and what others think of it on the whole."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.journal.log import Leaf
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.polls.actions import evaluating
from zhibu.polls.forms import DeclineForm, SheetForm
from zhibu.polls.models import Assignment, Sheet
from zhibu.polls.queries import rounds
from zhibu.polls.records import SheetFilled


@require_safe
@acting(Ability.RECORD_WORK)
def duties(request: BranchRequest) -> HttpResponse:
    """Show whom a branch is to rate, and what rounds came to for it."""
    context = {
        "branch": request.branch,
        "duties": rounds.duties_of(request.branch),
        "results": rounds.results_about(request.branch),
    }
    return render(request, "polls/duties.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RECORD_WORK)
def sheet(request: BranchRequest, round: str, rated: str) -> HttpResponse:  # noqa: A002 - the address says so
    """Show a sheet with the evidence beside each item, and take it."""
    pair, before = _pair(request, round, rated)
    declining = "decline" in request.POST
    posted = request.POST or None
    form = SheetForm(
        rounds.criteria_of(pair.round), None if declining else posted, initial=_initial(before)
    )
    refusing = DeclineForm(posted if declining else None)
    asked = refusing if declining else form
    if asked.is_valid():
        try:
            leaf = _enter(request, pair, asked)
        except Refusal as refusal:
            asked.refuse(refusal.field, refusal.words)
        else:
            words = _("已封存：对%(name)s的评价。截止前可以再改，谁都看不到。")
            told = words % {"name": pair.rated.name}
            messages.success(request, told, extra_tags=leaf.lh.hex())
            return redirect("polls:duties", request.branch.uid)
    return _show(request, pair, before=before, form=form, refusing=refusing)


def _enter(request: BranchRequest, pair: Assignment, asked: SheetForm | DeclineForm) -> Leaf:
    held, rater, rated, hand = pair.round, request.branch, pair.rated_id, request.hand
    if isinstance(asked, DeclineForm):
        words = asked.cleaned_data["words"]
        return evaluating.decline(held, rater=rater, rated=rated, words=words, hand=hand)
    return evaluating.fill_sheet(held, rater=rater, rated=rated, marks=asked.marks(), hand=hand)


def _pair(request: BranchRequest, rec: str, rated: str) -> tuple[Assignment, SheetFilled | None]:
    """Return a pair that the branch was given in an open round, and its own sheet. Else 404."""
    known = is_id(rec, "r") and is_id(rated, "o")
    found = Assignment.objects.filter(round=rec, rater=request.branch, rated=rated)
    pair = found.select_related("round", "rated").first() if known else None
    if pair is None or not pair.round.is_open:
        raise Http404
    there: Sheet | None = rounds.sheet_of(pair.round, request.branch.uid, rated)
    return pair, rounds.filled_in(there) if there else None


def _initial(before: SheetFilled | None) -> dict[str, str]:
    return {f"mark_{n}": str(mark) for n, mark in enumerate(before.marks)} if before else {}


def _show(
    request: BranchRequest, pair: Assignment, *, before: SheetFilled | None,
    form: SheetForm, refusing: DeclineForm,
) -> HttpResponse:  # fmt: skip
    context = {
        "branch": request.branch,
        "pair": pair,
        "rated": pair.rated,
        "form": form,
        "refusing": refusing,
        "before": before,
    }
    wrong = any(one.is_bound and one.errors for one in (form, refusing))
    return render(request, "polls/sheet.html", context, status=422 if wrong else 200)
