"""Where somebody stands: which roles over which organization, and so which pages are theirs."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from zhibu.party import access, queries
from zhibu.party.models import Account, Organization
from zhibu.party.models.organizations import SEGMENT
from zhibu.party.permits import Ability, Permit, Permits
from zhibu.party.sets import Level, Role

KEEPERS = frozenset({Role.SECRETARY, Role.ORGANIZATION})
OVERSEERS = frozenset({Role.OFFICER, Role.ASSESSOR, Role.AUDITOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's own branch, the committee whose overview they see, and what they may do.

    ``branch`` is None for who keeps or belongs to none, ``committee`` only where no organization
    has been founded yet. ``oversees`` says that the overview is their first page. ``member`` is
    whose card is their own, or None for who is no member here.
    """

    name: str
    member: str | None
    role: Role | None
    permits: Permits
    branch: Organization | None
    committee: Organization | None
    oversees: bool

    @property
    def place(self) -> str:
        """Return where they stand, in words: 仪表车间党支部 · 支部书记."""
        where = self.committee if self.oversees or self.branch is None else self.branch
        words = (where.name if where else "", self.role.label if self.role else "")
        return " · ".join(str(word) for word in words if word)

    @property
    def may_publish(self) -> bool:
        """Say whether they may ask for a published head: committees' officers and auditors."""
        return self.may(Ability.MANAGE_ORGANIZATIONS) or self.may(Ability.AUDIT)

    def may(self, ability: Ability) -> bool:
        """Say whether they may do this anywhere at all."""
        return any(one.gives(ability) for one in self.permits.held)


def standing_of(request: HttpRequest) -> Standing | None:
    """Return where the person of a request stands; None while nobody signed in. Read once."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return None
    if not hasattr(request, "standing"):
        permits = access.sign(request).permits
        request.standing = _stand(account, permits, timezone.localdate())  # type: ignore[attr-defined]
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _stand(account: Account, permits: Permits, today: date) -> Standing:
    overseeing = _first(permits, OVERSEERS)
    keeping = _first(permits, KEEPERS)
    leading = overseeing or keeping or (permits.held[0] if permits.held else None)
    found = _organizations(leading, keeping)
    branch = found.get(keeping.organization) if keeping else _branch_of(account, today)
    return Standing(
        name=account.display_name,
        member=account.member_id,
        role=leading.role if leading else None,
        permits=permits,
        branch=branch if branch and branch.level == Level.BRANCH else None,
        committee=_committee(overseeing, found),
        oversees=overseeing is not None,
    )


def _first(permits: Permits, roles: frozenset[Role]) -> Permit | None:
    """Return the widest of somebody's permits by one of these roles."""
    held = [one for one in permits.held if one.role in roles]
    return min(held, key=lambda one: len(one.path), default=None)


def _organizations(leading: Permit | None, keeping: Permit | None) -> dict[str, Organization]:
    paths = {one.path for one in (leading, keeping) if one}
    paths |= {path[:SEGMENT] for path in paths}
    found = Organization.objects.filter(path__in=paths) if paths else Organization.objects.none()
    if not paths:
        found = Organization.objects.filter(superior=None, dissolved_on=None).order_by("path")[:1]
    return {one.uid: one for one in found}


def _committee(overseeing: Permit | None, found: dict[str, Organization]) -> Organization | None:
    if overseeing:
        return found.get(overseeing.organization)
    return min(found.values(), key=lambda one: len(one.path), default=None)


def _branch_of(account: Account, today: date) -> Organization | None:
    return queries.branch_of(account.member_id, today) if account.member_id else None
