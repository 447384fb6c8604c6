"""The door of an election's pages: 404 where it may not be seen, 403 where it may only be seen."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from zhibu.core.ids import is_id
from zhibu.elections import queries
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability
from zhibu.procedures import queries as procedures
from zhibu.procedures.models import Case


def admit(request: HttpRequest, rec: str, *abilities: Ability) -> tuple[BranchRequest, Case]:
    """Return the request with its branch and hand, and the election's case.

    One of the abilities is enough; the hand acts in the role that has it.
    """
    found = _case(request, rec)
    return _admitted(request, found, *abilities), found


def _admitted(request: HttpRequest, found: Case, *abilities: Ability) -> BranchRequest:
    for ability in abilities[:-1]:
        try:
            return access.admit_to(request, ability, found.organization)
        except PermissionDenied:
            continue
    return access.admit_to(request, abilities[-1], found.organization)


def admit_counter(
    request: HttpRequest, rec: str, *abilities: Ability
) -> tuple[BranchRequest, Case]:  # fmt: skip
    """Return the same as ``admit``, also for whom the meeting adopted as a counter."""
    found, signed = _case(request, rec), access.sign(request)
    if queries.is_counter(found, signed.account):
        able = any(signed.permits.may(one, found.organization) for one in abilities)
        if not able:
            return access.admit_member(request, found.organization), found
    return _admitted(request, found, *abilities), found


def _case(request: HttpRequest, rec: str) -> Case:
    access.sign(request)
    found = procedures.case(rec) if is_id(rec, "r") else None
    if found is None or found.family != queries.FAMILY:
        raise Http404
    return found
