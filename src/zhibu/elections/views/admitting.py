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
    access.sign(request)
    found = procedures.case(rec) if is_id(rec, "r") else None
    if found is None or found.family != queries.FAMILY:
        raise Http404
    for ability in abilities[:-1]:
        try:
            return access.admit(request, ability, found.organization_id), found
        except PermissionDenied:
            continue
    return access.admit(request, abilities[-1], found.organization_id), found
