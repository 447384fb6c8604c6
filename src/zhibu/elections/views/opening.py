"""A branch's elections: the clocks of its term, the running case, those before; and a new one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.core.refusal import Refusal
from zhibu.elections import actions, clocks, officers, queries, rules
from zhibu.elections.forms import OpenForm
from zhibu.journal import log
from zhibu.party import access
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.models import PostHeld, Term
from zhibu.party.permits import Ability
from zhibu.party.sets import BranchForm

SHOWN = 20
SEATS = 3


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def of_branch(request: BranchRequest) -> HttpResponse:
    """Show when the term ends, what is due before, who holds which post, and the elections."""
    branch, today = request.branch, log.civil(request.hand.at)
    term, posts = party.current_term_of(branch, today), list(party.posts_held_in(branch, today))
    cases = list(queries.elections_of(branch)[:SHOWN])
    context = {
        "branch": branch,
        "today": today,
        "term": term,
        "clocks": [(one, one.state_on(today)) for one in clocks.clocks_of(term.ends_on)]
        if term
        else [],
        "due": clocks.due_lines([branch], today, ends={branch.uid: term.ends_on} if term else {}),
        "cases": cases,
        "running": next((one for one in cases if not one.ended), None),
        "structure": officers.structure_of([branch], today),
        "posts": posts,
        "temporary": branch.form == BranchForm.PROVISIONAL,
        "may_open": _may_open(request),
        "usual": usual_of(term, posts),
    }
    return render(request, "elections/branch.html", context)


def _may_open(request: BranchRequest) -> bool:
    asked = (Ability.RECORD_WORK, Ability.APPROVE_CASES)
    return any(request.permits.may(one, request.branch) for one in asked)


def usual_of(term: Term | None, held: Iterable[PostHeld]) -> Mapping[str, Any]:
    """Return what a new election starts from: as the branch is set up now."""
    has = term is not None and term.has_committee
    posts = {one.member_id for one in held if one.post != "group_leader"}
    told = rules.in_force().committee
    seats = min(max(len(posts), told.least), told.most)
    variant = queries.COMMITTEE if has else queries.SINGLE
    return {"variant": variant, "seats": seats if has else "", "method": "usual", "term": "usual"}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, branch: str) -> HttpResponse:
    """Open an election: by the branch, or by the superior who reminds it."""
    admitted = _admitted(request, branch)
    today = log.civil(admitted.hand.at)
    term = party.current_term_of(admitted.branch, today)
    usual = usual_of(term, party.posts_held_in(admitted.branch, today))
    form = OpenForm(usual, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.open_election(
                branch=admitted.branch, variant=form.cleaned_data["variant"], told=form.told(),
                hand=admitted.hand,
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words, refusal.basis)
        else:
            messages.success(request, _("已启动。下一步在流程页。"))
            return redirect("procedures:case", case.rec)
    context = {"branch": admitted.branch, "form": form}
    return render(request, "elections/new.html", context, status=422 if form.errors else 200)


def _admitted(request: HttpRequest, branch: str) -> BranchRequest:
    try:
        return access.admit(request, Ability.RECORD_WORK, branch)
    except PermissionDenied:
        return access.admit(request, Ability.APPROVE_CASES, branch)
