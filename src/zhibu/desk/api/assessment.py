"""Scores: one branch item by item, what is due there, and a committee's branches at a glance."""

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router

from zhibu.assessment import queries
from zhibu.assessment.sights import Overview
from zhibu.assessment.values import Account, Due, Scorecard
from zhibu.desk.api.door import admit, admit_to_branch
from zhibu.desk.api.fields import Asked, OrganizationId, Year, year_asked
from zhibu.party.permits import Ability

router = Router(tags=["assessment"])


class InYear(Asked):
    """A year; this one, unless told."""

    year: Year | None = None


@router.get("/branches/{branch}/score", response=Scorecard)
def score(request: HttpRequest, branch: OrganizationId, asked: Query[InYear]) -> Scorecard:
    """Show a branch's scorecard: of every item what was required, what was done, and why."""
    admitted = admit_to_branch(request, Ability.SEE_SCORES, branch)
    today = timezone.localdate()
    year = year_asked(asked.year, today)
    return queries.scorecard_of(admitted.branch, year=year, as_of=today)


@router.get("/branches/{branch}/due", response=list[Due])
def due(request: HttpRequest, branch: OrganizationId) -> list[Due]:
    """List what is still to be done in a branch, why, and by when."""
    admitted = admit_to_branch(request, Ability.SEE_SCORES, branch)
    return list(queries.due_of(admitted.branch, as_of=timezone.localdate()))


@router.get("/branches/{branch}/score/{code}", response=Account)
def item(
    request: HttpRequest, *, branch: OrganizationId, code: str, asked: Query[InYear]
) -> Account:
    """Answer for one item: the sum written out, period by period, and the records behind it."""
    admitted = admit_to_branch(request, Ability.SEE_SCORES, branch)
    today = timezone.localdate()
    year = year_asked(asked.year, today)
    try:
        return queries.account_of(admitted.branch, code, year=year, as_of=today)
    except KeyError:
        raise Http404 from None


@router.get("/organizations/{organization}/overview", response=Overview)
def overview(request: HttpRequest, organization: OrganizationId, asked: Query[InYear]) -> Overview:
    """Show the branches at or below an organization: months held, gaps by cause, classes."""
    admitted = admit(request, Ability.SEE_SCORES, organization)
    today = timezone.localdate()
    year = year_asked(asked.year, today)
    return queries.overview_of(admitted.branch, year=year, as_of=today)
