"""Who may do what, where. Deny by default: what no line of the table grants is not permitted.

A role reaches its own organization, or that and all below it. An administrator keeps accounts and
never sees content; a superior's officer sees a branch's records and never writes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from zhibu.party.models import Account, Organization, RoleGrant
from zhibu.party.queries import below
from zhibu.party.sets import Level, Role


class Ability(StrEnum):
    """What a view or an action may ask for."""

    SEE_SCORES = "see_scores"
    SEE_BRANCH_PRIVATE = "see_branch_private"
    RECORD_WORK = "record_work"
    MANAGE_MEMBERS = "manage_members"
    SEE_SENSITIVE = "see_sensitive"
    MANAGE_ORGANIZATIONS = "manage_organizations"
    IMPORT = "import"
    GRANT_ROLES = "grant_roles"
    SETTLE_FLAGS = "settle_flags"
    RUN_ASSESSMENT = "run_assessment"
    ADOPT_STANDARDS = "adopt_standards"
    ISSUE_NOTICES = "issue_notices"
    DECIDE_RESULTS = "decide_results"
    HOLD_POLLS = "hold_polls"
    APPROVE_CASES = "approve_cases"
    APPROVE_SPENDING = "approve_spending"
    AUDIT = "audit"
    ASK_ERASURE = "ask_erasure"
    APPROVE_ERASURE = "approve_erasure"


class Reach(StrEnum):
    """How far a role's ability goes from the organization it was granted over."""

    OWN = "own"
    BELOW = "below"


_KEEPER = (
    Ability.SEE_BRANCH_PRIVATE,
    Ability.RECORD_WORK,
    Ability.MANAGE_MEMBERS,
    Ability.SEE_SENSITIVE,
    Ability.IMPORT,
)
TABLE: dict[Role, tuple[Reach, frozenset[Ability]]] = {
    Role.MEMBER: (Reach.OWN, frozenset()),
    Role.SECRETARY: (Reach.OWN, frozenset({*_KEEPER, Ability.ASK_ERASURE})),
    Role.ORGANIZATION: (Reach.OWN, frozenset(_KEEPER)),
    Role.OFFICER: (
        Reach.BELOW,
        frozenset(
            {
                Ability.SEE_BRANCH_PRIVATE,
                Ability.MANAGE_MEMBERS,
                Ability.SEE_SENSITIVE,
                Ability.MANAGE_ORGANIZATIONS,
                Ability.IMPORT,
                Ability.ASK_ERASURE,
                Ability.APPROVE_ERASURE,
                Ability.SETTLE_FLAGS,
                Ability.ADOPT_STANDARDS,
                Ability.ISSUE_NOTICES,
                Ability.DECIDE_RESULTS,
                Ability.HOLD_POLLS,
                Ability.APPROVE_CASES,
                Ability.APPROVE_SPENDING,
            }
        ),
    ),
    Role.ASSESSOR: (
        Reach.BELOW,
        frozenset({Ability.SEE_BRANCH_PRIVATE, Ability.RUN_ASSESSMENT}),
    ),
    Role.AUDITOR: (
        Reach.BELOW,
        frozenset({Ability.SEE_BRANCH_PRIVATE, Ability.AUDIT, Ability.APPROVE_ERASURE}),
    ),
    Role.ADMINISTRATOR: (Reach.BELOW, frozenset({Ability.GRANT_ROLES})),
}
# What a branch achieved is open inside the installation to its members and whoever works in it.
OPEN_TO_ALL = frozenset({Ability.SEE_SCORES})


@dataclass(frozen=True, slots=True)
class Permit:
    """A role that an account holds now, over an organization at a path."""

    role: Role
    organization: str
    path: str

    def gives(self, ability: Ability) -> bool:
        return ability in TABLE[self.role][1]

    def reaches(self, path: str) -> bool:
        if TABLE[self.role][0] is Reach.OWN:
            return path == self.path
        return path.startswith(self.path)


def permits_of(account: Account) -> tuple[Permit, ...]:
    """Return what an account holds. A role that was ended is not among them from that moment."""
    if not account.is_active:
        return ()
    held = RoleGrant.objects.filter(account=account, until_on=None).select_related("organization")
    return tuple(
        Permit(Role(grant.role), grant.organization_id, grant.organization.path)
        for grant in held.order_by("from_on", "rec")
    )


@dataclass(frozen=True, slots=True)
class Permits:
    """All that an account may do, read once: for a request, never longer."""

    held: tuple[Permit, ...]
    enrolled: bool = False

    def role_for(self, ability: Ability, org: Organization) -> Role | None:
        """Return the role in which the ability would be exercised there."""
        giving = (one for one in self.held if one.gives(ability) and one.reaches(org.path))
        found = next(giving, None)
        if found is None and self.is_open(ability):
            return self.held[0].role if self.held else Role.MEMBER
        return found.role if found else None

    def is_open(self, ability: Ability) -> bool:
        """Say whether the ability is everybody's here, and the account one of them."""
        return ability in OPEN_TO_ALL and (self.enrolled or bool(self.held))

    def may(self, ability: Ability, org: Organization) -> bool:
        return self.role_for(ability, org) is not None

    def scope(self, ability: Ability) -> Q:
        """Return the condition on organizations within which the ability holds."""
        if self.is_open(ability):
            return Q()
        return _any_of(
            below(one.path) if TABLE[one.role][0] is Reach.BELOW else Q(pk=one.organization)
            for one in self.held
            if one.gives(ability)
        )


def _any_of(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=()))


def read(account: Account) -> Permits:
    """Return what an account may do now. One query."""
    return Permits(permits_of(account), account.is_active and account.member_id is not None)


def may(account: Account, ability: Ability, org: Organization) -> bool:
    return read(account).may(ability, org)


def role_for(account: Account, ability: Ability, org: Organization) -> Role | None:
    return read(account).role_for(ability, org)


def organizations_for(account: Account, ability: Ability) -> QuerySet[Organization]:
    """Return the organizations in which an account has an ability."""
    scope = read(account).scope(ability)
    return Organization.objects.filter(scope, dissolved_on=None).order_by("path")


def branches_for(account: Account, ability: Ability) -> QuerySet[Organization]:
    """Return the branches in which an account has an ability."""
    return organizations_for(account, ability).filter(level=Level.BRANCH)
