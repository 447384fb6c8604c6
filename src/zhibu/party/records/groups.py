from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.log import Leaf, Op
from zhibu.party.models import GroupMembership, PartyGroup, PostHeld
from zhibu.party.months import owed_from, released_from
from zhibu.party.records.rows import end_rows, reopen_rows, take_back


def project_founded(founded: "GroupFounded", leaf: Leaf) -> None:
    if leaf.op is Op.WITHDRAW:
        take_back(leaf, PartyGroup)
        return
    PartyGroup.objects.update_or_create(
        uid=founded.party_group,
        defaults={
            "rec": leaf.rec,
            "branch_id": founded.branch,
            "name": founded.name,
            "founded_on": founded.founded_on,
            "leaf_id": leaf.lh,
        },
    )


def project_dissolved(dissolved: "GroupDissolved", leaf: Leaf) -> None:
    group = PartyGroup.objects.filter(pk=dissolved.party_group)
    if leaf.op is not Op.CREATE:
        reopen_rows(leaf, GroupMembership, PostHeld)
        group.update(dissolved_on=None)
    if leaf.op is not Op.WITHDRAW:
        within = {"party_group": dissolved.party_group}
        end_rows(GroupMembership.objects.filter(**within), dissolved.on, leaf)
        end_rows(PostHeld.objects.filter(**within), dissolved.on, leaf)
        group.update(dissolved_on=dissolved.on, leaf=leaf.lh)


def project_grouped(grouped: "Grouped", leaf: Leaf) -> None:
    if leaf.op is not Op.CREATE:
        take_back(leaf, GroupMembership)
        reopen_rows(leaf, GroupMembership, PostHeld)
    if leaf.op is not Op.WITHDRAW:
        moved = {"member__in": [one.member for one in grouped.members if one.moved]}
        end_rows(GroupMembership.objects.filter(**moved), grouped.from_on, leaf)
        led = PostHeld.objects.filter(**moved, party_group__isnull=False)
        end_rows(led, grouped.from_on, leaf)
        GroupMembership.objects.bulk_create(
            GroupMembership(
                rec=leaf.rec,
                member_id=one.member,
                party_group_id=grouped.party_group,
                branch_id=grouped.branch,
                from_on=grouped.from_on,
                leaf_id=leaf.lh,
            )
            for one in grouped.members
        )


@kinds.register(
    "party.group_founded",
    version=1,
    title=_("成立党小组"),
    emits=("party.groups",),
    project=project_founded,
)
@dataclass(frozen=True, slots=True)
class GroupFounded:
    """A branch formed a Party group. It owes meetings from its first whole month."""

    party_group: str
    branch: str
    name: str
    founded_on: date

    @property
    def on(self) -> date:
        return self.founded_on

    def facts(self) -> Iterator[Fact]:
        yield Fact("party.groups", owed_from(self.founded_on), 1)


@kinds.register(
    "party.group_dissolved",
    version=1,
    title=_("撤销党小组"),
    emits=("party.groups", "party.grouped_members"),
    project=project_dissolved,
)
@dataclass(frozen=True, slots=True)
class GroupDissolved:
    """A Party group was dissolved; its members belong to none until they are grouped again."""

    party_group: str
    branch: str
    founded_on: date
    dissolved_on: date
    members: int

    @property
    def on(self) -> date:
        return self.dissolved_on

    def facts(self) -> Iterator[Fact]:
        yield Fact("party.groups", released_from(self.dissolved_on, self.founded_on), -1)
        if self.members:
            yield Fact("party.grouped_members", self.dissolved_on, -self.members)


@dataclass(frozen=True, slots=True)
class Assigned:
    """A member who was put in the group; ``moved`` where another group of the branch had them."""

    member: str
    moved: bool


@kinds.register(
    "party.grouped",
    version=1,
    title=_("编入党小组"),
    emits=("party.grouped_members",),
    project=project_grouped,
    people=("members",),
)
@dataclass(frozen=True, slots=True)
class Grouped:
    """Members of a branch were put in one of its groups."""

    party_group: str
    branch: str
    from_on: date
    members: tuple[Assigned, ...]

    @property
    def on(self) -> date:
        return self.from_on

    def facts(self) -> Iterator[Fact]:
        new = sum(not one.moved for one in self.members)
        if new:
            yield Fact("party.grouped_members", self.from_on, new)
