"""What a committee does with a poll: opens it, hands out codes, counts paper, closes it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.polls import presenting
from zhibu.polls.actions import counting, polling
from zhibu.polls.forms import PaperForm, PollForm
from zhibu.polls.models import Poll
from zhibu.polls.queries import polls as queries


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.HOLD_POLLS, param="organization")
def start(request: BranchRequest) -> HttpResponse:
    """Open a poll."""
    form = PollForm(request.POST or None, initial={"year": civil(request.hand.at).year})
    if form.is_valid():
        try:
            leaf = polling.open_poll(request.branch, told=form.told(), hand=request.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：测评开始。"), extra_tags=leaf.lh.hex())
            return redirect("polls:poll", leaf.rec)
    context = {"organization": request.branch, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "polls/start.html", context, status=status)


@require_safe
def detail(request: HttpRequest, poll: str) -> HttpResponse:
    """Show a poll to who holds it: how many answered, never who nor what before it closes."""
    admitted, held = _admit(request, poll)
    return render(request, "polls/poll.html", _page(admitted, held))


@require_POST
def codes(request: HttpRequest, poll: str) -> HttpResponse:
    """Make the codes and show them this once, to be printed and cut."""
    _admitted, held = _admit(request, poll)
    try:
        made = polling.hand_out(held)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
        return redirect("polls:poll", held.rec)
    shown = [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in made]
    answer = render(request, "polls/codes.html", {"poll": held, "codes": shown})
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, poll: str) -> HttpResponse:
    """Take a count of paper ballots, from each of two persons."""
    admitted, held = _admit(request, poll)
    form = PaperForm(queries.questions_of(held), request.POST or None)
    if form.is_valid():
        try:
            group, count = form.cleaned_data["group"], form.paper()
            counting.enter_count(held, group=group, paper=count, hand=admitted.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：纸质票计票。"))
            return redirect("polls:poll", held.rec)
    context = {"organization": admitted.branch, "poll": held, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "polls/paper.html", context, status=status)


@require_POST
def finish(request: HttpRequest, poll: str) -> HttpResponse:
    """Close a poll."""
    admitted, held = _admit(request, poll)
    try:
        polling.close_poll(held, hand=admitted.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已入账：测评结束，结果已经算出。"))
    return redirect("polls:poll", held.rec)


def _page(request: BranchRequest, held: Poll) -> dict[str, object]:
    return {
        "organization": request.branch,
        "poll": held,
        "questions": queries.questions_of(held),
        "turnout": queries.turnout_of(held) if held.is_open else None,
        "papers": queries.papers_of(held),
        "may_close": held.is_open and civil(request.hand.at) >= held.closes_on,
        "result": presenting.result_of(held),
        "key": presenting.key_of(held),
    }


def _admit(request: HttpRequest, rec: str) -> tuple[BranchRequest, Poll]:
    """Return the request and the poll: 404 where it may not be seen, 403 where not done."""
    held = Poll.objects.filter(rec=rec).first() if is_id(rec, "r") else None
    if held is None:
        access.sign(request)
        raise Http404
    return access.admit(request, Ability.HOLD_POLLS, held.organization_id), held
