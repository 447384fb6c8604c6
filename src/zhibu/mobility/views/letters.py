"""One letter: what it says, whose turn it is, and on paper."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.log import Leaf, civil
from zhibu.mobility import actions, documents, presenting, queries, rules
from zhibu.mobility.forms import ReasonForm, ReceiptForm, ReceiveForm
from zhibu.mobility.models import Letter, State
from zhibu.mobility.views.admitting import admit
from zhibu.paper.document import Document
from zhibu.paper.docx import to_docx
from zhibu.paper.pdf import to_pdf
from zhibu.party import actions as party
from zhibu.party.access import BranchRequest
from zhibu.party.forms import ActForm
from zhibu.party.permits import Ability
from zhibu.party.queries import branch_of, branches_under

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def letter(request: HttpRequest, letter: str) -> HttpResponse:
    """Show a letter to either side."""
    admitted, found = admit(request, letter)
    return _show(admitted, found)


@require_POST
def receive(request: HttpRequest, letter: str) -> HttpResponse:
    """Take the member in: one click where a branch is addressed."""
    admitted, found = admit(request, letter, Ability.MANAGE_MEMBERS, sender=False)
    if found.to and found.to.is_branch:
        branch = found.to
        return _carry_out(
            admitted, found, lambda: actions.receive(letter=found, branch=branch,
                                                     hand=admitted.hand),
        )  # fmt: skip
    form = ReceiveForm(request.POST, branches=branches_under(admitted.branch))
    return _carry_out(
        admitted, found, form=form, name="receive",
        act=lambda: actions.receive(
            letter=found, branch=form.cleaned_data["branch"], hand=admitted.hand
        ),
    )  # fmt: skip


@require_POST
def refuse(request: HttpRequest, letter: str) -> HttpResponse:
    """Send a letter back, with the reason."""
    admitted, found = admit(request, letter, Ability.MANAGE_MEMBERS, sender=False)
    form = ReasonForm(request.POST, prefix=None)
    return _carry_out(
        admitted, found, form=form, name="refuse",
        act=lambda: actions.refuse(
            letter=found, reason=form.cleaned_data["reason"], hand=admitted.hand
        ),
    )  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, letter: str) -> HttpResponse:
    """Take a mistaken letter back."""
    admitted, found = admit(request, letter, Ability.MANAGE_MEMBERS)
    form = ReasonForm(request.POST)
    return _carry_out(
        admitted, found, form=form, name="withdraw",
        act=lambda: actions.withdraw(
            letter=found, reason=form.cleaned_data["reason"], hand=admitted.hand
        ),
    )  # fmt: skip


@require_POST
def receipt(request: HttpRequest, letter: str) -> HttpResponse:
    """Enter the paper receipt that came back."""
    admitted, found = admit(request, letter, Ability.MANAGE_MEMBERS)
    form = ReceiptForm(request.POST)
    return _carry_out(
        admitted, found, form=form, name="receipt",
        act=lambda: actions.receipt_from_outside(
            letter=found, received_on=form.cleaned_data["received_on"],
            handler=form.cleaned_data["handler"], hand=admitted.hand,
        ),
    )  # fmt: skip


@require_safe
def pdf(request: HttpRequest, letter: str) -> HttpResponse:
    """Return a letter as PDF; it tells the identity number, so the reading is logged."""
    return _on_paper(
        request, letter, lambda told: to_pdf(told, documents.faces()).content, media=(PDF, "pdf")
    )


@require_safe
def docx(request: HttpRequest, letter: str) -> HttpResponse:
    """Return a letter as a Word file, logged likewise."""
    return _on_paper(request, letter, to_docx, media=(WORD, "docx"))


def _on_paper(
    request: HttpRequest, rec: str, write: Callable[[Document], bytes], *, media: tuple[str, str]
) -> HttpResponse:
    """Print a letter that is worth something; of another say why not."""
    _seen, found = admit(request, rec)
    sender = _seen.permits.may(Ability.SEE_SENSITIVE, found.branch)
    admitted, found = admit(request, rec, Ability.SEE_SENSITIVE, sender=sender)
    if not presenting.may_be_printed(found):
        words = _("这封介绍信现在是“%(state)s”，不再打印。")
        messages.error(request, words % {"state": State(found.state).label})
        return redirect("mobility:letter", rec)
    party.log_reading(
        member=found.member, account=admitted.account, role=admitted.hand.role,
        items=documents.ITEMS_READ, at=admitted.hand.at,
    )  # fmt: skip
    name = _("介绍信 %(number)s") % {"number": queries.number_of(found)}
    return _file(write(documents.document_of(found)), media[0], f"{name}.{media[1]}")


def _carry_out(
    request: BranchRequest, found: Letter, act: Callable[[], Leaf], *, form: ActForm | None = None,
    name: str = "",
) -> HttpResponse:  # fmt: skip
    """Take a step and say so; a refusal stands at its field, or above the page."""
    if form is not None and not form.is_valid():
        return _show(request, found, **{name: form})
    try:
        leaf = act()
    except Refusal as refusal:
        if form is not None:
            form.refuse(refusal)
            return _show(request, queries.letter(found.rec), **{name: form})
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已入账。"), extra_tags=leaf.lh.hex())
    return redirect("mobility:letter", found.rec)


def _show(request: BranchRequest, found: Letter, **bound: ActForm) -> HttpResponse:
    today = civil(request.hand.at)
    permits, row = request.permits, presenting.row_of(found, today)
    takes = found.to is not None and permits.may(Ability.MANAGE_MEMBERS, found.to)
    sends = permits.may(Ability.MANAGE_MEMBERS, found.branch)
    sides = [one for one in (found.branch, found.to) if one]
    context = {
        "row": row,
        "letter": found,
        "branch": request.branch,
        "leaf": log.leaf_of(found.leaf_id),
        "takes": takes and row.waits,
        "gives": sends and row.waits,
        "may_print": presenting.may_be_printed(found)
        and any(permits.may(Ability.SEE_SENSITIVE, one) for one in sides),
        **_ended(found, today, sends=sends),
        "receive": ReceiveForm(branches=branches_under(found.to))
        if takes and found.to and not found.to.is_branch
        else None,
        "refuse": ReasonForm(auto_id="refuse_%s"),
        "withdraw": ReasonForm(auto_id="withdraw_%s"),
        "receipt": ReceiptForm(initial={"received_on": today}),
        "duty": rules.in_force().duty,
    } | bound
    return render(request, "mobility/letter.html", context, status=422 if bound else 200)


def _ended(found: Letter, today: date, *, sends: bool) -> dict[str, Any]:
    """Return what is told of a letter that came to nothing, and whether there may be another."""
    after, now_in = queries.letter_after(found), branch_of(found.member, today)
    here = now_in is not None and now_in.uid == found.branch_id
    return {
        "why": queries.why_ended(found),
        "after": presenting.row_of(after, today) if after else None,
        "still_here": here,
        "may_issue": sends and here,
    }


def _file(content: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
