"""The papers of a case: made as Word files and as PDF, or handed out as they were filed."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhibu.core.ids import is_id
from zhibu.core.leaf import spell_bytes
from zhibu.journal import log
from zhibu.meetings import attachments
from zhibu.meetings import queries as meetings
from zhibu.meetings.models import StoredFile
from zhibu.meetings.parts import Attachment
from zhibu.paper.document import Document
from zhibu.paper.docx import to_docx
from zhibu.paper.pdf import to_pdf
from zhibu.procedures import documents, queries
from zhibu.procedures.models import Case
from zhibu.procedures.records import MaterialAdded, StepDone, StepTicked
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


@require_safe
def material(request: HttpRequest, case: str, *, rec: str, file: str) -> HttpResponse:
    """Hand out a file that some version of a record of the case lists; never one that is not it."""
    _admitted, found = admit(request, case)
    listed = _listed(found, rec, file)
    stored = next(iter(meetings.files_of(found.organization_id, [file])), None)
    if listed is None or stored is None:
        raise Http404
    if not _is_the_one(stored, listed):
        context = {"case": found, "branch": found.organization, "name": listed.name}
        return render(request, "procedures/tampered.html", context, status=HTTPStatus.CONFLICT)
    answer = _file(attachments.content_of(stored), stored.type, stored.name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _listed(case: Case, rec: str, file: str) -> Attachment | None:
    """Return a file as a record of the case lists it, in whatever version."""
    if not is_id(rec, "r"):
        return None
    for leaf in log.versions_of(rec):
        record = log.record_of(leaf)
        if not isinstance(record, StepDone | StepTicked | MaterialAdded) or record.case != case.rec:
            return None
        listed = () if isinstance(record, StepTicked) else record.attachments
        found = next((one for one in listed if one.id == file), None)
        if found:
            return found
    return None


def _is_the_one(stored: StoredFile, listed: Attachment) -> bool:
    """Say whether the bytes are those that the record committed to."""
    try:
        return spell_bytes(attachments.commitment_of(stored)) == listed.h
    except OSError:
        return False


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
