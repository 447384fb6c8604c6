"""The doors: 404 where a thing may not be seen, 403 where it may only be seen."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from zhibu.core.ids import is_id
from zhibu.mobility import queries
from zhibu.mobility.models import Floating, Letter
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability


def admit(
    request: HttpRequest, rec: str, ability: Ability | None = None, *, sender: bool = True
) -> tuple[BranchRequest, Letter]:
    """Return the request and a letter, where either side may see it; 404 otherwise.

    With an ability it must be held on the sender's side, or on the other one: 403 otherwise.
    """
    permits = access.sign(request).permits
    found = _letter(rec)
    sides = [one for one in (found.branch, found.to, found.to_branch) if one]
    seen = [one for one in sides if permits.may(Ability.SEE_BRANCH_PRIVATE, one)]
    if not seen:
        raise Http404
    if ability is None:
        return access.admit(request, Ability.SEE_BRANCH_PRIVATE, seen[0].uid), found
    side = found.branch if sender else found.to
    if side is None or not permits.may(ability, side):
        raise PermissionDenied
    return access.admit(request, ability, side.uid), found


def admit_to_floating(
    request: HttpRequest, rec: str, ability: Ability
) -> tuple[BranchRequest, Floating]:
    """Return the request with the branch and the floating member."""
    found = Floating.objects.filter(rec=rec).first() if is_id(rec, "r") else None
    if found is None:
        raise Http404
    return access.admit(request, ability, found.branch_id), queries.floating(rec)


def _letter(rec: str) -> Letter:
    if not is_id(rec, "r"):
        raise Http404
    try:
        return queries.letter(rec)
    except Letter.DoesNotExist:
        raise Http404 from None
