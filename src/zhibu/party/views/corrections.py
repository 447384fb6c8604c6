"""Pages about what a card should say: the member asks, somebody else answers or changes it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.core.ids import is_id
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.party import access, actions, queries
from zhibu.party.access import BranchRequest, CardRequest, acting, admit_to_card
from zhibu.party.actions.corrections import ASKED_ABOUT, CannotMerge, value_of
from zhibu.party.card_page import title_of
from zhibu.party.forms import AnswerForm, ItemForm, LeaveForm, MergeForm, beside
from zhibu.party.models import Affiliation, CorrectionRequest, Member
from zhibu.party.permits import Ability
from zhibu.party.procedural import DAYS
from zhibu.party.records.corrections import CorrectionAsked


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the branch's list shows it."""

    request: CorrectionRequest
    title: str
    wanted: str
    why: str
    form: AnswerForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def item(request: HttpRequest, member: str, item: str) -> HttpResponse:
    """Ask for a correction of one's own card, or change somebody's whose branch one keeps."""
    admitted = admit_to_card(request, Ability.MANAGE_MEMBERS, member)
    if item not in ASKED_ABOUT:
        raise Http404
    form = ItemForm(request.POST or None, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            _say(admitted, item, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("已提出，请等支部核对。") if admitted.own else _("已更正卡片。")
            messages.success(request, words)
            return redirect("party:member", member)
    context = {"member": admitted.member, "branch": admitted.branch, "own": admitted.own,
               "form": form, "title": title_of(item), "of_procedure": item in DAYS}  # fmt: skip
    return render(request, "party/item.html", context, status=422 if form.errors else 200)


def _say(request: CardRequest, item: str, form: ItemForm) -> None:
    wanted, why = form.told(), form.cleaned_data["why"]
    if request.own:
        actions.ask_correction(
            member=request.member, item=item, wanted=wanted, why=why, hand=request.hand
        )
    else:
        told: dict[str, Any] = {item: value_of(item, wanted, actions.CannotChangeMember)}
        if item in DAYS:
            told["reason"] = why
        today = log.civil(request.hand.at)
        actions.change_member(member=request.member, changed_on=today, hand=request.hand, **told)


@require_safe
@never_cache
@acting(Ability.MANAGE_MEMBERS)
def waiting(request: BranchRequest) -> HttpResponse:
    """Show what members ask to be corrected."""
    if not request.branch.is_branch:
        raise Http404
    return _waiting_page(request)


def _waiting_page(request: BranchRequest, *, refused: AnswerForm | None = None) -> HttpResponse:
    found = list(queries.corrections_waiting(request.branch))
    records = queries.asked_in(found)
    asked = [
        Asked(
            one,
            title_of(one.item),
            _shown(one, record),
            record.why,
            beside(AnswerForm, one.rec, refused),
        )
        for one, record in zip(found, records, strict=True)
    ]
    own = request.account.member_id
    context = {"branch": request.branch, "asked": asked, "own": own}
    return render(request, "party/corrections.html", context, status=422 if refused else 200)


def _shown(request: CorrectionRequest, record: CorrectionAsked) -> str:
    form = ItemForm(item=request.item)
    choices = dict(getattr(form.fields["wanted"], "choices", ()))
    return str(choices.get(record.wanted, record.wanted))


@require_POST
def answer(request: HttpRequest, correction: str) -> HttpResponse:
    """Correct the card as asked, or say why not."""
    found = CorrectionRequest.objects.filter(pk=correction).first()
    if found is None or not is_id(correction, "r"):
        raise Http404
    admitted = access.admit(request, Ability.MANAGE_MEMBERS, found.branch_id)
    form = beside(AnswerForm, found.rec, data=request.POST)
    leaf = form.do(
        lambda: actions.answer_correction(
            request=found, granted=form.cleaned_data["granted"] == "yes",
            words=form.cleaned_data["words"], hand=admitted.hand,
        )
    )  # fmt: skip
    if leaf:
        access.entered(request, leaf, _("已答复，本人能看到。"))
        return redirect("party:corrections", found.branch_id)
    return _waiting_page(admitted, refused=form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def leave(request: HttpRequest, member: str) -> HttpResponse:
    """Enter that a member died or left the Party."""
    admitted = admit_to_card(request, Ability.MANAGE_MEMBERS, member)
    if admitted.own:
        raise PermissionDenied
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave(member=admitted.member, hand=admitted.hand, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已记录，其党组织关系到当日为止。"))
            return redirect("party:members", admitted.branch.uid)
    context = {"member": admitted.member, "branch": admitted.branch, "form": form}
    return render(request, "party/leave.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@acting(Ability.MANAGE_MEMBERS, param="organization")
def duplicates(request: BranchRequest) -> HttpResponse:
    """Show pairs of cards that may be of one person; make one of them."""
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _merge(request, form)
        except Refusal as refusal:
            messages.error(request, str(refusal.words))
        else:
            messages.success(request, _("已合并，原登记仍可查看。"))
        return redirect("party:duplicates", request.branch.uid)
    pairs = queries.duplicates_under(request.branch, timezone.localdate())
    context = {"organization": request.branch, "pairs": pairs, "form": form}
    return render(request, "party/duplicates.html", context, status=422 if form.errors else 200)


def _merge(request: BranchRequest, form: MergeForm) -> None:
    told = form.told()
    pair = {one.uid: one for one in Member.objects.filter(uid__in=(told["kept"], told["dropped"]))}
    rows = Affiliation.objects.filter(member__in=pair, until_on=None).select_related("organization")
    reached = [
        row.member_id
        for row in rows
        if request.permits.may(Ability.MANAGE_MEMBERS, row.organization)
    ]
    if told["kept"] == told["dropped"] or sorted(reached) != sorted(pair):
        raise CannotMerge(_("两张卡片都应当在您管理的支部里。"))
    actions.merge_members(
        kept=pair[told["kept"]], dropped=pair[told["dropped"]], reason=told["reason"],
        on=log.civil(request.hand.at), hand=request.hand,
    )  # fmt: skip
