"""The pages of the scrutiny room: a branch's questions, a committee's list, the rules."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.journal.log import civil
from zhibu.meetings import attachments
from zhibu.meetings.models import StoredFile
from zhibu.meetings.parts import Attachment
from zhibu.party import access
from zhibu.party.access import BranchRequest, SignedRequest, acting, signed_in
from zhibu.party.permits import Ability
from zhibu.scrutiny import actions, presenting, queries, rules
from zhibu.scrutiny.forms import STATES, OutcomeForm, ReplyForm
from zhibu.scrutiny.models import Flag

PER_PAGE = 30


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def of_branch(request: BranchRequest) -> HttpResponse:
    """Show what a branch is asked, and what was merely noticed: to the branch first."""
    keeps = request.permits.may(Ability.RECORD_WORK, request.branch)
    opened = None if keeps else civil(request.hand.at)
    found = queries.flags_of(request.branch, opened=opened)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "branch": request.branch,
        "page": page,
        "rows": presenting.rows_of(page.object_list),
        "facts": presenting.facts_of(queries.noticed_in(request.branch), private=keeps),
        "keeps": keeps,
    }
    return render(request, "scrutiny/branch.html", context)


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE, param="organization")
def of_committee(request: BranchRequest) -> HttpResponse:
    """Show the questions below an organization that branches answered or that are due."""
    found = queries.flags_under(request.branch, civil(request.hand.at))
    counts = queries.counts_by_state(found)
    state = request.GET.get("state", "")
    state = state if state in dict(STATES) else ""
    page = Paginator(found.filter(state=state) if state else found, PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "organization": request.branch,
        "page": page,
        "rows": presenting.rows_of(page.object_list),
        "states": [(key, label, counts.get(key, 0)) for key, label in STATES],
        "state": state,
    }
    return render(request, "scrutiny/committee.html", context)


@require_safe
@signed_in
def precision(request: SignedRequest) -> HttpResponse:
    """Show every rule, its thresholds in force, and how often it was right."""
    if not any(one.gives(Ability.SEE_BRANCH_PRIVATE) for one in request.permits.held):
        raise Http404
    context = {"lines": presenting.precision_lines(), "rules": rules.in_force()}
    return render(request, "scrutiny/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, flag: str) -> HttpResponse:
    """Show a question with its evidence; take the branch's reply."""
    ability = Ability.RECORD_WORK if request.method == "POST" else Ability.SEE_BRANCH_PRIVATE
    admitted, asked = _admit(request, flag, ability)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            words = form.cleaned_data["words"]
            files = _files(admitted)
            actions.answer(asked, words=words, attachments=files, hand=admitted.hand)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：支部说明。上级现在可以看到，请等结论。"))
            return redirect("scrutiny:flag", asked.rec)
    return _show(admitted, asked, reply=form)


@require_POST
def settle(request: HttpRequest, flag: str) -> HttpResponse:
    """Take the officer's outcome."""
    admitted, asked = _admit(request, flag, Ability.SETTLE_FLAGS)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        try:
            actions.settle(asked, hand=admitted.hand, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.words)
        else:
            messages.success(request, _("已入账：核查结论。"))
            return redirect("scrutiny:flag", asked.rec)
    return _show(admitted, asked, outcome=form)


@require_safe
def download(request: HttpRequest, flag: str, file: str) -> HttpResponse:
    """Return a file that a reply lists, never to be opened in this site's name."""
    _admitted, asked = _admit(request, flag, Ability.SEE_BRANCH_PRIVATE)
    stored = get_object_or_404(StoredFile, uid=file, branch_id=asked.branch_id)
    said = queries.said_about(asked)
    if not any(file == one.id for _leaf, told in said.replies for one in told.attachments):
        raise Http404
    response = HttpResponse(attachments.content_of(stored), content_type=stored.type)
    shown = content_disposition_header(as_attachment=True, filename=stored.name)
    response["Content-Disposition"] = shown
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _admit(request: HttpRequest, rec: str, ability: Ability) -> tuple[BranchRequest, Flag]:
    """Return the request and the flag: 404 where it may not be seen, 403 where not done."""
    permits = access.sign(request).permits
    today = civil(timezone.now())
    found = queries.flag_for(rec, permits, today) if is_id(rec, "r") else None
    if found is None:
        raise Http404
    return access.admit(request, ability, found.branch_id), found


def _files(request: BranchRequest) -> tuple[Attachment, ...]:
    """Keep the files of a reply. Raises CannotAttach for too many or a wrong one."""
    uploads = request.FILES.getlist("files")
    if len(uploads) > attachments.MOST:
        words = _("一次最多附 %(most)d 个文件。") % {"most": attachments.MOST}
        raise attachments.CannotAttach(words)
    kept = [
        attachments.store(
            branch=request.branch.uid, name=one.name or "",
            content=one.read(attachments.LARGEST + 1), at=request.hand.at,
        )
        for one in uploads
    ]  # fmt: skip
    return attachments.attachments_of(kept)


def _show(
    request: BranchRequest, asked: Flag, *,
    reply: ReplyForm | None = None, outcome: OutcomeForm | None = None,
) -> HttpResponse:  # fmt: skip
    form = outcome or reply
    may_settle = request.permits.may(Ability.SETTLE_FLAGS, asked.branch) and not asked.settled
    opened = queries.is_open_to_committee(asked, civil(request.hand.at))
    context = {
        "page": presenting.page_of(asked, request.permits),
        "branch": asked.branch,
        "reply": reply or ReplyForm(),
        "outcome": outcome or OutcomeForm(),
        "may_reply": request.permits.may(Ability.RECORD_WORK, asked.branch) and not asked.settled,
        "may_settle": may_settle and opened,
        "days": rules.in_force().branch_first_days,
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "scrutiny/flag.html", context, status=status)
