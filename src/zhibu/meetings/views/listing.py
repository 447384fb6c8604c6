"""The list of a branch's meetings: open that they were held, private what they dealt with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.journal.log import civil
from zhibu.meetings import queries, regulation
from zhibu.meetings.models import Meeting, State
from zhibu.meetings.queries import Label
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

PER_PAGE = 30
YEARS = range(1921, 2200)


@dataclass(frozen=True, slots=True)
class Row:
    """One meeting as the list shows it."""

    meeting: Meeting
    form: str
    label: Label
    mine: str
    inside: bool


@require_safe
@acting(Ability.SEE_SCORES)
def listing(request: BranchRequest) -> HttpResponse:
    """Show a year of a branch's meetings, one form of them where asked."""
    year = _year(request)
    form = request.GET.get("form", "")
    form = form if form in regulation.forms() else ""
    found = queries.meetings_of(request.branch, year)
    page = Paginator(found.filter(form=form) if form else found, PER_PAGE).get_page(
        request.GET.get("page")
    )
    member = request.account.member_id
    mine = queries.attendance_of(member, page.object_list) if member else {}
    private = request.permits.may(Ability.SEE_BRANCH_PRIVATE, request.branch)
    context = {
        "branch": request.branch,
        "rows": list(_rows(page, mine, private=private)),
        "page": page,
        "year": year,
        "form": form,
        "forms": list(regulation.forms().values()),
        "private": private,
        "inside": private or bool(mine),
        "mine": bool(mine),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }
    return render(request, "meetings/list.html", context)


def _rows(page: Page[Meeting], mine: dict[str, str], *, private: bool) -> Iterator[Row]:
    """Yield the page's rows; what a meeting dealt with is shown to who was expected at it."""
    words: dict[str, Any] = dict(State.choices)
    for meeting in page.object_list:
        state = mine.get(meeting.rec, "")
        yield Row(
            meeting, queries.label_of(meeting.form), queries.timeliness_of(meeting),
            str(words.get(state, "")), private or bool(state),
        )  # fmt: skip


def _year(request: BranchRequest) -> int:
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and int(asked[:5]) in YEARS:
        return int(asked[:5])
    return civil(request.hand.at).year
