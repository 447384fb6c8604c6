"""How far something is that is made beside the page, and what was made."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhibu.party import making as kept
from zhibu.party.access import SignedRequest, signed_in

_POLL = "1"


@require_safe
@signed_in
def making(request: SignedRequest, making: str) -> HttpResponse:
    """Tell how far it is; the page comes again by itself and gives what was made."""
    one = _own(request, making)
    if one.goes:
        messages.success(request, one.words, extra_tags=one.leaf)
        return redirect(one.goes)
    stalled = one.stalled_at(timezone.now())
    page = render(request, "party/making.html", {"one": one, "stalled": stalled})
    if one.state == "made":
        page["Refresh"] = f"0;url={reverse('party:made', args=[one.uid])}"
    elif one.state == "waiting" and not stalled:
        page["Refresh"] = _POLL
    return page


@require_safe
@signed_in
def made(request: SignedRequest, making: str) -> HttpResponse:
    """Give the file that was made, to be kept by the browser and shown nowhere."""
    one = _own(request, making)
    if one.state != "made" or not one.name:
        raise Http404
    try:
        content = kept.content_of(one)
    except OSError:
        raise Http404 from None
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=one.name
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "no-store"
    return answer


def _own(request: SignedRequest, uid: str) -> kept.Making:
    one = kept.found(uid, request.account.uid)
    if one is None:
        raise Http404
    return one
