"""A branch's own pages: what was judged of it, how it sees itself, where the two differ."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.review import actions, measure, presenting, queries
from zhibu.review.forms import OwnForm
from zhibu.review.models import Occasion
from zhibu.review.views import doors


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def of_branch(request: BranchRequest) -> HttpResponse:
    """Show what was opened, confirmed, appealed and found of a branch's year, and the two views."""
    year, today = doors.year_of(request), civil(request.hand.at)
    standard = queries.standard_of(request.branch, year)
    titles = {item.id: item.title for item in standard.items}
    own = queries.own_of(request.branch, year=year, standard=standard)
    lines = measure.lines_of(request.branch, year=year, as_of=today)
    confirmed = queries.confirmations_of(request.branch, year=year, standard=standard)
    context = {
        "branch": request.branch,
        "year": year,
        "years": doors.years_shown(),
        "opened": presenting.opened_shown(queries.opened_of(request.branch, year), titles),
        "confirmed": [(titles[c], row, row.adjust / 100) for c, row in confirmed.items()],
        "own": own,
        "gaps": presenting.gaps_of(own, lines),
        "appeals": presenting.rows_of(queries.appeals_of(request.branch, year), today),
        "findings": queries.findings_of(request.branch, year)[: queries.SHOWN],
        "keeps": request.permits.may(Ability.RECORD_WORK, request.branch),
        "judges": request.permits.may(Ability.RUN_ASSESSMENT, request.branch),
        "occasions": Occasion,
    }
    return render(request, "review/branch.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.RECORD_WORK)
def self_assess(request: BranchRequest) -> HttpResponse:
    """Take a branch's own view of its year."""
    year, today = doors.year_of(request), civil(request.hand.at)
    standard = queries.standard_of(request.branch, year)
    own = queries.own_of(request.branch, year=year, standard=standard)
    lines = measure.lines_of(request.branch, year=year, as_of=today)
    questions = presenting.questions_of(standard.items, lines, own)
    correcting = own.leaf is not None
    form = OwnForm(questions, own.marks, request.POST or None, correcting=correcting)
    if request.method == "POST" and form.is_valid() and _assessed(request, form, year):
        return redirect(f"{reverse('review:branch', args=[request.branch.uid])}?year={year}")
    context = {"branch": request.branch, "form": form, "year": year, "own": own}
    return render(request, "review/self.html", context, status=422 if form.is_bound else 200)


def _assessed(request: BranchRequest, form: OwnForm, year: int) -> bool:
    try:
        actions.assess_oneself(
            branch=request.branch, year=year, told=form.told(), hand=request.hand,
            reason=form.cleaned_data.get("reason", ""),
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal.field, refusal.words)
        return False
    messages.success(request, _("已入账：支部自评。自评不计分，供考核员对照。"))
    return True
