"""The papers of a case: made as Word files and as PDF, or handed out as they were filed."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
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
from zhibu.party import actions as party
from zhibu.party.access import BranchRequest
from zhibu.procedures import documents, queries
from zhibu.procedures.listed import title_of
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
    admitted, found = admit(request, case)
    told = _listed(found, rec, file)
    stored = next(iter(meetings.files_of(found.organization_id, [file])), None)
    if told is None or stored is None:
        raise Http404
    record, listed = told
    if not _is_the_one(stored, listed):
        context = {"case": found, "branch": found.organization, "name": listed.name}
        return render(request, "procedures/tampered.html", context, status=HTTPStatus.CONFLICT)
    _log_reading(admitted, found, _material_of(found, record, file))
    answer = _file(attachments.content_of(stored), stored.type, stored.name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _listed(case: Case, rec: str, file: str) -> tuple[StepDone | MaterialAdded, Attachment] | None:
    """Return a file as a record of the case lists it, in whatever version, with the record."""
    if not is_id(rec, "r"):
        return None
    for leaf in log.versions_of(rec):
        record = log.record_of(leaf)
        if not isinstance(record, StepDone | StepTicked | MaterialAdded) or record.case != case.rec:
            return None
        if isinstance(record, StepTicked):
            continue
        found = next((one for one in record.attachments if one.id == file), None)
        if found:
            return record, found
    return None


def _material_of(case: Case, record: StepDone | MaterialAdded, file: str) -> str:
    """Return what a file is a paper of, as its step called it when it was done."""
    step = queries.definition_of(case, record.version).steps[record.step]
    material = next((one.material for one in record.materials if file in one.files), "")
    return step.materials[material].title if material in step.materials else step.title


def _is_the_one(stored: StoredFile, listed: Attachment) -> bool:
    """Say whether the bytes are those that the record committed to."""
    try:
        return spell_bytes(attachments.commitment_of(stored)) == listed.h
    except OSError:
        return False


def _made(request: HttpRequest, case: str, document: str) -> tuple[Case, Document]:
    admitted, found = admit(request, case)
    made = documents.document_of(queries.file_of(found), document)
    if made is None:
        raise Http404
    _log_reading(admitted, found, made.title)
    return found, made


def _log_reading(request: BranchRequest, case: Case, title: str) -> None:
    """Write down who took a paper about somebody, unless it was they themselves.

    An applicant has no card yet; by the same identity the card shows it once they are admitted.
    """
    if is_id(case.subject, "m") and case.subject != request.account.member_id:
        words = _("下载：%(procedure)s %(title)s")
        told = {"procedure": title_of(case), "title": title}
        party.log_readings(
            [case.subject], account=request.account, role=request.hand.role,
            items=(words % told).replace(",", "，"), at=request.hand.at,
        )  # fmt: skip


def _name(case: Case, made: Document) -> str:
    return f"{made.title} {case.subject_name}"


def _file(content: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
