"""Answering to one's own line in a meeting's record. Never asked for twice, never counted."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhibu.core.refusal import Refusal
from zhibu.meetings import actions, answers
from zhibu.party import access
from zhibu.party.sets import Role

ANSWERS = {"yes": True, "no": False}


@require_POST
def answer(request: HttpRequest, rec: str) -> HttpResponse:
    """Enter one's own answer; to whom the record does not name, it does not exist."""
    signed = access.sign(request)
    member = signed.account.member_id
    if member is None or answers.own_line(rec, member) is None:
        raise Http404
    there = ANSWERS.get(request.POST.get("there", ""))
    if there is None:
        raise BadRequest("there is yes or no")
    hand = access.hand_of(signed.account, Role.MEMBER, at=timezone.now())
    seen = request.POST.get("seen", "")
    try:
        actions.answer_attendance(rec=rec, member=member, there=there, hand=hand, seen=seen)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
        return redirect("desk:record", rec)
    said = _("我在场") if there else _("我不在场")
    messages.success(request, _("已记下：“%(said)s”。改了主意可以再点。") % {"said": said})
    return (
        redirect("desk:home") if request.POST.get("at") == "home" else redirect("desk:record", rec)
    )
