"""The pages about erasing: asking on a record's page, deciding in a list."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhibu.desk import erasing as shown
from zhibu.desk.erasing_forms import ErasureForm
from zhibu.journal import erasing
from zhibu.journal.erasing import CannotErase
from zhibu.journal.leaves import Leaf
from zhibu.journal.records import Ground, Target
from zhibu.party.access import BranchRequest, SignedRequest, admit, signed_in
from zhibu.party.permits import Ability


@require_http_methods(["GET", "POST"])
@signed_in
def ask(request: SignedRequest, rec: str) -> HttpResponse:
    leaf = shown.version_of(rec, request.GET.get("version", ""))
    admitted = admit(request, Ability.ASK_ERASURE, leaf.unit or "")
    bare = admitted.permits.may(Ability.SEE_SENSITIVE, admitted.branch)
    parts = shown.parts_of(leaf, bare=bare)
    form = ErasureForm(request.POST or None, parts=parts)
    if form.is_valid() and _asked(admitted, leaf, form):
        return redirect("desk:erasures")
    fixed = [one for one in parts if one.fixed]
    told = {
        "form": form, "leaf": leaf, "branch": admitted.branch, "rec": rec, "fixed": fixed,
        "repeated": shown.repeated(leaf, [one.place for one in parts if not one.fixed]),
    }  # fmt: skip
    return render(request, "desk/erase.html", told, status=422 if form.is_bound else 200)


def _asked(request: BranchRequest, leaf: Leaf, form: ErasureForm) -> bool:
    """Enter the request, or say in the form why not."""
    told = form.cleaned_data
    try:
        erasing.ask(
            _targets(leaf, told["parts"], same=told["same"]),
            ground=Ground(told["ground"]), why=told["why"], until=told["until"],
            person=shown.person_of(request.account), hand=request.hand,
        )  # fmt: skip
    except CannotErase as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.words))
        return False
    messages.success(request, _("申请已入账，等两位审批人同意后办理。"))
    return True


def _targets(leaf: Leaf, places: list[int], *, same: bool) -> list[Target]:
    chosen = [one for one in erasing.choices_of(leaf.lh) if one.place in places]
    own = erasing.target_of(leaf.lh, chosen)
    return [own, *(erasing.same_elsewhere(leaf, places) if same else ())]


@require_GET
@signed_in
def listing(request: SignedRequest) -> HttpResponse:
    lines = shown.lines_for(request.permits, request.account)
    return render(request, "desk/erasures.html", {"lines": lines})


@require_POST
@signed_in
def approve(request: SignedRequest, rec: str) -> HttpResponse:
    admitted = _admitted(request, rec)
    person = shown.person_of(admitted.account)
    try:
        erasing.approve(rec, person=person, hand=admitted.hand)
    except CannotErase as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已同意并入账。两人同意后即办理。"))
    return redirect("desk:erasures")


@require_POST
@signed_in
def refuse(request: SignedRequest, rec: str) -> HttpResponse:
    admitted = _admitted(request, rec)
    person = shown.person_of(admitted.account)
    try:
        erasing.refuse(rec, why=request.POST.get("why", ""), person=person, hand=admitted.hand)
    except CannotErase as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("不同意的意见已入账，这件申请已办结，内容没有改动。"))
    return redirect("desk:erasures")


def _admitted(request: HttpRequest, rec: str) -> BranchRequest:
    """Return the request where the account may decide; what is foreign does not exist."""
    found = erasing.request_of(rec)
    if found is None:
        raise Http404
    return admit(request, Ability.APPROVE_ERASURE, found.unit or "")
