"""The door of a notice's pages: 404 where it may not be seen, 403 where it may only be seen."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from zhibu.core.ids import is_id
from zhibu.notices import queries
from zhibu.notices.models import Notice
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability


def admit(request: HttpRequest, rec: str, ability: Ability) -> tuple[BranchRequest, Notice]:
    """Return the request with its branch and hand, and the notice."""
    permits = access.sign(request).permits
    found = queries.notice_for(rec, permits) if is_id(rec, "r") else None
    if found is None:
        raise Http404
    admitted = access.admit(request, ability, found.branch_id)
    if ability is Ability.ISSUE_NOTICES and not queries.may_handle(found, permits):
        raise PermissionDenied
    return admitted, found
