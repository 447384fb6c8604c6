"""Entering a count, alone; and what follows where seats stayed open."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.elections import actions, queries, rules
from zhibu.elections.forms import AgainForm, CountForm, FewerForm
from zhibu.elections.models import CountSheet, PaperBallot
from zhibu.elections.presenting import lines_of
from zhibu.elections.queries import Contest
from zhibu.elections.views.admitting import admit, admit_counter
from zhibu.elections.views.voting import pairs_left, show_meeting
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability
from zhibu.procedures.models import Case


def _kept(
    request: HttpRequest, case: str, ballot: str
) -> tuple[BranchRequest, Contest, PaperBallot]:
    """Admit whoever keeps the branch's records: a counter decides nothing."""
    admitted, found = admit(request, case, Ability.RECORD_WORK)
    return admitted, queries.contest(found), _ballot(found, ballot)


def _ballot(case: Case, rec: str) -> PaperBallot:
    known = queries.ballot_of(case, rec) if is_id(rec, "r") else None
    if known is None:
        raise Http404
    return known


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, case: str, ballot: str) -> HttpResponse:
    """Enter a counting sheet. Only one's own numbers are ever shown here."""
    admitted, known = admit_counter(request, case, Ability.RECORD_WORK, Ability.APPROVE_CASES)
    found, contest = _ballot(known, ballot), queries.contest(known)
    if found.verdict:
        return redirect("elections:meeting", case)
    form = _form(request, contest, found, account=admitted.account.uid)
    if request.method == "POST" and form.is_valid():
        try:
            actions.count(case=contest.case, ballot=ballot, tally=form.tally(), hand=admitted.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words, refusal.basis)
        else:
            messages.add_message(request, *_said(found))
            return redirect("elections:meeting", case)
    line = next(one for one in lines_of(contest, admitted.account.uid) if one.ballot.rec == ballot)
    context = {
        "branch": contest.case.organization, "case": contest.case, "form": form, "line": line,
        "roll": contest.roll, "barred": actions.barred_from(contest, admitted.account),
        "ground": rules.in_force().counters,
    }  # fmt: skip
    return render(request, "elections/sheet.html", context, status=422 if form.errors else 200)


def _said(ballot: PaperBallot) -> tuple[int, str]:
    """Return how and what to say after a sheet was entered."""
    ballot.refresh_from_db()
    if ballot.verdict:
        return messages.SUCCESS, _("两人录入一致，结果已入账。")
    if len(queries.sheets_of(ballot)) > 1:
        return messages.WARNING, _("已录入。两人录入不一致，请重新清点。")
    return messages.SUCCESS, _("已录入，等另一人录入。")


def _form(
    request: HttpRequest, contest: Contest, ballot: PaperBallot, *, account: str
) -> CountForm:
    candidates = [(uid, contest.names.get(uid, "")) for uid in ballot.candidates]
    others = [one for one in pairs_left(contest, ballot) if one[0] not in ballot.candidates]
    own = next((one for one in queries.sheets_of(ballot) if one.account == account), None)
    return CountForm(candidates, others, request.POST or None, initial=_initial(own, ballot))


def _initial(own: CountSheet | None, ballot: PaperBallot) -> dict[str, object]:
    if own is None:
        return {}
    told = dict(own.numbers)
    votes: dict[str, int] = told.pop("votes")
    listed: dict[str, object] = {
        f"votes:{uid}": number for uid, number in votes.items() if uid in ballot.candidates
    }
    written = [(uid, number) for uid, number in votes.items() if uid not in ballot.candidates]
    for place, (uid, number) in enumerate(written):
        listed |= {f"other_{place}": uid, f"other_votes_{place}": number}
    return told | listed


@require_POST
def again(request: HttpRequest, case: str, ballot: str) -> HttpResponse:
    """Give out papers once more for the seats that stayed open."""
    admitted, contest, found = _kept(request, case, ballot)
    form = AgainForm(pairs_left(contest, found), request.POST)

    def act() -> None:
        actions.hold_again(
            case=contest.case, ballot=ballot, candidates=form.cleaned_data["candidates"],
            hand=admitted.hand,
        )  # fmt: skip

    return _decided(admitted, contest, form, act=act)


@require_POST
def fewer(request: HttpRequest, case: str, ballot: str) -> HttpResponse:
    """Leave seats open because the electors agreed to it."""
    admitted, contest, _found = _kept(request, case, ballot)
    form = FewerForm(request.POST)

    def act() -> None:
        actions.give_up_seats(
            case=contest.case, ballot=ballot, agreed=form.cleaned_data["agreed"],
            hand=admitted.hand,
        )  # fmt: skip

    return _decided(admitted, contest, form, act=act)


def _decided(
    request: BranchRequest, contest: Contest, form: AgainForm | FewerForm, *,
    act: Callable[[], None],
) -> HttpResponse:  # fmt: skip
    if form.is_valid():
        try:
            act()
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words, refusal.basis)
        else:
            messages.success(request, _("已入账。"))
            return redirect("elections:meeting", contest.case.rec)
    return show_meeting(request, contest, form)
