"""The audit of a case's file: every gap with its article."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.core.case import Gap
from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest
from zhibu.procedures import filing, presenting, queries
from zhibu.procedures.conditions import is_provisional
from zhibu.procedures.queries import File
from zhibu.procedures.views.admitting import admit


@require_safe
def audit(request: HttpRequest, case: str) -> HttpResponse:
    """Show what a case's file lacks, step by step."""
    admitted, found = admit(request, case)
    file = queries.file_of(found)
    found_gaps = presenting.gaps_of(file, civil(admitted.hand.at))
    gaps = [
        (step, gap, _takes(admitted, file, gap), is_provisional(gap.basis, gap.confidence or "A"))
        for step, gap in found_gaps
    ]
    context = {
        "case": found, "branch": found.organization, "procedure": file.procedure, "gaps": gaps,
        "checked": len(file.entered),
    }  # fmt: skip
    return render(request, "procedures/audit.html", context)


def _takes(request: BranchRequest, file: File, gap: Gap) -> str:
    """Return the record to which a material that lacks can be added by the reader, if any."""
    step = file.procedure.steps.get(gap.step)
    if gap.rule not in filing.LACKS or step is None:
        return ""
    if not presenting.may_act(file, step.body, request.permits):
        return ""
    recs = [one.row.rec for one in file.entered if one.done.step == gap.step]
    return recs[-1] if recs else ""
