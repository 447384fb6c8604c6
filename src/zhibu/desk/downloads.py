"""Handing out a record to be checked elsewhere. It is asked for by POST: each time is entered."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zhibu.core.refusal import Refusal
from zhibu.desk import exporting
from zhibu.journal import log
from zhibu.journal.log import Leaf
from zhibu.notary import export_record
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability


@require_POST
def record_json(request: HttpRequest, rec: str) -> HttpResponseBase:
    """Give one version of a record as its file, and enter that it was given."""
    leaf, asking = _asked(request, rec)
    shows = exporting.shows_to(asking.permits, asking.branch, leaf.kind)
    try:
        told = exporting.file_of(leaf, shows, at=asking.hand.at)
    except Refusal as refusal:  # not proven yet, or the journal names no keys yet
        return _not_yet(request, rec, refusal)
    export_record.note_record(leaf, files=0, hand=asking.hand)
    answer = HttpResponse(told, content_type="application/json")
    return _to_keep(answer, f"record-{leaf.number}.json")


@require_POST
def record_zip(request: HttpRequest, rec: str) -> HttpResponseBase:
    """Give a record with all its versions and attachments, and enter that it was given."""
    leaf, asking = _asked(request, rec)
    shows = exporting.shows_to(asking.permits, asking.branch, leaf.kind)
    try:
        packed, files = exporting.zip_of(leaf, shows, at=asking.hand.at)
    except Refusal as refusal:  # not proven yet, or the journal names no keys yet
        return _not_yet(request, rec, refusal)
    export_record.note_record(leaf, files=files, hand=asking.hand)
    answer = FileResponse(packed, content_type="application/zip")
    return _to_keep(answer, f"record-{leaf.number}.zip")


def _asked(request: HttpRequest, rec: str) -> tuple[Leaf, BranchRequest]:
    """Return the version asked for, or the latest, of a record that the account may read."""
    versions = log.versions_of(rec)
    if not versions or versions[-1].unit is None:
        raise Http404
    asking = access.admit(request, Ability.SEE_BRANCH_PRIVATE, versions[-1].unit)
    asked = request.POST.get("leaf") or versions[-1].lh.hex()
    found = next((one for one in versions if one.lh.hex() == asked), None)
    if found is None:
        raise Http404
    return found, asking


def _not_yet(request: HttpRequest, rec: str, refusal: Refusal) -> HttpResponse:
    messages.warning(request, str(refusal.words))
    return redirect("desk:record", rec)


def _to_keep(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    """Have a browser keep the answer, never show it in this site's name, and never cache it."""
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "no-store"
    return answer
