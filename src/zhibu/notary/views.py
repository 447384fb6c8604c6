"""What the journal hands out for checking it, as plain text or JSON for programs."""

import base64
import logging
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhibu.core.notes import Note
from zhibu.journal import tree
from zhibu.journal.log import NoSuchLeafError
from zhibu.notary import checkpoints, keys, policy, receipts
from zhibu.notary.receipts import Receipt

logger = logging.getLogger(__name__)

PLAIN = "text/plain; charset=utf-8"
_HASH = 32


@require_safe
@never_cache
def latest(_: HttpRequest) -> HttpResponse:
    """Show the newest head that was published, or while there is none the newest signed."""
    published = checkpoints.latest_published()
    note = published.note if published else checkpoints.latest()
    # That none is signed yet is no fault: browsers ask on every page, and would log an error.
    return _note(note) if note else HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_safe
def checkpoint(_: HttpRequest, size: int) -> HttpResponse:
    """Show the head that was published at a size."""
    published = checkpoints.published_at(size) if size <= tree.size() else None
    return _note(published.note if published else None)


@require_safe
def consistency(_: HttpRequest, old: int, size: int) -> HttpResponse:
    """Prove that the journal at one size begins the journal at a later one."""
    if not 0 < old <= size <= tree.size():
        raise Http404
    lines = [base64.b64encode(one).decode() for one in tree.consistency_path(old, size)]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=PLAIN)


@require_safe
@never_cache
def receipt(_: HttpRequest, lh: str) -> HttpResponse:
    """Tell whoever recorded a leaf how far it has come, with promise and proof."""
    try:
        told = receipts.receipt_of(_hash_of(lh))
    except NoSuchLeafError as fault:
        raise Http404 from fault
    if told.proof is None and timezone.now() - told.at > receipts.LATE:
        logger.warning("no head covers leaf %s entered at %s", lh, told.at.isoformat())
    return JsonResponse(_shown(told))


@require_safe
@never_cache
def policy_text(_: HttpRequest) -> HttpResponse:
    """Show the policy of trust, to be compared with the one that came by another way."""
    if not keys.is_established():
        raise Http404
    return HttpResponse(policy.text(timezone.now()), content_type=PLAIN)


def _note(note: Note | None) -> HttpResponse:
    if note is None:
        raise Http404
    return HttpResponse(note.data, content_type=PLAIN)


def _hash_of(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError as fault:
        raise Http404 from fault
    if len(found) != _HASH or found.hex() != text:
        raise Http404
    return found


def _shown(told: Receipt) -> dict[str, object]:
    return {
        "state": told.state,
        "number": told.number,
        "promise": told.promise.data.decode() if told.promise else "",
        "proof": told.proof.data.decode() if told.proof else "",
    }
