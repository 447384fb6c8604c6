"""Blind tokens: signed for who is signed in, cast by nobody in particular, listed at the end."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.leaf import read_bytes, spell_bytes
from zhibu.core.refusal import Refusal
from zhibu.party import access
from zhibu.party.access import SignedRequest, signed_in
from zhibu.party.permits import Ability
from zhibu.polls.actions import boxes, tokens
from zhibu.polls.forms import BallotForm, CredentialForm
from zhibu.polls.models import Level, Poll
from zhibu.polls.queries import polls
from zhibu.polls.views.voting import poll_of

_LONGEST = 1_000


@require_POST
@never_cache
@signed_in
def token(request: SignedRequest, poll: str) -> HttpResponse:
    """Sign what the browser of somebody on the roll blinded; it answers in JSON."""
    held = poll_of(request, poll)
    try:
        signature = tokens.sign(
            held, member=request.account.member_id, blinded=_blinded(request),
            today=timezone.localdate(),
        )  # fmt: skip
    except Refusal as refusal:
        return JsonResponse({"words": str(refusal.words)}, status=422)
    return JsonResponse({"signature": spell_bytes(signature)})


# Without a cookie there is nothing that another site could misuse: the token alone entitles.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def cast(request: HttpRequest) -> HttpResponse:
    """Take answers against a token. Neither session nor account is looked at, no cookie is set."""
    asked = CredentialForm(request.POST or None)
    poll = form = None
    if asked.is_valid():
        poll = tokens.poll_for(tokens.read(asked.cleaned_data["credential"]))
        if poll is None:
            words = _("凭证不对，或者已经用过，或者测评已经结束。请核对是不是整段都贴上了。")
            asked.refuse("credential", words)
    answering = "answer_0" in request.POST
    if poll:
        form = BallotForm(polls.questions_of(poll), request.POST if answering else None)
    taken = bool(form and form.is_valid() and _take(asked, form))
    wrong = bool(asked.errors if asked.is_bound else ()) or bool(form and form.errors)
    context = {"asked": asked, "poll": poll, "form": form, "taken": taken}
    # Without the request: no page's frame with a person, a session's messages, a cookie for forms.
    page = render_to_string("polls/cast.html", context)
    return HttpResponse(page, status=422 if wrong and not taken else 200)


@require_safe
@signed_in
def tokens_cast(request: SignedRequest, poll: str) -> HttpResponse:
    """List the tokens that were cast, once the poll is closed, in the order of their bytes."""
    held = Poll.objects.select_related("organization").filter(rec=poll).first()
    if held is None or not polls.is_on_roll(held, request.account.member_id):
        access.admit(request, Ability.HOLD_POLLS, held.organization_id if held else "")
    if held is None or held.is_open or held.level != Level.BLIND:
        raise Http404
    lines = "".join(f"{spell_bytes(one)}\n" for one in boxes.tokens_of(held.rec))
    return HttpResponse(lines, "text/plain; charset=utf-8")


def _take(asked: CredentialForm, form: BallotForm) -> bool:
    found = tokens.read(asked.cleaned_data["credential"])
    try:
        tokens.cast(found, answers=form.answers(), today=timezone.localdate())
    except Refusal as refusal:
        form.refuse(None, refusal.words)
        return False
    return True


def _blinded(request: HttpRequest) -> bytes:
    """Return the number that is to be signed; nothing where the text spells none."""
    told = request.POST.get("blinded", "")
    if not told.isascii() or len(told) > _LONGEST:
        return b""
    try:
        return read_bytes(told)
    except ValueError:
        return b""
