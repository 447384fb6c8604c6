"""Who may come in: to an organization's pages, or to one claim, veto or wish by its record."""

from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from zhibu.assessment import judges
from zhibu.core.ids import is_id
from zhibu.grading.models import Claim, ClassWish, VetoCase
from zhibu.journal import kinds, log
from zhibu.look.templatetags import look
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.models import Organization
from zhibu.party.permits import Ability

YEARS, MOST_RECORDS = 3, 40
NOT_WORK = ("grading.", "party.", "review.", "notices.")
Kept = TypeVar("Kept", Claim, VetoCase, ClassWish)


def year_of(request: HttpRequest) -> int:
    """Return the year asked for, if it is one of those shown; at the year's start the last one."""
    return judges.year_of(request, YEARS)


def years_shown() -> list[int]:
    """Return the years one may choose from."""
    return judges.years_shown(YEARS)


def admit(  # noqa: PLR0917 - who asks for which record, to do what
    request: HttpRequest, model: type[Kept], rec: str, ability: Ability
) -> tuple[BranchRequest, Kept]:  # fmt: skip
    """Return the request and what is kept: 404 where it may not be seen, 403 where not done."""
    permits = access.sign(request).permits
    rows: QuerySet[Any] = model._default_manager.select_related("branch")
    found: Kept | None = rows.filter(rec=rec).first() if is_id(rec, "r") else None
    if found is None or not permits.may(Ability.SEE_BRANCH_PRIVATE, found.branch):
        raise Http404
    return access.admit(request, ability, found.branch_id), found


def records_of(branch: Organization) -> list[tuple[str, str]]:
    """Return a branch's latest records of work as choices."""
    leaves = log.leaves_of(branch.uid)
    work = (leaf for leaf in leaves if not leaf.kind.startswith(NOT_WORK))
    titles = {
        leaf.rec: f"{kinds.latest(leaf.kind).title} {look.full_day(leaf.on)}" for leaf in work
    }
    return list(titles.items())[:MOST_RECORDS]
