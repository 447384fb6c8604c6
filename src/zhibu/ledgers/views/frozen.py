"""What was frozen: made by a recorded act, shown as it was, its bytes held against the record."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Hand
from zhibu.ledgers import actions, cards, keeping, queries, spans, volumes
from zhibu.ledgers.models import Frozen
from zhibu.ledgers.views import giving
from zhibu.ledgers.views.giving import Work
from zhibu.paper import pdf
from zhibu.party import access
from zhibu.party import actions as party
from zhibu.party import queries as party_queries
from zhibu.party.access import BranchRequest, acting
from zhibu.party.making import Made, Progress
from zhibu.party.models import Organization
from zhibu.party.permits import Ability


@require_POST
@acting(Ability.RECORD_WORK)
def freeze(request: BranchRequest) -> HttpResponse:
    """Freeze the half that was asked for, beside a page that tells how many cards are done."""
    giving.insist_on_branch(request)
    branch, (year, half) = request.branch, _half_in(request)
    span, back = spans.half_of(year, half), reverse("ledgers:registers", args=[branch.uid])
    work = _freezing(branch, year, half, hand=request.hand)
    try:
        actions.insist(branch, span, log.civil(request.hand.at))
        count = party_queries.members_of(branch, span.last).count()
        if count > giving.FEW_CARDS:
            title = _("%(span)s四册五表存档") % {"span": span.title}
            return giving.make(request, work, title=title, total=count + 1, back=back)
        made = work(lambda *_: None)
    except Refusal as refusal:
        messages.warning(request, str(refusal.words))
        return redirect(back)
    messages.success(request, made.words, extra_tags=made.leaf)
    return redirect(made.goes)


def _freezing(branch: Organization, year: int, half: int, *, hand: Hand) -> Work:
    def work(progress: Progress) -> Made:
        leaf = actions.freeze_half(
            branch=branch, year=year, half=half, hand=hand, progress=progress
        )
        there = reverse("ledgers:frozen", args=[leaf.rec])
        return Made(goes=there, words=_("已存档并入账。"), leaf=leaf.lh.hex())

    return work


def _half_in(request: BranchRequest) -> tuple[int, int]:
    """Return the year and half that was asked for. Raises Http404 for nonsense."""
    year, _dash, half = request.POST.get("half", "").partition("-")
    if not (year.isascii() and year.isdigit() and len(year) == 4 and half in {"1", "2"}):  # noqa: PLR2004 - digits of a year
        raise Http404
    return int(year), int(half)


@require_safe
def frozen(request: HttpRequest, frozen: str) -> HttpResponse:
    """Show what was frozen, and that its bytes are those of the record."""
    row = _row(frozen)
    admitted = access.admit(request, Ability.SEE_SENSITIVE, row.branch_id)
    told = queries.told_of(row)
    checked = [keeping.give(one.id, told.files) for one in told.files]
    context = {
        "branch": admitted.branch,
        "row": row,
        "told": told,
        "cards": queries.cards_of(row),
        "may_record": admitted.permits.may(Ability.RECORD_WORK, admitted.branch),
        "files": len(told.files),
        "sound": sum(one is not None and one.sound for one in checked),
        "gone": sum(one is None for one in checked),
        "leaf": log.leaf_of(row.leaf_id),
    }
    return render(request, "ledgers/frozen.html", context)


@require_safe
def frozen_file(request: HttpRequest, frozen: str, file: str) -> HttpResponse:
    """Give a frozen file, once its bytes are those that the record names."""
    row = _row(frozen)
    own = row.cards.filter(file=file).values_list("member_id", flat=True).first()
    signed = access.sign(request)
    if own is None or own != signed.account.member_id:
        access.admit(request, Ability.SEE_SENSITIVE, row.branch_id)
    given = keeping.give(file, queries.told_of(row).files)
    if given is None or not given.sound:
        raise Http404
    name = f"{row.as_of}-{given.file.name}"
    return giving.give(given.content, name)


def _row(rec: str) -> Frozen:
    found = queries.frozen(rec)
    if found is None:
        raise Http404
    return found


@require_safe
def card(request: HttpRequest, member: str) -> HttpResponse:
    """Give a member's card as it is today; what is sealed is printed on one's own only.

    It names sanctions: whoever prints another's is written down, and the member sees it.
    """
    admitted = access.admit_to_card(request, Ability.SEE_SENSITIVE, member)
    document = cards.document_of(
        admitted.member, on=log.civil(admitted.hand.at), opened=admitted.own, sanctions=True
    )
    if not admitted.own:
        party.log_reading(
            member=admitted.member, account=admitted.account, role=admitted.role,
            items=(_("打印：党员卡"),), at=admitted.hand.at,
        )  # fmt: skip
    content = pdf.to_pdf(document, volumes.faces()).content
    return giving.give(content, _("党员电子信息卡-%(name)s.pdf") % {"name": admitted.member.name})
