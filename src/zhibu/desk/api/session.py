"""Who is signed in, in which roles, and the token that writing needs."""

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from ninja import Router

from zhibu.desk.api.fields import Shown
from zhibu.desk.standing import standing_of
from zhibu.journal import log
from zhibu.party import access

router = Router(tags=["session"])


class RoleShown(Shown):
    role: str
    organization: str


class SessionShown(Shown):
    """The account that calls. Send ``csrf_token`` as X-CSRFToken with every POST."""

    account: str
    name: str
    member: str | None
    branch: str | None
    roles: list[RoleShown]
    csrf_token: str
    demo: bool
    today: str


@router.get("/session", response=SessionShown)
def session(request: HttpRequest) -> SessionShown:
    """Tell who is signed in, in which roles, and the CSRF token for writing."""
    signed = access.sign(request)
    standing = standing_of(request)
    return SessionShown(
        account=signed.account.uid,
        name=signed.account.display_name,
        member=signed.account.member_id,
        branch=standing.branch.uid if standing and standing.branch else None,
        roles=[
            RoleShown(role=one.role.value, organization=one.organization)
            for one in signed.permits.held
        ],
        csrf_token=get_token(request),
        demo=log.is_demo(),
        today=timezone.localdate().isoformat(),
    )
