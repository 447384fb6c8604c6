"""Who may come in: by one ability of several, and in which year."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from zhibu.core.ids import is_id
from zhibu.journal.log import civil
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.models import Organization
from zhibu.party.permits import Ability
from zhibu.review.judges import Somebody

CHECKERS = (Ability.RUN_ASSESSMENT, Ability.DECIDE_RESULTS)
YEARS = 2
FIRST_MONTHS = 3  # in which the year before is still judged


def checking(
    param: str = "organization", abilities: tuple[Ability, ...] = CHECKERS
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give a view its organization, to whoever has one of some abilities there."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def admitted(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            return view(admit_any(request, kwargs.pop(param), abilities), **kwargs)

        return admitted

    return decorate


def admit_any(
    request: HttpRequest, uid: str, abilities: tuple[Ability, ...] = CHECKERS
) -> BranchRequest:  # fmt: skip
    """Return the request with its organization, in the first role that gives one of the abilities.

    Raises Http404 and PermissionDenied as ``access.reach`` does.
    """
    permits = access.sign(request).permits
    org = Organization.objects.filter(pk=uid).first() if is_id(uid, "o") else None
    held = (one for one in abilities if org is not None and permits.may(one, org))
    return access.admit(request, next(held, abilities[0]), uid)


def somebody(request: BranchRequest) -> Somebody:
    """Return who acts."""
    return Somebody(request.account, request.permits)


def year_of(request: HttpRequest) -> int:
    """Return the year asked for, if it is one of those shown; at the year's start the last one."""
    today = civil(timezone.now())
    usual = today.year - 1 if today.month <= FIRST_MONTHS else today.year
    told = request.GET.get("year", "")
    year = int(told) if told.isdecimal() and len(told) == len("2026") else usual
    return year if today.year - YEARS < year <= today.year else usual


def years_shown() -> list[int]:
    """Return the years one may choose from."""
    this = civil(timezone.now()).year
    return list(range(this - YEARS + 1, this + 1))
