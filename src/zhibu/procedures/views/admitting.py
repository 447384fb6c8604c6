"""The door of a case's pages: 404 where it may not be seen, 403 where it may only be seen."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from zhibu.core.ids import is_id
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability
from zhibu.procedures import queries
from zhibu.procedures.models import Case
from zhibu.procedures.queries import File


def admit(request: HttpRequest, case: str) -> tuple[BranchRequest, Case]:
    """Return the request with the case's organization, and the case, for who may see it.

    As ``access.admit`` does, but the organization came with the case: one query less.
    """
    signed: Any = access.sign(request)
    found = queries.case(case) if is_id(case, "r") else None
    where = found.organization if found else None
    role = signed.permits.role_for(Ability.SEE_BRANCH_PRIVATE, where) if where else None
    if found is None or role is None:
        raise Http404
    signed.branch = where
    signed.hand = access.hand_of(signed.account, role, at=timezone.now())
    admitted: BranchRequest = signed
    return admitted, found


def act_for(request: BranchRequest, file: File, body: str) -> None:
    """Give the request the hand of a body. Raises PermissionDenied for who does not act for it."""
    told = file.procedure.bodies[body]
    where = file.case.organization
    if told.at != "branch" and where.superior is not None:
        where = where.superior
    role = request.permits.role_for(Ability(told.ability), where)
    if role is None:
        raise PermissionDenied
    request.hand = access.hand_of(request.account, role, at=request.hand.at)


def act_for_any(request: BranchRequest, file: File) -> None:
    """Give the request the hand of any body of the case. Raises PermissionDenied for none."""
    for body in file.procedure.bodies:
        try:
            act_for(request, file, body)
        except PermissionDenied:
            continue
        return
    raise PermissionDenied
