"""Handing out a file beside the minutes, never to be opened in this site's name."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhibu.journal import log
from zhibu.meetings import attachments
from zhibu.meetings.models import Meeting, StoredFile
from zhibu.party import access
from zhibu.party.permits import Ability


@require_safe
def download(request: HttpRequest, rec: str, file: str) -> HttpResponse:
    """Return a file that some version of the meeting's record lists."""
    meeting = get_object_or_404(Meeting, rec=rec)
    access.admit(request, Ability.SEE_BRANCH_PRIVATE, meeting.branch_id)
    stored = get_object_or_404(StoredFile, uid=file, branch_id=meeting.branch_id)
    versions = [log.record_of(leaf) for leaf in log.versions_of(rec)]
    if not any(file == one.id for held in versions for one in held.attachments):
        raise Http404
    response = HttpResponse(attachments.content_of(stored), content_type=stored.type)
    shown = content_disposition_header(as_attachment=True, filename=stored.name)
    response["Content-Disposition"] = shown
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
