"""Frozen versions: a member's own cards, half by half; a frozen half taken back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.ledgers import actions, queries
from zhibu.party import access
from zhibu.party.forms import ReasonForm
from zhibu.party.permits import Ability


@require_safe
@never_cache
def versions(request: HttpRequest, member: str) -> HttpResponse:
    """Show the halves in which a member's card was frozen, to them and who may see it."""
    admitted = access.admit_to_card(request, Ability.SEE_SENSITIVE, member)
    context = {
        "branch": admitted.branch, "member": admitted.member, "own": admitted.own,
        "cards": queries.frozen_cards_of(admitted.member),
    }  # fmt: skip
    return render(request, "ledgers/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_frozen(request: HttpRequest, frozen: str) -> HttpResponse:
    """Take a frozen half back, with the reason, so that it may be frozen anew."""
    row = queries.frozen(frozen)
    if row is None:
        raise Http404
    admitted = access.admit(request, Ability.RECORD_WORK, row.branch_id)
    form = ReasonForm(request.POST or None)
    leaf = form.do(
        lambda: actions.withdraw_frozen(
            frozen=row, reason=form.cleaned_data["reason"], hand=admitted.hand
        )
    )
    if leaf:
        access.entered(request, leaf, _("已撤回。记录和理由仍可查看，可以重新存档。"))
        return redirect("ledgers:registers", row.branch_id)
    context = {"branch": admitted.branch, "row": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "ledgers/withdraw_frozen.html", context, status=status)
