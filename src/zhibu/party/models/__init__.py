"""The tables of the party room. All but accounts and reading logs are written by records alone."""

from zhibu.party.models.accounts import Account, RoleGrant
from zhibu.party.models.corrections import Answer, CorrectionRequest
from zhibu.party.models.members import (
    Affiliation,
    GroupMembership,
    Member,
    MemberHistory,
    PostHeld,
    ReadLog,
)
from zhibu.party.models.organizations import (
    Organization,
    OrganizationState,
    PartyGroup,
    Term,
)

__all__ = [
    "Account",
    "Affiliation",
    "Answer",
    "CorrectionRequest",
    "GroupMembership",
    "Member",
    "MemberHistory",
    "Organization",
    "OrganizationState",
    "PartyGroup",
    "PostHeld",
    "ReadLog",
    "RoleGrant",
    "Term",
]
