"""What is asked about organizations and members. All bounded, each a constant number of queries."""

from zhibu.party.queries.accounts import accounts_in, is_same_person, works_in
from zhibu.party.queries.corrections import (
    Pair,
    asked_in,
    corrections_of,
    corrections_waiting,
    duplicates_under,
    merged_with,
)
from zhibu.party.queries.members import (
    branch_of,
    card_of,
    history_of,
    line_up,
    members_holding,
    members_of,
    posts_held_in,
    readings_of,
)
from zhibu.party.queries.organizations import (
    Node,
    below,
    branches_under,
    current_term_of,
    groups_of,
    organization,
    organizations_named,
    organizations_under,
    superiors_of,
    tree,
)
from zhibu.party.queries.rolls import OnRoll, OnRollGroup, Roll, roll_of, secretary_of

__all__ = [
    "Node",
    "OnRoll",
    "OnRollGroup",
    "Pair",
    "Roll",
    "accounts_in",
    "asked_in",
    "below",
    "branch_of",
    "branches_under",
    "card_of",
    "corrections_of",
    "corrections_waiting",
    "current_term_of",
    "duplicates_under",
    "groups_of",
    "history_of",
    "is_same_person",
    "line_up",
    "members_holding",
    "members_of",
    "merged_with",
    "organization",
    "organizations_named",
    "organizations_under",
    "posts_held_in",
    "readings_of",
    "roll_of",
    "secretary_of",
    "superiors_of",
    "tree",
    "works_in",
]
