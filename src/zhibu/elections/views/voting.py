"""The members' meeting: its roll, its ballots, what they came to; and what is handed over."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.core.refusal import Refusal
from zhibu.elections import actions, queries, rules
from zhibu.elections.actions import RollTold
from zhibu.elections.forms import AgainForm, FewerForm, RollForm
from zhibu.elections.models import ElectionRoll, Office, PaperBallot
from zhibu.elections.presenting import elected_of, lines_of
from zhibu.elections.queries import Contest
from zhibu.elections.views.admitting import admit, admit_counter
from zhibu.journal import log
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability


@require_safe
def meeting(request: HttpRequest, case: str) -> HttpResponse:
    """Show how far the members' meeting has come."""
    admitted, found = admit_counter(request, case, Ability.SEE_BRANCH_PRIVATE)
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
        "roll": contest.roll,
        "lines": lines,
        "counters": _named(contest, contest.roll.counters) if contest.roll else (),
        "complete": queries.is_complete(contest),
        "elected": elected_of(contest),
        "ready": queries.is_ready(contest, log.civil(request.hand.at)),
        "written": contest.day_of("voting"),
        "counting": rules.in_force().counting,
        **_allowed(request, contest),
        **_moves(contest),
        **_choice_forms(contest, short, bound),
    }
    status = 422 if bound is not None and bound.errors else 200
    return render(request, "elections/meeting.html", context, status=status)


def _named(contest: Contest, uids: Iterable[str]) -> list[str]:
    return [contest.names[uid] for uid in uids if uid in contest.names]


def _allowed(request: BranchRequest, contest: Contest) -> dict[str, bool]:
    """Return what the reader may do here. Whoever stands counts nothing."""
    branch, may = contest.case.organization, request.permits.may
    named = contest.roll is not None and request.account.member_id in contest.roll.counters
    counts = named or may(Ability.RECORD_WORK, branch) or may(Ability.APPROVE_CASES, branch)
    stands = actions.barred_from(contest, request.account)
    return {
        "may_read": may(Ability.SEE_BRANCH_PRIVATE, branch),
        "may_record": may(Ability.RECORD_WORK, branch),
        "may_count": counts and not stands,
        "barred": counts and stands,
    }


def _moves(contest: Contest) -> dict[str, Any]:
    moves = actions.role_moves(contest)
    return {"moves": moves, "adjustable": any(one.account for one in moves)}


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
    taken = contest.taken(Office(ballot.office))
    eligible = queries.eligible_in(contest.case, contest.called.called_on)
    return [(one.uid, one.name) for one in eligible if one.uid not in taken]


@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: HttpRequest, case: str) -> HttpResponse:
    """Call the roll: who should attend, and how many came."""
    admitted, found = admit(request, case, Ability.RECORD_WORK)
    today = log.civil(admitted.hand.at)
    full = queries.full_members_of(found.organization, today)
    electors = [(one.uid, one.name) for one in full if not one.silent]
    contest = queries.contest(found)
    earlier, standing = contest.roll, contest.standing_people()
    usual = dict(_usual(earlier)) if earlier else {"on": today}
    form = RollForm(electors, standing, request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        told = RollTold(**form.cleaned_data)
        try:
            actions.call_roll(case=found, told=told, hand=admitted.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words, refusal.basis)
        else:
            messages.success(request, _("已入账：点名。到会人数达到要求，可以发选票。"))
            return redirect("elections:meeting", found.rec)
    context = {"branch": found.organization, "case": found, "form": form}
    context |= _who_counts(len(electors), silent=len(full) - len(electors))
    return render(request, "elections/roll.html", context, status=422 if form.errors else 200)


def _who_counts(electors: int, *, silent: int) -> dict[str, object]:
    """Return how many should attend, how many must, and how many do not count."""
    data = rules.in_force()
    return {
        "electors": electors,
        "quorum": data.counting.quorum,
        "least": data.counting.quorum.needed(electors),
        "silent": silent,
        "ground": data.rights.basis,
    }


def _usual(earlier: ElectionRoll) -> Iterator[tuple[str, Any]]:
    yield "on", earlier.called_on
    for name in ("present", "excused", "suspended", "counters"):
        yield name, getattr(earlier, name)
