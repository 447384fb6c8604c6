"""What follows the vote: into the case, to the new committee, and who may now do what."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhibu.core.refusal import Refusal
from zhibu.elections import actions, handover
from zhibu.elections.views.admitting import admit
from zhibu.journal import log
from zhibu.party.permits import Ability


@require_POST
def finish(request: HttpRequest, case: str) -> HttpResponse:
    """Write what the counts say into the case, where that did not happen by itself."""
    admitted, found = admit(request, case, Ability.RECORD_WORK)
    try:
        actions.write_into_case(case=found, hand=admitted.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
        return redirect("elections:meeting", found.rec)
    messages.success(request, _("已入账：党员大会选举。"))
    return redirect("procedures:case", found.rec)


@require_safe
def handing_over(request: HttpRequest, case: str) -> HttpResponse:
    """Show what the outgoing committee leaves undone."""
    admitted, found = admit(request, case, Ability.SEE_BRANCH_PRIVATE)
    duties = handover.duties_of(found.organization, log.civil(admitted.hand.at))
    context = {"branch": found.organization, "case": found, "duties": duties}
    return render(request, "elections/handover.html", context)


@require_POST
def rights(request: HttpRequest, case: str) -> HttpResponse:
    """Let accounts follow the posts, as the officer saw on the case's page."""
    admitted, found = admit(request, case, Ability.APPROVE_CASES)
    try:
        leaves = actions.adjust_rights(case=found, hand=admitted.hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        words = _("已入账：按当选结果调整了 %(n)d 项账号权限。") % {"n": len(leaves)}
        messages.success(request, words, extra_tags=leaves[-1].lh.hex())
    return redirect("procedures:case", found.rec)
