from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Prefetch, Q, QuerySet

from zhibu.party.models import (
    Affiliation,
    GroupMembership,
    Member,
    MemberHistory,
    Organization,
    PostHeld,
    ReadLog,
)
from zhibu.party.models.validity import holds_on
from zhibu.party.queries.organizations import Owner
from zhibu.party.sealing import index_of
from zhibu.party.sets import Post

ASKED_AT_ONCE = 500
SHOWN = 200


def present_on(day: date, prefix: str = "") -> Q:
    """Return the condition that a member's membership was not stopped by that day."""
    stopped = f"{prefix}stopped_on"
    return Q(**{f"{stopped}__isnull": True}) | Q(**{f"{stopped}__gt": day})


def members_of(branch: Owner, on: date) -> QuerySet[Member]:
    """Return who belonged to the branch that day, in the order of names."""
    belonging = Affiliation.objects.filter(holds_on(on), organization=branch)
    found = Member.objects.filter(present_on(on), uid__in=belonging.values("member_id"))
    return found.order_by("name_key", "uid")


def branch_of(member: Member | str, on: date) -> Organization | None:
    """Return the branch to which a member belonged that day."""
    rows = Affiliation.objects.filter(holds_on(on), member=member)
    found = rows.select_related("organization").first()
    return found.organization if found else None


def members_holding(id_numbers: Iterable[str]) -> dict[str, Member]:
    """Return who holds which of the numbers, by their blind index."""
    waiting = iter({index_of(number): number for number in id_numbers if number}.items())
    found = {}
    while batch := dict(islice(waiting, ASKED_AT_ONCE)):
        for member in Member.objects.filter(id_number_index__in=list(batch)):
            found[batch[member.id_number_index]] = member
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A member as a line of the branch's list shows them."""

    uid: str
    name: str
    standing: str
    joined_on: date
    party_group: str
    posts: str
    floating: bool
    out_of_contact: bool


def line_up(branch: Owner, on: date) -> list[Line]:
    """Return the lines of a branch's list of members. Four queries."""
    posts = PostHeld.objects.filter(holds_on(on), organization=branch).order_by("from_on", "rec")
    groups = GroupMembership.objects.filter(holds_on(on), branch=branch)
    members = members_of(branch, on).prefetch_related(
        Prefetch("posts", queryset=posts, to_attr="held"),
        Prefetch(
            "group_memberships",
            queryset=groups.select_related("party_group"),
            to_attr="grouped",
        ),
    )
    return [_line(member, on) for member in members]


def _line(member: Member, on: date) -> Line:
    held: Sequence[PostHeld] = member.held  # type: ignore[attr-defined]
    grouped: Sequence[GroupMembership] = member.grouped  # type: ignore[attr-defined]
    return Line(
        uid=member.uid,
        name=member.name,
        standing=str(member.standing_on(on).label),
        joined_on=member.joined_on,
        party_group=grouped[0].party_group.name if grouped else "",
        posts="、".join(str(Post(one.post).label) for one in held),
        floating=member.floating_on is not None and member.floating_on <= on,
        out_of_contact=member.out_of_contact_on is not None and member.out_of_contact_on <= on,
    )


def card_of(uid: str) -> Member:
    """Return a member for their card. Raises Member.DoesNotExist."""
    return Member.objects.get(pk=uid)


def history_of(member: Member) -> QuerySet[MemberHistory]:
    """Return what changed on a card, the latest first."""
    return MemberHistory.objects.filter(member=member).order_by("-on", "-rec", "item")[:SHOWN]


def readings_of(member: Member) -> QuerySet[ReadLog]:
    """Return who unmasked items of the card, the latest first."""
    found = ReadLog.objects.filter(member=member).select_related("account")
    return found.order_by("-at", "-id")[:SHOWN]


def posts_held_in(org: Owner, on: date) -> QuerySet[PostHeld]:
    """Return the posts of an organization that are held that day."""
    held = PostHeld.objects.filter(holds_on(on), organization=org)
    return held.select_related("member", "party_group").order_by("from_on", "rec")
