"""The pages of the import: choose files, look them over, enter them, take them back."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.refusal import Refusal
from zhibu.intake import actions, drafts, queries
from zhibu.intake.checking.proposing import Source
from zhibu.intake.forms import TakeBackForm, UploadForm
from zhibu.intake.models import Batch, Draft
from zhibu.intake.showing import WAS, cell_of, page_of
from zhibu.journal.log import Hand, Via
from zhibu.party import permits
from zhibu.party.access import SignedRequest, hand_of, signed_in
from zhibu.party.permits import Ability

_POLL = "2"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: SignedRequest) -> HttpResponse:
    """Choose files; show what came in before."""
    _hand(request)
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    if form.is_valid():
        files = [Source(one.name or "", one.read()) for one in form.cleaned_data["sheets"]]
        try:
            draft = drafts.open_draft(
                account=request.account, files=files, at=timezone.now(), mapping=_mapping(form)
            )
        except Refusal as refusal:
            told = "mapping" if refusal.field == "mapping" else "sheets"
            form.add_error(told, str(refusal.words))
        else:
            return redirect("intake:draft", draft.uid)
    context = {"form": form, "batches": queries.batches_seen_by(request.account)}
    open_drafts = Draft.objects.filter(account=request.account).exclude(state=Draft.State.ENTERED)
    return render(request, "intake/new.html", {**context, "drafts": open_drafts})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def draft(request: SignedRequest, draft: str) -> HttpResponse:
    """Look a draft over: what would happen, what is wrong; type over, skip, enter."""
    mine = _draft(request, draft)
    if mine.state == Draft.State.ENTERED:
        return redirect("intake:batch", mine.batch)
    if mine.state == Draft.State.ENTERING:
        waiting = render(request, "intake/entering.html", {"draft": mine})
        waiting["Refresh"] = _POLL
        return waiting
    words = mine.words
    if request.method == "POST":
        drafts.type_over(mine, dict(_typed(request.POST)))
        if "enter" not in request.POST:
            return redirect("intake:draft", mine.uid)
        words = _entered(request, mine)
        if not words:
            return redirect("intake:draft", mine.uid)
    page = drafts.remembered(mine, at=timezone.now(), tell=page_of)
    return render(request, "intake/draft.html", {"draft": mine, "page": page, "words": words})


@require_POST
@signed_in
def discard(request: SignedRequest, draft: str) -> HttpResponse:
    """Throw a draft away; nothing of it was entered."""
    mine = _draft(request, draft)
    if mine.state != Draft.State.ENTERING:
        mine.delete()
        messages.success(request, _("已放弃，什么也没有入账。"))
    return redirect("intake:new")


@require_safe
@signed_in
def batch(request: SignedRequest, batch: str) -> HttpResponse:
    """Show a batch: what went in, where to go on, how to take it back."""
    seen = _batch(request, batch)
    return _show_batch(request, seen, TakeBackForm())


@require_POST
@signed_in
def take_back(request: SignedRequest, batch: str) -> HttpResponse:
    """Take a batch back as one act."""
    seen = _batch(request, batch)
    form = TakeBackForm(request.POST)
    if form.is_valid():
        hand = _hand(request)
        try:
            gone = actions.take_back(
                batch=seen, reason=form.cleaned_data["reason"], hand=hand, account=request.account
            )
        except actions.CannotTakeBack as refusal:
            form.add_error(refusal.field, str(refusal.words))
        else:
            messages.success(request, _("已整批撤回 %(count)d 条记录。") % {"count": gone})
            return redirect("intake:batch", seen.rec)
    return _show_batch(request, seen, form)


@require_POST
@signed_in
def go_live(request: SignedRequest, batch: str) -> HttpResponse:
    """Let the branches of a batch go live today, as far as the account may decide it."""
    seen = _batch(request, batch)
    allowed = permits.branches_for(request.account, Ability.MANAGE_ORGANIZATIONS)
    mine = set(allowed.values_list("uid", flat=True))
    waiting = [one for one in queries.waiting_to_go_live(seen) if one.uid in mine]
    try:
        count = actions.let_go_live(waiting, hand=_hand(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(
            request, _("已启用 %(count)d 个支部，历史记录开始计分。") % {"count": count}
        )
    return redirect("intake:batch", seen.rec)


def _show_batch(request: SignedRequest, seen: Batch, form: TakeBackForm) -> HttpResponse:
    branches = [] if seen.taken_back_at else queries.waiting_to_go_live(seen)
    context = {"batch": seen, "form": form, "branches": branches}
    return render(request, "intake/batch.html", context)


def _mapping(form: UploadForm) -> Source | None:
    chosen = form.cleaned_data["mapping"]
    return Source(chosen.name or "", chosen.read()) if chosen else None


def _hand(request: SignedRequest) -> Hand:
    """Return the hand in which the account may import somewhere; 404 for everybody else."""
    role = next((p.role for p in request.permits.held if p.gives(Ability.IMPORT)), None)
    if role is None:
        raise Http404
    return hand_of(request.account, role, at=timezone.now(), via=Via.IMPORT)


def _draft(request: SignedRequest, uid: str) -> Draft:
    _hand(request)
    return get_object_or_404(Draft, pk=uid, account=request.account)


def _batch(request: SignedRequest, rec: str) -> Batch:
    _hand(request)
    return get_object_or_404(queries.batches_seen_by(request.account), pk=rec)


def _typed(posted: QueryDict) -> list[tuple[tuple[str, str, str], str]]:
    """Return what was typed: cells whose value was changed, rows ticked or ticked off."""
    typed = []
    for name in {field.removeprefix(WAS) for field in posted}:
        cell, value = cell_of(name), posted.get(name, "")
        if cell and value != posted.get(WAS + name, ""):
            typed.append((cell, value))
    return typed


def _entered(request: SignedRequest, mine: Draft) -> str:
    """Enter a draft; return the words where it is refused."""
    hand, skip = _hand(request), "skip_faulty" in request.POST
    try:
        drafts.enter_draft(mine, account=request.account, hand=hand, skip_faulty=skip)
    except Refusal as refusal:
        return str(refusal.words)
    return ""
