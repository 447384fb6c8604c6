"""What happens to organizations, members, posts and roles. These alone write the tables."""

from zhibu.party.records.corrections import (
    CorrectionAnswered,
    CorrectionAsked,
    MembersMerged,
)
from zhibu.party.records.groups import Assigned, GroupDissolved, Grouped, GroupFounded
from zhibu.party.records.members import (
    Affiliated,
    Change,
    Left,
    LeftAtFirst,
    MemberChanged,
    MemberRegistered,
)
from zhibu.party.records.organizations import (
    OrganizationChanged,
    OrganizationDissolved,
    OrganizationFounded,
    WentLive,
)
from zhibu.party.records.posts import Appointed, PostEnded, RoleEnded, RoleGranted, TermBegan

__all__ = [
    "Affiliated",
    "Appointed",
    "Assigned",
    "Change",
    "CorrectionAnswered",
    "CorrectionAsked",
    "GroupDissolved",
    "GroupFounded",
    "Grouped",
    "Left",
    "LeftAtFirst",
    "MemberChanged",
    "MemberRegistered",
    "MembersMerged",
    "OrganizationChanged",
    "OrganizationDissolved",
    "OrganizationFounded",
    "PostEnded",
    "RoleEnded",
    "RoleGranted",
    "TermBegan",
    "WentLive",
]
