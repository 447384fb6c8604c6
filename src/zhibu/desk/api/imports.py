"""What a spreadsheet would bring: read and checked, nothing entered."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import File, Router, UploadedFile

from zhibu.desk.api.fields import Shown
from zhibu.intake.checking.proposing import Source, propose
from zhibu.intake.checking.world import World
from zhibu.intake.system import System
from zhibu.party import access
from zhibu.party.permits import Ability

MOST_FINDINGS = 1_000
router = Router(tags=["imports"])


class FindingShown(Shown):
    """One thing to know about a cell; ``row`` and ``cell`` as the spreadsheet shows them."""

    file: str
    sheet: str
    row: int | None
    column: str
    cell: str
    severity: str
    message: str


class CountsShown(Shown):
    rows: int
    would_import: int
    faults: int
    warnings: int


class CheckShown(Shown):
    """What would happen. ``findings`` holds the first thousand."""

    counts: CountsShown
    findings: list[FindingShown]


@router.post("/imports/check", response=CheckShown)
def try_import(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    """Read and check one .xlsx, .xls or .csv. Only for who may import somewhere."""
    signed = access.sign(request)
    if not any(one.gives(Ability.IMPORT) for one in signed.permits.held):
        raise Http404
    source = Source(file.name or "", file.read())
    found = propose([source], world=World(System()), today=timezone.localdate())
    return {
        "counts": found.counts,
        "findings": [finding.told() for finding in found.findings[:MOST_FINDINGS]],
    }
