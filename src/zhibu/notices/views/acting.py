"""The steps of a rectification, each taken by whoever's turn it is."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhibu.core.refusal import Refusal
from zhibu.meetings import attachments
from zhibu.meetings.parts import Attachment
from zhibu.notices import actions
from zhibu.notices.forms import (
    PASSED,
    EscalateForm,
    Refusable,
    ReplyForm,
    VisitForm,
    WithdrawForm,
    asked_day,
)
from zhibu.notices.models import Notice
from zhibu.notices.views.admitting import admit
from zhibu.notices.views.showing import choices_of, show
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability


def _carry_out(
    request: BranchRequest, notice: Notice, act: Callable[[], object], *, said: str,
    form: Refusable | None = None,
) -> HttpResponse:  # fmt: skip
    """Take a step and say so; a refusal stands at its field, or above the page."""
    if form is not None and not form.is_valid():
        return show(request, notice, bound=form)
    try:
        act()
    except Refusal as refusal:
        if form is not None:
            form.refuse(refusal.field, refusal.words)
            notice.refresh_from_db()
            return show(request, notice, bound=form)
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, said)
    return redirect("notices:notice", notice.rec)


@require_POST
def receipt(request: HttpRequest, notice: str) -> HttpResponse:
    """Sign for a notice."""
    admitted, found = admit(request, notice, Ability.RECORD_WORK)
    said = _("已入账：签收。请在期限内答复。")
    return _carry_out(
        admitted, found, lambda: actions.receipt(found, hand=admitted.hand), said=said
    )


@require_POST
def reply(request: HttpRequest, notice: str) -> HttpResponse:
    """Answer a notice; what a machine can re-check is re-checked at once."""
    admitted, found = admit(request, notice, Ability.RECORD_WORK)
    form = ReplyForm(choices_of(found), request.POST)

    def act() -> None:
        actions.reply(
            found, measures=form.cleaned_data["measures"], records=form.cleaned_data["records"],
            attachments=_files(admitted), hand=admitted.hand,
        )  # fmt: skip
        actions.recheck_by_machine(found, hand=admitted.hand)

    return _carry_out(admitted, found, act, said=_("已入账：整改答复。"), form=form)


@require_POST
def visit(request: HttpRequest, notice: str) -> HttpResponse:
    """Enter what a re-check found."""
    admitted, found = admit(request, notice, Ability.ISSUE_NOTICES)
    form = VisitForm(request.POST)

    def act() -> None:
        actions.visit(
            found, passed=form.cleaned_data["result"] == PASSED, reply_by=asked_day(form),
            words=form.cleaned_data["words"], although=form.cleaned_data["although"],
            hand=admitted.hand,
        )  # fmt: skip

    return _carry_out(admitted, found, act, said=_("已入账：整改复查。"), form=form)


@require_POST
def close(request: HttpRequest, notice: str) -> HttpResponse:
    """Strike a notice off."""
    admitted, found = admit(request, notice, Ability.ISSUE_NOTICES)
    said = _("已入账：整改销号。")
    return _carry_out(admitted, found, lambda: actions.close(found, hand=admitted.hand), said=said)


@require_POST
def escalate(request: HttpRequest, notice: str) -> HttpResponse:
    """Take a notice to the superior."""
    admitted, found = admit(request, notice, Ability.ISSUE_NOTICES)
    form = EscalateForm(request.POST)

    def act() -> None:
        actions.escalate(
            found, why=form.cleaned_data["why"], reply_by=asked_day(form), hand=admitted.hand
        )

    return _carry_out(admitted, found, act, said=_("已入账：上报督办。"), form=form)


@require_POST
def withdraw(request: HttpRequest, notice: str) -> HttpResponse:
    """Take a wrongly issued notice back."""
    admitted, found = admit(request, notice, Ability.ISSUE_NOTICES)
    form = WithdrawForm(request.POST)

    def act() -> None:
        actions.withdraw(found, reason=form.cleaned_data["reason"], hand=admitted.hand)

    return _carry_out(admitted, found, act, said=_("已入账：通知书已撤回。"), form=form)


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
