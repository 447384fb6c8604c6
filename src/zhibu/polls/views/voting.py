"""What a person sees and does: what waits for an answer, the ballot, results; codes for guests."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.party.access import SignedRequest, signed_in
from zhibu.polls import presenting
from zhibu.polls.actions import polling
from zhibu.polls.forms import BallotForm, CodeForm
from zhibu.polls.models import Level, Poll
from zhibu.polls.queries import polls


@require_safe
@signed_in
def mine(request: SignedRequest) -> HttpResponse:
    """Show what waits for this person's answer, and which results are out."""
    today = timezone.localdate()
    context = {
        "waiting": polls.open_to(request.account, today),
        "signed": polls.signed_for(request.account, today),
        "told": polls.told_to(request.account, today),
    }
    return render(request, "polls/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def ballot(request: SignedRequest, poll: str) -> HttpResponse:
    """Show a ballot to who is on the roll, take it; once closed, show what the poll came to."""
    held = poll_of(request, poll)
    form = BallotForm(polls.questions_of(held), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            polling.answer(
                held, member=request.account.member_id, answers=form.answers(),
                today=timezone.localdate(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已收到您的答案。谁填了什么没有留下对应关系。"))
            return redirect("polls:mine")
    return _show(request, held, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def guest(request: HttpRequest) -> HttpResponse:
    """Take an invited person's answers against the code on the slip; no account, no name."""
    asked = CodeForm(request.POST or None)
    poll = None
    if asked.is_valid():
        poll = polling.poll_for(asked.cleaned_data["code"])
        if poll is None:
            asked.refuse("code", _("填写码不对，或者已经用过。请核对纸条上的 12 位码。"))
    answering = "answer_0" in request.POST
    form = (
        BallotForm(polls.questions_of(poll), request.POST if answering else None) if poll else None
    )
    if poll and form and form.is_valid() and _take(asked, form):
        return render(request, "polls/thanks.html", {"poll": poll})
    context = {"asked": asked, "poll": poll, "form": form}
    wrong = bool(asked.errors if asked.is_bound else ()) or bool(answering and form and form.errors)
    return render(request, "polls/guest.html", context, status=422 if wrong else 200)


def _take(asked: CodeForm, form: BallotForm) -> bool:
    try:
        polling.answer_by_code(
            asked.cleaned_data["code"], answers=form.answers(), today=timezone.localdate()
        )
    except Refusal as refusal:
        form.refuse(None, refusal.words)
        return False
    return True


def poll_of(request: SignedRequest, rec: str) -> Poll:
    """Return a poll that the person is on the roll of. Raises Http404 for all others."""
    found = Poll.objects.select_related("organization").filter(rec=rec) if is_id(rec, "r") else None
    held = found.first() if found is not None else None
    if held is None or not polls.is_on_roll(held, request.account.member_id):
        raise Http404
    return held


def _show(request: SignedRequest, held: Poll, form: BallotForm) -> HttpResponse:
    answered = polls.has_answered(held, request.account.member_id)
    going_on = held.is_open and held.closes_on >= timezone.localdate()
    context = {
        "poll": held,
        "form": form,
        "answered": answered,
        "takes": going_on and not answered and held.level == Level.CONFIDENTIAL,
        "signs": going_on and held.level == Level.BLIND,
        "key": presenting.key_of(held),
        "result": presenting.result_of(held),
    }  # fmt: skip
    wrong = form.is_bound and bool(form.errors)
    return render(request, "polls/ballot.html", context, status=422 if wrong else 200)
