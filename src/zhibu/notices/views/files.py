"""A notice on paper, and the files of its answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.meetings import attachments
from zhibu.meetings.models import StoredFile
from zhibu.notices import documents, queries, rules
from zhibu.notices.models import Notice
from zhibu.notices.views.admitting import admit
from zhibu.paper.docx import to_docx
from zhibu.paper.pdf import to_pdf
from zhibu.party.permits import Ability


@require_safe
def pdf(request: HttpRequest, notice: str) -> HttpResponse:
    """Return a notice as PDF, with receipt, reply and re-check forms."""
    _admitted, found = admit(request, notice, Ability.SEE_BRANCH_PRIVATE)
    printed = to_pdf(documents.document_of(found), documents.faces())
    return _file(printed.content, attachments.PDF.media, f"{_name(found)}.pdf")


@require_safe
def docx(request: HttpRequest, notice: str) -> HttpResponse:
    """Return a notice as a Word file."""
    _admitted, found = admit(request, notice, Ability.SEE_BRANCH_PRIVATE)
    content = to_docx(documents.document_of(found))
    return _file(content, attachments.WORD.media, f"{_name(found)}.docx")


@require_safe
def download(request: HttpRequest, notice: str, file: str) -> HttpResponse:
    """Return a file that an answer lists, never to be opened in this site's name."""
    _admitted, found = admit(request, notice, Ability.SEE_BRANCH_PRIVATE)
    stored = get_object_or_404(StoredFile, uid=file, branch_id=found.branch_id)
    listed = [
        one.id for told in queries.told_of(found) for one in getattr(told.record, "attachments", ())
    ]
    if file not in listed:
        raise Http404
    response = _file(attachments.content_of(stored), stored.type, stored.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _name(notice: Notice) -> str:
    number = rules.number_of(notice.year, notice.number)
    return _("整改通知书 %(number)s %(branch)s") % {"number": number, "branch": notice.branch.name}


def _file(content: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
