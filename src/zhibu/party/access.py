"""The door of every view: who asks, about which organization, and whether they may.

What is foreign is answered like what does not exist. What may be seen but not done is refused.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.core.ids import is_id
from zhibu.journal.log import Hand, Leaf, Via
from zhibu.party import permits
from zhibu.party.models import Account, Member, Organization
from zhibu.party.permits import Ability, Permits
from zhibu.party.sets import Role

P = ParamSpec("P")


class SignedRequest(HttpRequest):
    """A request of somebody who signed in."""

    account: Account
    permits: Permits


class BranchRequest(SignedRequest):
    """A request about an organization in which the account has the ability asked for."""

    branch: Organization
    hand: Hand


class CardRequest(BranchRequest):
    """A request about a member's card: one's own, or one the account's role lets it see."""

    member: Member
    role: Role
    own: bool


def hand_of(account: Account, role: Role, *, at: datetime, via: Via = Via.WEB) -> Hand:
    return Hand(account.uid, role.value, via, at)


def reach(account: Account, ability: Ability, uid: str) -> tuple[Organization, Role]:
    """Return the organization and the role in which the account acts there.

    Raises Http404 where it is foreign or unknown, PermissionDenied where it may only be seen.
    """
    return _reach(permits.read(account), ability, uid)


def _reach(held: Permits, ability: Ability, uid: str) -> tuple[Organization, Role]:
    org = Organization.objects.filter(pk=uid).first() if is_id(uid, "o") else None
    if org is None:
        raise Http404
    return org, _role(held, ability, org)


def _role(held: Permits, ability: Ability, org: Organization) -> Role:
    role = held.role_for(ability, org)
    if role is not None:
        return role
    if held.may(Ability.SEE_BRANCH_PRIVATE, org):
        raise PermissionDenied
    raise Http404


def sign(request: HttpRequest) -> SignedRequest:
    """Return the request with its account; what it may do is read once."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    request.account = request.user  # type: ignore[attr-defined]
    if not hasattr(request, "permits"):
        request.permits = permits.read(request.user)  # type: ignore[attr-defined]
    return request  # type: ignore[return-value]


def admit(request: HttpRequest, ability: Ability, uid: str) -> BranchRequest:
    """Return the request with its organization and hand, or refuse as ``reach`` does."""
    signed: Any = sign(request)
    signed.branch, role = _reach(signed.permits, ability, uid)
    signed.hand = hand_of(signed.account, role, at=timezone.now())
    admitted: BranchRequest = signed
    return admitted


def admit_to(request: HttpRequest, ability: Ability, organization: Organization) -> BranchRequest:
    """Do as ``admit`` where the organization is read already. No query for it."""
    signed: Any = sign(request)
    signed.branch, role = organization, _role(signed.permits, ability, organization)
    signed.hand = hand_of(signed.account, role, at=timezone.now())
    admitted: BranchRequest = signed
    return admitted


def admit_member(request: HttpRequest, organization: Organization) -> BranchRequest:
    """Return the request of somebody who acts as a member there: the caller knows that they may."""
    signed: Any = sign(request)
    signed.branch = organization
    signed.hand = hand_of(signed.account, Role.MEMBER, at=timezone.now())
    admitted: BranchRequest = signed
    return admitted


def admit_to_card(request: HttpRequest, ability: Ability, uid: str) -> CardRequest:
    """Return the request with a member's card: one's own, or of a branch where one is able.

    Raises Http404 and PermissionDenied as ``reach`` does.
    """
    signed: Any = sign(request)
    member = Member.objects.filter(pk=uid).first() if is_id(uid, "m") else None
    if member is None:
        raise Http404
    latest = member.affiliations.order_by("-from_on").values_list("organization_id", flat=True)
    if not latest:  # the registration was withdrawn
        raise Http404
    signed.member, signed.own = member, signed.account.member_id == member.uid
    if signed.own:
        signed.branch = Organization.objects.get(pk=latest[0])
        signed.role = Role.MEMBER
    else:
        signed.branch, signed.role = _reach(signed.permits, ability, latest[0])
    signed.hand = hand_of(signed.account, signed.role, at=timezone.now())
    admitted: CardRequest = signed
    return admitted


def insist_to_write(request: BranchRequest, ability: Ability) -> None:
    """Refuse a post of who may only look, before what was posted is read."""
    if request.method == "POST" and not request.permits.may(ability, request.branch):
        raise PermissionDenied


def entered(request: HttpRequest, leaf: Leaf, words: str = "") -> None:
    """Say that it stands; the page's script takes up the leaf's promise by its hash."""
    messages.success(request, words or _("已入账。"), extra_tags=leaf.lh.hex())


def signed_in(
    view: Callable[Concatenate[SignedRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give a view its account."""

    @wraps(view)
    def signed(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(sign(request), *args, **kwargs)

    return signed


def acting(
    ability: Ability, *, param: str = "branch"
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give a view its organization from the address, where the account has the ability there."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def admitted(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            uid = kwargs.pop(param)
            return view(admit(request, ability, uid), **kwargs)

        return admitted

    return decorate
