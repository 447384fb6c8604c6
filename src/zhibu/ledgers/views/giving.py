"""Files given to a browser: kept by it, never shown in this site's name, never cached."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from zhibu.core.refusal import Refusal
from zhibu.ledgers import spans
from zhibu.ledgers.spans import Span
from zhibu.ledgers.wording import Sight
from zhibu.party import making
from zhibu.party.access import BranchRequest
from zhibu.party.making import Asked, Made, Progress
from zhibu.party.permits import Ability

FEW_RECORDS, FEW_CARDS = 20, 10  # set within a second
Work = Callable[[Progress], Made]
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def give(content: bytes, name: str) -> HttpResponse:
    """Answer with bytes under a name."""
    media = MEDIA[name.rpartition(".")[2]]
    return _to_keep(HttpResponse(content, content_type=media), name)


def _to_keep(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "no-store"
    return answer


def make(request: BranchRequest, work: Work, *, title: str, total: int, back: str) -> HttpResponse:
    """Do what takes longer than a page may beside it, and lead to the page that tells how far."""
    key = f"{request.get_full_path()} {title}"
    asked = Asked(request.account.uid, title, back, key=key, total=total)
    return redirect("party:making", making.begin(asked, work, at=request.hand.at))


def insist_on_branch(request: BranchRequest) -> None:
    """Raise Http404 for an organization that is no branch: it has no books of its own."""
    if not request.branch.is_branch:
        raise Http404


def sight_of(request: BranchRequest) -> Sight:
    """Return what somebody's books may say: about persons to who keeps or oversees members."""
    may = request.permits.may
    return Sight(
        people=may(Ability.MANAGE_MEMBERS, request.branch),
        amounts=may(Ability.SEE_SENSITIVE, request.branch),
    )


def span_of(request: BranchRequest, this_year: int) -> tuple[Span, Refusal | None]:
    """Return the span asked for; this year, and why, where it makes none."""
    asked, first, last = (request.GET.get(name, "") for name in ("span", "first", "last"))
    try:
        if first or last:
            return spans.parse(f"{first}..{last}"), None
        return spans.parse(asked[:30] or str(this_year)), None
    except Refusal as refusal:
        return spans.year_of(this_year), refusal
