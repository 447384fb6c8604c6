"""Who may come in: by one ability of several, and in which year."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from zhibu.assessment import judges
from zhibu.core.ids import is_id
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.models import Organization
from zhibu.party.permits import Ability

CHECKERS = (Ability.RUN_ASSESSMENT, Ability.DECIDE_RESULTS)
YEARS = 2


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


def year_of(request: HttpRequest) -> int:
    """Return the year asked for, if it is one of those shown; at the year's start the last one."""
    return judges.year_of(request, YEARS)


def years_shown() -> list[int]:
    """Return the years one may choose from."""
    return judges.years_shown(YEARS)
