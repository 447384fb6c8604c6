"""The audit of a case's file: every gap with its article."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.journal.log import civil
from zhibu.procedures import presenting, queries
from zhibu.procedures.views.admitting import admit


@require_safe
def audit(request: HttpRequest, case: str) -> HttpResponse:
    """Show what a case's file lacks, step by step."""
    admitted, found = admit(request, case)
    file = queries.file_of(found)
    gaps = presenting.gaps_of(file, civil(admitted.hand.at))
    context = {
        "case": found, "branch": found.organization, "procedure": file.procedure, "gaps": gaps,
        "checked": len(file.entered),
    }  # fmt: skip
    return render(request, "procedures/audit.html", context)
