"""The tree, one branch, and who belongs to it."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router

from zhibu.desk.api.door import admit_to_branch
from zhibu.desk.api.fields import Asked, Day, OrganizationId, Shown
from zhibu.desk.api.paging import Paged, Paging, cut
from zhibu.party import access, queries
from zhibu.party.models import Organization
from zhibu.party.permits import Ability

router = Router(tags=["organizations"])


class AsOf(Paging):
    """A page as it stood on a day; today, unless told."""

    on: Day | None = None


class OnDay(Asked):
    on: Day | None = None


class OrganizationShown(Shown):
    """An organization as a line of the tree; ``members`` are its own, not those below."""

    uid: str
    name: str
    level: str
    form: str
    branch_class: str
    superior: str | None
    depth: int
    members: int
    live: bool


class NamedShown(Shown):
    uid: str
    name: str


class BranchShown(Shown):
    uid: str
    name: str
    form: str
    branch_class: str
    founded_on: date
    dissolved_on: date | None
    live_on: date | None
    counted_from: date | None
    superiors: list[NamedShown]
    secretary: str
    may_record: bool


class MemberShown(Shown):
    """A member as the branch's list shows them: nothing that is encrypted at rest."""

    uid: str
    name: str
    standing: str
    joined_on: date
    party_group: str
    posts: str
    floating: bool
    out_of_contact: bool


class GroupShown(Shown):
    uid: str
    name: str
    founded_on: date


@router.get("/organizations", response=Paged[OrganizationShown])
def organizations(request: HttpRequest, asked: Query[AsOf]) -> dict[str, Any]:
    """List the tree as it stood on a day, each superior before those below it."""
    signed = access.sign(request)
    if not signed.permits.held and not signed.permits.enrolled:
        raise Http404
    return cut(queries.tree(asked.on or timezone.localdate()), asked)


@router.get("/branches/{branch}", response=BranchShown)
def branch(request: HttpRequest, branch: OrganizationId) -> BranchShown:
    """Show a branch: its class, since when it counts, and under whom it stands."""
    admitted = admit_to_branch(request, Ability.SEE_SCORES, branch)
    return _branch(admitted.branch, may=admitted.permits.may(Ability.RECORD_WORK, admitted.branch))


@router.get("/branches/{branch}/members", response=Paged[MemberShown])
def members(request: HttpRequest, branch: OrganizationId, asked: Query[AsOf]) -> dict[str, Any]:
    """List who belonged to the branch on a day. Only for who may read its private records."""
    admitted = admit_to_branch(request, Ability.SEE_BRANCH_PRIVATE, branch)
    return cut(queries.line_up(admitted.branch, asked.on or timezone.localdate()), asked)


@router.get("/branches/{branch}/groups", response=list[GroupShown])
def groups(request: HttpRequest, branch: OrganizationId, asked: Query[OnDay]) -> list[Any]:
    """List the Party groups that the branch had on a day."""
    admitted = admit_to_branch(request, Ability.SEE_BRANCH_PRIVATE, branch)
    return list(queries.groups_of(admitted.branch, asked.on or timezone.localdate()))


def _branch(found: Organization, *, may: bool) -> BranchShown:
    secretary = queries.secretary_of(found, timezone.localdate())
    return BranchShown(
        uid=found.uid,
        name=found.name,
        form=found.form,
        branch_class=found.branch_class,
        founded_on=found.founded_on,
        dissolved_on=found.dissolved_on,
        live_on=found.live_on,
        counted_from=found.counted_from,
        superiors=[NamedShown(uid=one.uid, name=one.name) for one in queries.superiors_of(found)],
        secretary=secretary.name if secretary else "",
        may_record=may,
    )
