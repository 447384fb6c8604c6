"""The script that opens a branch's sheet without a network."""

from pathlib import Path

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhibu import meetings
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability


@require_safe
@acting(Ability.RECORD_WORK)
def worker(request: BranchRequest) -> HttpResponse:  # noqa: ARG001 - only who may record gets it
    """Return the script; its address beneath the sheet's own keeps its reach to that one page."""
    content = (Path(meetings.__path__[0]) / "static/meetings/worker.js").read_bytes()
    return HttpResponse(content, content_type="text/javascript; charset=utf-8")
