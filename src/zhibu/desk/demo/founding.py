"""The committee comes into being: organizations, members, groups, posts, accounts."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from zhibu.core.ids import new_id
from zhibu.core.periods import add_months
from zhibu.desk.demo import accounts, cast, plan
from zhibu.desk.demo.plan import BranchPlan
from zhibu.journal.log import Hand, Via
from zhibu.party import actions, queries
from zhibu.party.models import Account, Member, Organization, PartyGroup
from zhibu.party.sets import Post

CHINA = ZoneInfo("Asia/Shanghai")
_POSTS = (Post.SECRETARY, Post.ORGANIZATION, Post.PUBLICITY, Post.DISCIPLINE)
_TERM_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Setting:
    """A branch ready for its year: who acts for it, who belongs to it, in which groups."""

    plan: BranchPlan
    branch: Organization
    members: tuple[Member, ...]
    groups: tuple[PartyGroup, ...]
    secretary: str


def instant(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant of a day in China."""
    return datetime.combine(day, time(hour, minute), CHINA)


def found(start: date) -> list[Setting]:
    """Found the committee as of a day and return its branches, ready for their year."""
    hand = Hand(new_id("a"), "administrator", Via.WEB, instant(start, 8))
    chance = random.Random(cast.SEED)  # noqa: S311 - a demonstration must be the same each time
    committee = actions.found_organization(
        name=plan.COMMITTEE, level="committee", superior=None, founded_on=plan.FOUNDED, hand=hand
    )
    general = [
        actions.found_organization(
            name=name,
            level="general_branch",
            superior=committee,
            founded_on=plan.FOUNDED,
            hand=hand,
        )
        for name in plan.GENERAL_BRANCHES
    ]
    settings = [
        _branch(told, general[told.general_branch], chance, hand=hand) for told in plan.BRANCHES
    ]
    places = {"": committee} | {setting.plan.name: setting.branch for setting in settings}
    _open_accounts(places, hand)
    return settings


def _branch(
    told: BranchPlan, superior: Organization, chance: random.Random, *, hand: Hand
) -> Setting:
    branch = actions.found_organization(
        name=told.name, level="branch", superior=superior, founded_on=plan.FOUNDED,
        branch_class=told.branch_class, hand=hand,
    )  # fmt: skip
    start = hand.at.date()
    crowd = cast.people(chance, today=start, retired=told.retired)
    members = tuple(
        actions.register_member(branch=branch, card=card, since=plan.FOUNDED, hand=hand)
        for card in islice(crowd, told.members)
    )
    _elect(told, branch, members, hand=hand)
    groups = tuple(_groups(told, branch, members, hand=hand))
    actions.go_live(branch=branch, live_on=start, counted_from=start, hand=hand)
    return Setting(told, branch, members, groups, new_id("a"))


def _elect(
    told: BranchPlan, branch: Organization, members: tuple[Member, ...], *, hand: Hand
) -> None:
    ends_on = add_months(told.term_from, _TERM_MONTHS)
    actions.begin_term(
        organization=branch, starts_on=told.term_from, ends_on=ends_on, has_committee=True,
        hand=hand,
    )  # fmt: skip
    seniors = sorted(members, key=lambda member: member.joined_on)[: len(_POSTS) + 1]
    posts = (*_POSTS, Post.COMMITTEE_MEMBER)
    for member, post in zip(seniors, posts, strict=True):
        actions.appoint(
            member=member, organization=branch, post=post, from_on=told.term_from, hand=hand
        )


def _groups(
    told: BranchPlan, branch: Organization, members: tuple[Member, ...], *, hand: Hand
) -> Iterator[PartyGroup]:
    names = ("一", "二", "三", "四", "五")
    for n in range(told.groups):
        group = actions.found_group(
            branch=branch, name=f"第{names[n]}党小组", founded_on=told.term_from, hand=hand
        )
        mine = members[n :: told.groups]
        actions.group_members(party_group=group, members=mine, from_on=hand.at.date(), hand=hand)
        yield group


def _open_accounts(places: dict[str, Organization], hand: Hand) -> None:
    first: Account | None = None
    for told in accounts.ACCOUNTS:
        place = places[told.place]
        account = actions.create_account(
            username=told.username, password=accounts.PASSWORD, display_name=told.title,
            member=_member_for(told, place, hand.at.date()),
        )  # fmt: skip
        granting = Hand(first.uid, "administrator", hand.via, hand.at) if first else hand
        actions.grant_role(account=account, role=told.role, organization=place, hand=granting)
        first = first or account


def _member_for(told: accounts.DemoAccount, place: Organization, on: date) -> Member | None:
    if not told.place:
        return None
    roll = queries.roll_of(place, on).members
    holders = [one for one in roll if (told.post in one.posts) == bool(told.post)]
    chosen = holders[0] if told.post else next(one for one in holders if not one.posts)
    return Member.objects.get(uid=chosen.uid)
