"""Who belonged to a branch on a day: what quorums and majorities are counted from."""

from dataclasses import dataclass
from datetime import date

from zhibu.party.models import Affiliation, GroupMembership, Member, PostHeld
from zhibu.party.models.validity import holds_on
from zhibu.party.queries.members import present_on
from zhibu.party.queries.organizations import Owner, groups_of
from zhibu.party.sets import COMMITTEE_POSTS, Post, Standing


@dataclass(frozen=True, slots=True)
class OnRoll:
    """A member as the roll of a day shows them."""

    uid: str
    name: str
    full: bool
    party_group: str | None
    posts: tuple[str, ...]

    @property
    def in_committee(self) -> bool:
        return any(post in COMMITTEE_POSTS for post in self.posts)


@dataclass(frozen=True, slots=True)
class OnRollGroup:
    """A Party group as the roll of a day shows it."""

    uid: str
    name: str
    leader: str | None


@dataclass(frozen=True, slots=True)
class Roll:
    """The membership of a branch on a day."""

    branch: str
    on: date
    members: tuple[OnRoll, ...]
    groups: tuple[OnRollGroup, ...]

    @property
    def voting(self) -> tuple[OnRoll, ...]:
        """Return the full members: probationary ones have neither vote nor eligibility."""
        return tuple(member for member in self.members if member.full)

    @property
    def probationary(self) -> tuple[OnRoll, ...]:
        return tuple(member for member in self.members if not member.full)

    @property
    def committee(self) -> tuple[OnRoll, ...]:
        return tuple(member for member in self.members if member.in_committee)

    def in_group(self, uid: str) -> tuple[OnRoll, ...]:
        return tuple(member for member in self.members if member.party_group == uid)


def roll_of(branch: Owner, on: date) -> Roll:
    """Return the roll of a day, in the order of names. Four queries."""
    uid = branch if isinstance(branch, str) else branch.uid
    posts: dict[str, list[PostHeld]] = {}
    for held in PostHeld.objects.filter(holds_on(on), organization=uid).order_by("from_on", "rec"):
        posts.setdefault(held.member_id, []).append(held)
    grouped = GroupMembership.objects.filter(holds_on(on), branch=uid)
    group_of = dict(grouped.values_list("member_id", "party_group_id"))
    rows = Affiliation.objects.filter(
        holds_on(on), present_on(on, "member__"), organization=uid
    ).select_related("member")
    members = tuple(
        OnRoll(
            uid=row.member_id,
            name=row.member.name,
            full=row.member.standing_on(on) is Standing.FULL,
            party_group=group_of.get(row.member_id),
            posts=tuple(held.post for held in posts.get(row.member_id, ())),
        )
        for row in rows.order_by("member__name_key", "member_id")
    )
    leaders = {
        held.party_group_id: held.member_id
        for several in posts.values()
        for held in several
        if held.party_group_id
    }
    groups = tuple(
        OnRollGroup(group.uid, group.name, leaders.get(group.uid)) for group in groups_of(uid, on)
    )
    return Roll(uid, on, members, groups)


def secretary_of(branch: Owner, on: date) -> Member | None:
    held = PostHeld.objects.filter(holds_on(on), organization=branch, post=Post.SECRETARY)
    found = held.select_related("member").first()
    return found.member if found else None
