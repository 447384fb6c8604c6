"""The papers of a case as Word files and as PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhibu.meetings import attachments
from zhibu.paper.document import Document
from zhibu.paper.docx import to_docx
from zhibu.paper.pdf import to_pdf
from zhibu.procedures import documents, queries
from zhibu.procedures.models import Case
from zhibu.procedures.views.admitting import admit


@require_safe
def pdf(request: HttpRequest, case: str, document: str) -> HttpResponse:
    """Return a paper of a case as PDF."""
    found, made = _made(request, case, document)
    printed = to_pdf(made, documents.faces())
    return _file(printed.content, attachments.PDF.media, f"{_name(found, made)}.pdf")


@require_safe
def docx(request: HttpRequest, case: str, document: str) -> HttpResponse:
    """Return a paper of a case as a Word file."""
    found, made = _made(request, case, document)
    return _file(to_docx(made), attachments.WORD.media, f"{_name(found, made)}.docx")


def _made(request: HttpRequest, case: str, document: str) -> tuple[Case, Document]:
    _admitted, found = admit(request, case)
    made = documents.document_of(queries.file_of(found), document)
    if made is None:
        raise Http404
    return found, made


def _name(case: Case, made: Document) -> str:
    return f"{made.title} {case.subject_name}"


def _file(content: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
