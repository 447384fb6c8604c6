"""What a committee sees and does: rounds, partners, and the list of both rounds and polls."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.party.queries import branches_under
from zhibu.polls import presenting
from zhibu.polls.actions import evaluating
from zhibu.polls.forms import LinkForm, ReasonForm, RoundForm
from zhibu.polls.models import BusinessLink, Round
from zhibu.polls.queries import polls, rounds


@require_safe
@acting(Ability.HOLD_POLLS, param="organization")
def listing(request: BranchRequest) -> HttpResponse:
    """Show the rounds and polls of an organization."""
    context = {
        "organization": request.branch,
        "rounds": rounds.rounds_of(request.branch),
        "polls": polls.polls_of(request.branch),
    }
    return render(request, "polls/committee.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.HOLD_POLLS, param="organization")
def plan(request: BranchRequest) -> HttpResponse:
    """Take the plan of a round, and show who will rate whom before it opens."""
    today = civil(request.hand.at)
    form = RoundForm(request.POST or None, initial={"year": today.year})
    if form.is_valid():
        try:
            leaf = evaluating.plan_round(request.branch, told=form.told(), hand=request.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            words = _("方案已入账。核对分配以后，点“开始”。")
            messages.success(request, words, extra_tags=leaf.lh.hex())
            return redirect("polls:round", leaf.rec)
    context = {"organization": request.branch, "form": form}
    return render(request, "polls/plan.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@acting(Ability.HOLD_POLLS, param="organization")
def links(request: BranchRequest) -> HttpResponse:
    """Show which branches work together, and take another pair."""
    form = LinkForm(branches_under(request.branch), request.POST or None)
    if form.is_valid():
        try:
            evaluating.link_units(request.branch, hand=request.hand, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：业务联系单位。"))
            return redirect("polls:links", request.branch.uid)
    context = {
        "organization": request.branch,
        "form": form,
        "links": rounds.links_of(request.branch),
        "reason": ReasonForm(),
    }
    return render(request, "polls/links.html", context, status=_status(form))


@require_POST
@acting(Ability.HOLD_POLLS, param="organization")
def unlink(request: BranchRequest, link: str) -> HttpResponse:
    """Take back that two branches work together."""
    found = get_object_or_404(BusinessLink, rec=link, organization=request.branch)
    try:
        reason = request.POST.get("reason", "")[:200]
        evaluating.unlink_units(found, reason=reason, hand=request.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已入账：不再是业务联系单位。"))
    return redirect("polls:links", request.branch.uid)


@require_safe
def detail(request: HttpRequest, round: str) -> HttpResponse:  # noqa: A002 - the address says so
    """Show a round to its committee: the matrix, who owes sheets; once closed, what it came to."""
    admitted, held = _admit(request, round)
    context = presenting.round_page(held, civil(admitted.hand.at))
    return render(request, "polls/round.html", context | {"organization": admitted.branch})


@require_POST
def begin(request: HttpRequest, round: str) -> HttpResponse:  # noqa: A002 - the address says so
    """Let units begin."""
    admitted, held = _admit(request, round)
    try:
        evaluating.open_round(held, hand=admitted.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已入账：互评开始。各支部在“互评”里填写。"))
    return redirect("polls:round", held.rec)


@require_POST
def finish(request: HttpRequest, round: str) -> HttpResponse:  # noqa: A002 - the address says so
    """Close a round."""
    admitted, held = _admit(request, round)
    try:
        evaluating.close_round(held, hand=admitted.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已入账：互评结束，结果已经算出。"))
    return redirect("polls:round", held.rec)


def _admit(request: HttpRequest, rec: str) -> tuple[BranchRequest, Round]:
    """Return the request and the round: 404 where it may not be seen, 403 where not done."""
    held = Round.objects.filter(rec=rec).first() if is_id(rec, "r") else None
    if held is None:
        access.sign(request)
        raise Http404
    return access.admit(request, Ability.HOLD_POLLS, held.organization_id), held


def _status(form: RoundForm | LinkForm) -> int:
    return 422 if form.is_bound and form.errors else 200
