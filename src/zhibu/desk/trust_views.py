"""The page of trust, and checking one record from its own page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhibu.desk import trust
from zhibu.desk.record import page_of
from zhibu.desk.standing import standing_of
from zhibu.notary.verify import single
from zhibu.party.access import SignedRequest, signed_in


@require_GET
@signed_in
def journal(request: SignedRequest) -> HttpResponse:
    standing = standing_of(request)
    told = {"page": trust.page(), "may_publish": standing is not None and standing.may_publish}
    return render(request, "desk/journal.html", told)


@require_POST
@signed_in
def verify_record(request: SignedRequest, rec: str) -> HttpResponse:
    """Check a record now, as a stranger would check its file."""
    page_of(rec, request.permits)  # 404 where it is not theirs to know of
    found = single.verify_record(rec, at=timezone.now())
    if not found.clean:
        messages.error(request, _("核验没有通过：") + found.faults[0].words)
    elif any(one["waiting"] for one in found.counted["versions"]):
        messages.info(request, _("记录已入账，等待签名；账本头公布后再核验。"))
    else:
        words = _("核验通过：这条记录在账本里的 %(n)d 条都已签名，内容一字未改。")
        messages.success(request, words % {"n": found.size})
    return redirect("desk:record", rec)
