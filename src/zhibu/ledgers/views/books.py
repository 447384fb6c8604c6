"""The three books and the box: what they hold, what is missing, and their files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhibu.journal import log
from zhibu.journal.kinds import Book
from zhibu.ledgers import box, packing, spans, volumes
from zhibu.ledgers.box import Checked
from zhibu.ledgers.views import giving
from zhibu.ledgers.volumes import Shelf
from zhibu.party.access import BranchRequest, acting
from zhibu.party.making import Made, Progress
from zhibu.party.permits import Ability

STEPS = 2  # of one book: records are read, pages are set


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def books(request: BranchRequest) -> HttpResponse:
    """Show a span's books with how much is in each, and what the box lacks."""
    giving.insist_on_branch(request)
    today = log.civil(request.hand.at)
    span, refusal = giving.span_of(request, today.year)
    shelf = volumes.shelf_of(request.branch, span, today=today, sight=giving.sight_of(request))
    standing = [one for one in shelf.told if not one.withdrawn]
    check = Checked(request.branch.uid, span, today)
    context = {
        "branch": request.branch,
        "span": span,
        "refusal": refusal,
        "year": span.first.year,
        "choices": spans.within(span.first.year),
        "this_year": today.year,
        "books": [(one, volumes.title_of(one), _count(shelf, one)) for one in packing.BOOKS],
        "count": len(standing),
        "withdrawn": len(shelf.told) - len(standing),
        "box": box.sections_of(shelf.told, check),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
        "sight": shelf.sight,
    }
    return render(request, "ledgers/books.html", context, status=422 if refusal else 200)


def _count(shelf: Shelf, book: Book) -> int:
    return sum(not one.withdrawn for one in shelf.of(book))


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def book(request: BranchRequest, book: str, ending: str) -> HttpResponse:
    """Give one book as PDF or docx: at once while it is thin, beside a page while it is thick."""
    if book not in set(packing.BOOKS) or ending not in packing.ENDINGS:
        raise Http404
    shelf, chosen = _shelf(request), Book(book)
    name = packing.name_of(shelf, chosen, ending)

    def work(progress: Progress) -> Made:
        progress(1, STEPS)
        return Made(name, packing.file_of(shelf, chosen, ending))

    if _count(shelf, chosen) <= giving.FEW_RECORDS:
        return giving.give(work(lambda *_: None).content, name)
    return giving.make(request, work, title=name.rpartition(".")[0], total=STEPS, back=_back(shelf))


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def archive(request: BranchRequest) -> HttpResponse:
    """Give all books in both forms as one archive: thick ones beside a page that tells how far."""
    shelf = _shelf(request)
    name = packing.archive_name(shelf)
    if len(shelf.told) <= giving.FEW_RECORDS:
        return giving.give(packing.zip_of(shelf), name)

    def work(progress: Progress) -> Made:
        return Made(name, packing.zip_of(shelf, progress=progress))

    title = name.rpartition(".")[0]
    return giving.make(request, work, title=title, total=packing.FILES, back=_back(shelf))


def _back(shelf: Shelf) -> str:
    return f"{reverse('ledgers:books', args=[shelf.branch.uid])}?span={shelf.span.key}"


def _shelf(request: BranchRequest) -> Shelf:
    giving.insist_on_branch(request)
    today = log.civil(request.hand.at)
    span, refusal = giving.span_of(request, today.year)
    if refusal:
        raise Http404
    return volumes.shelf_of(request.branch, span, today=today, sight=giving.sight_of(request))
