"""Who may come in: to an organization's pages, or to one claim, veto or wish by its record."""

from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from zhibu.core.ids import is_id
from zhibu.grading.models import Claim, ClassWish, VetoCase
from zhibu.grading.people import Somebody
from zhibu.journal import kinds, log
from zhibu.journal.log import civil
from zhibu.look.templatetags import look
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.models import Organization
from zhibu.party.permits import Ability

YEARS, FIRST_MONTHS, MOST_RECORDS = 3, 3, 40
NOT_WORK = ("grading.", "party.", "review.", "notices.")
Kept = TypeVar("Kept", Claim, VetoCase, ClassWish)


def somebody(request: BranchRequest) -> Somebody:
    """Return who acts."""
    return Somebody(request.account, request.permits)


def year_of(request: HttpRequest) -> int:
    """Return the year asked for, if it is one of those shown; at the year's start the last one."""
    today = civil(timezone.now())
    usual = today.year - 1 if today.month <= FIRST_MONTHS else today.year
    told = request.GET.get("year", "")
    year = int(told) if told.isdecimal() and len(told) == len("2026") else usual
    return year if year in years_shown() else usual


def years_shown() -> list[int]:
    """Return the years one may choose from."""
    this = civil(timezone.now()).year
    return list(range(this - YEARS + 1, this + 1))


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
