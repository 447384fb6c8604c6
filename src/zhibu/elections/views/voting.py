"""The members' meeting: its roll, its ballots, what they came to; and what is handed over."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.refusal import Refusal
from zhibu.elections import actions, handover, queries, rules
from zhibu.elections.actions import RollTold
from zhibu.elections.forms import AgainForm, FewerForm, RollForm
from zhibu.elections.models import ElectionRoll, Office, PaperBallot
from zhibu.elections.presenting import lines_of
from zhibu.elections.queries import Contest
from zhibu.elections.views.admitting import admit
from zhibu.journal import log
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability


@require_safe
def meeting(request: HttpRequest, case: str) -> HttpResponse:
    """Show how far the members' meeting has come."""
    admitted, found = admit(request, case, Ability.SEE_BRANCH_PRIVATE)
    return show_meeting(admitted, queries.contest(found))


def show_meeting(
    request: BranchRequest, contest: Contest, bound: AgainForm | FewerForm | None = None
) -> HttpResponse:
    """Show the meeting, with a form that was refused where there is one."""
    lines = lines_of(contest, request.account.uid)
    short = next((one.ballot for one in reversed(lines) if one.needs_choice), None)
    context = {
        "branch": contest.case.organization,
        "case": contest.case,
        "contest": contest,
        "roll": contest.roll,
        "lines": lines,
        "complete": queries.is_complete(contest),
        "written": contest.day_of("voting"),
        "counting": rules.in_force().counting,
        "may_record": request.permits.may(Ability.RECORD_WORK, contest.case.organization),
        "may_count": _may_count(request, contest),
        **_choice_forms(contest, short, bound),
    }
    status = 422 if bound is not None and bound.errors else 200
    return render(request, "elections/meeting.html", context, status=status)


def _may_count(request: BranchRequest, contest: Contest) -> bool:
    asked = (Ability.RECORD_WORK, Ability.APPROVE_CASES)
    return any(request.permits.may(one, contest.case.organization) for one in asked)


def _choice_forms(
    contest: Contest, short: PaperBallot | None, bound: AgainForm | FewerForm | None
) -> dict[str, Any]:
    """Return the two ways out of a ballot that left seats open."""
    if short is None:
        return {"short": None}
    again = AgainForm(pairs_left(contest, short), initial={"candidates": queries.remaining(short)})
    return {
        "short": short,
        "again": bound if isinstance(bound, AgainForm) else again,
        "fewer": bound if isinstance(bound, FewerForm) else FewerForm(),
    }


def pairs_left(contest: Contest, ballot: PaperBallot) -> list[tuple[str, str]]:
    """Return who may still be voted for after a ballot."""
    taken = set(contest.elected(Office(ballot.office)))
    electors = queries.electors_of(contest.case.organization, contest.called.called_on)
    return [(one.uid, one.name) for one in electors if one.uid not in taken]


@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: HttpRequest, case: str) -> HttpResponse:
    """Call the roll: who should attend, and how many came."""
    admitted, found = admit(request, case, Ability.RECORD_WORK)
    today = log.civil(admitted.hand.at)
    electors = [(one.uid, one.name) for one in queries.electors_of(found.organization, today)]
    earlier = queries.contest(found).roll
    usual = dict(_usual(earlier)) if earlier else {"on": today}
    form = RollForm(electors, request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        told = RollTold(**form.cleaned_data)
        try:
            actions.call_roll(case=found, told=told, hand=admitted.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words, refusal.basis)
        else:
            messages.success(request, _("已入账：点名。到会人数达到要求，可以发选票。"))
            return redirect("elections:meeting", found.rec)
    context = {
        "branch": found.organization, "case": found, "form": form, "electors": len(electors),
        "quorum": rules.in_force().counting.quorum,
    }  # fmt: skip
    return render(request, "elections/roll.html", context, status=422 if form.errors else 200)


def _usual(earlier: ElectionRoll) -> Iterator[tuple[str, Any]]:
    yield "on", earlier.called_on
    for name in ("present", "excused", "suspended"):
        yield name, getattr(earlier, name)


@require_POST
def finish(request: HttpRequest, case: str) -> HttpResponse:
    """Write what the counts say into the case, where that did not happen by itself."""
    admitted, found = admit(request, case, Ability.RECORD_WORK)
    try:
        actions.write_into_case(case=found, hand=admitted.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
        return redirect("elections:meeting", found.rec)
    messages.success(request, _("已入账：党员大会选举。"))
    return redirect("procedures:case", found.rec)


@require_safe
def handing_over(request: HttpRequest, case: str) -> HttpResponse:
    """Show what the outgoing committee leaves undone."""
    admitted, found = admit(request, case, Ability.SEE_BRANCH_PRIVATE)
    duties = handover.duties_of(found.organization, log.civil(admitted.hand.at))
    context = {"branch": found.organization, "case": found, "duties": duties}
    return render(request, "elections/handover.html", context)
