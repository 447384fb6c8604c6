"""A small committee with people who have names, built through actions alone.

    here = small_committee()
    here.refining            # 炼油一车间党支部, live since 1 February 2026, two groups, a committee
    here.cracking            # 乙烯裂解党支部, not yet live, no committee
    here.member("王立新")     # a Member of either branch
    here.accounts.secretary  # an Account; its password is PASSWORD

Everybody named is invented.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from zhibu.journal import entering
from zhibu.journal.log import Hand, Via
from zhibu.party import actions
from zhibu.party.cards import Card
from zhibu.party.models import Account, Member, Organization, PartyGroup, PostHeld, RoleGrant

CHINA = ZoneInfo("Asia/Shanghai")
PASSWORD = "correct horse 电池 staple"
FOUNDED_ON = date(2004, 5, 1)
BELONG_SINCE = date(2025, 1, 1)
COUNTED_FROM = date(2026, 1, 1)
LIVE_ON = date(2026, 2, 1)
SET_UP_AT = datetime(2026, 2, 2, 9, 0, tzinfo=CHINA)

# name, sex, born, joined, converted
REFINING = (
    ("陈可", "2", date(1976, 2, 1), date(2006, 12, 6), date(2007, 12, 6)),
    ("李明远", "1", date(1985, 9, 2), date(2012, 4, 7), date(2013, 4, 7)),
    ("王立新", "1", date(1989, 4, 13), date(2012, 8, 9), date(2013, 8, 9)),
    ("赵兰", "2", date(1970, 7, 15), date(1992, 8, 5), date(1993, 8, 5)),
    ("单国栋", "1", date(1983, 7, 11), date(2005, 8, 17), date(2006, 8, 17)),
    ("曾小雨", "2", date(1991, 3, 2), date(2015, 6, 30), date(2016, 6, 30)),
    ("贾𠮷", "1", date(1958, 5, 1), date(1980, 9, 17), date(1981, 9, 17)),
    ("孙晓梅", "2", date(1999, 11, 20), date(2025, 6, 30), None),
)
CRACKING = (
    ("周建国", "1", date(1974, 10, 28), date(2000, 1, 23), date(2001, 1, 23)),
    ("吴静", "2", date(1988, 4, 7), date(2020, 1, 15), date(2021, 1, 15)),
    ("郑海波", "1", date(1978, 2, 16), date(2011, 3, 27), date(2012, 3, 27)),
    ("仇玉华", "2", date(1966, 5, 18), date(1994, 9, 1), date(1995, 9, 1)),
    ("解放", "1", date(1986, 1, 1), date(2008, 10, 12), date(2009, 10, 12)),
    ("朴正民", "1", date(1982, 11, 4), date(2010, 11, 7), date(2011, 11, 7)),
    ("买买提·艾力", "1", date(1990, 6, 9), date(2014, 7, 1), date(2015, 7, 1)),
    ("查思敏", "2", date(2001, 7, 20), date(2025, 12, 30), None),
)

COMMITTEE, GENERAL_BRANCH = "茂源石化公司党委", "炼油系统党总支"
BRANCHES = ("炼油一车间党支部", "乙烯裂解党支部")
GROUPS = ("第一党小组", "第二党小组")
# username, name, where, whether a member of the branch
ACCOUNTS = {
    "administrator": ("admin", "何平", "committee", False),
    "officer": ("officer", "高翔", "committee", False),
    "assessor": ("assessor", "梁晨", "committee", False),
    "auditor": ("auditor", "宋岚", "committee", False),
    "secretary": ("chenke", "陈可", "refining", True),
    "organization": ("limingyuan", "李明远", "refining", True),
    "member": ("wanglixin", "王立新", "refining", True),
    "stranger": ("zhoujianguo", "周建国", "cracking", True),
}


@dataclass(frozen=True, slots=True)
class Accounts:
    """One account for each role; ``stranger`` is the other branch's secretary."""

    administrator: Account
    officer: Account
    assessor: Account
    auditor: Account
    secretary: Account
    organization: Account
    member: Account
    stranger: Account


@dataclass(frozen=True, slots=True)
class SmallCommittee:
    committee: Organization
    general_branch: Organization
    refining: Organization
    cracking: Organization
    first_group: PartyGroup
    second_group: PartyGroup
    accounts: Accounts

    def member(self, name: str) -> Member:
        return Member.objects.get(name=name)

    def post(self, name: str, post: str) -> PostHeld:
        return PostHeld.objects.get(member__name=name, post=post)

    def grant(self, account: Account) -> RoleGrant:
        return RoleGrant.objects.get(account=account)


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return an instant of the civil day in China."""
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


def hand(
    account: Account | None = None, *, role: str = "officer", at: datetime = SET_UP_AT
) -> Hand:
    """Return whose hand an act comes by; without an account, the one that sets things up."""
    return Hand(account.uid if account else "a_" + "a" * 26, role, Via.WEB, at)


def card(name: str, sex: str = "1", **told: object) -> Card:
    """Return the card of somebody grown up who joined in 2012 and converted in 2013."""
    usual = {"joined_on": date(2012, 4, 7), "converted_on": date(2013, 4, 7)}
    return Card(name=name, sex=sex, **{**usual, **told})


def small_committee(*, at: datetime = SET_UP_AT) -> SmallCommittee:
    """Build one committee, one general branch and two branches of eight members each."""
    with scored_once(at):
        return _small_committee(hand(at=at))


def found_again() -> SmallCommittee:
    """Return the small committee that stands in the database already."""
    named = Organization.objects.get
    groups = (PartyGroup.objects.get(name=name) for name in GROUPS)
    accounts = {role: Account.objects.get(username=row[0]) for role, row in ACCOUNTS.items()}
    return SmallCommittee(
        named(name=COMMITTEE), named(name=GENERAL_BRANCH), named(name=BRANCHES[0]),
        named(name=BRANCHES[1]), *groups, Accounts(**accounts),
    )  # fmt: skip


@contextmanager
def scored_once(at: datetime) -> Iterator[None]:
    """Score the units of many acts once, after the last: the scores are the same, and soon there."""
    waiting, entering.followers[:] = list(entering.followers), []
    touched: set[str] = set()
    entering.followers.append(lambda units, _: touched.update(units))
    try:
        yield
    finally:
        entering.followers[:] = waiting
    with transaction.atomic():
        for follower in waiting if touched else []:
            follower(frozenset(touched), at)


def _small_committee(mine: Hand) -> SmallCommittee:
    committee = actions.found_organization(
        name=COMMITTEE, level="committee", superior=None, founded_on=date(1998, 7, 1),
        hand=mine,
    )  # fmt: skip
    general_branch = actions.found_organization(
        name=GENERAL_BRANCH, level="general_branch", superior=committee,
        founded_on=date(2003, 4, 1), hand=mine,
    )  # fmt: skip
    refining = _branch(BRANCHES[0], general_branch, REFINING, mine)
    cracking = _branch(BRANCHES[1], general_branch, CRACKING, mine)
    actions.go_live(branch=refining, live_on=LIVE_ON, counted_from=COUNTED_FROM, hand=mine)
    refining.refresh_from_db()
    _elect(refining, mine, ("陈可", "secretary"), ("李明远", "organization"),
           ("王立新", "publicity"), ("赵兰", "discipline"))  # fmt: skip
    _elect(cracking, mine, ("周建国", "secretary"))
    groups = list(_groups(refining, mine))
    accounts = _accounts(committee, refining, cracking, mine)
    return SmallCommittee(committee, general_branch, refining, cracking, *groups, accounts)


def _branch(
    name: str, superior: Organization, people: tuple[tuple[object, ...], ...], mine: Hand
) -> Organization:
    branch = actions.found_organization(
        name=name, level="branch", superior=superior, founded_on=FOUNDED_ON,
        branch_class="production", hand=mine,
    )  # fmt: skip
    for name_, sex, birth_on, joined_on, converted_on in people:
        told = Card(
            name=name_, sex=sex, birth_on=birth_on, joined_on=joined_on, converted_on=converted_on
        )
        actions.register_member(branch=branch, card=told, since=BELONG_SINCE, hand=mine)
    return branch


def _elect(branch: Organization, mine: Hand, *posts: tuple[str, str]) -> None:
    actions.begin_term(
        organization=branch, starts_on=date(2025, 3, 10), ends_on=date(2028, 3, 9),
        has_committee=len(posts) > 1, hand=mine,
    )  # fmt: skip
    for name, post in posts:
        member = Member.objects.get(name=name)
        actions.appoint(
            member=member, organization=branch, post=post, from_on=date(2025, 3, 10), hand=mine
        )


def _groups(branch: Organization, mine: Hand) -> Iterator[PartyGroup]:
    members = [Member.objects.get(name=row[0]) for row in REFINING]
    for name, those in zip(GROUPS, (members[:4], members[4:]), strict=True):
        group = actions.found_group(
            branch=branch, name=name, founded_on=date(2025, 7, 1), hand=mine
        )
        actions.group_members(party_group=group, members=those, from_on=date(2025, 7, 1), hand=mine)
        yield group


def _accounts(
    committee: Organization, refining: Organization, cracking: Organization, mine: Hand
) -> Accounts:
    places = {"committee": committee, "refining": refining, "cracking": cracking}
    made = {}
    for role, (username, shown, place, is_member) in ACCOUNTS.items():
        member = Member.objects.get(name=shown) if is_member else None
        made[role] = actions.create_account(
            username=username, password=PASSWORD, display_name=shown, member=member
        )
        giver = hand(made["administrator"], role="administrator", at=mine.at)
        granted = "secretary" if role == "stranger" else role
        actions.grant_role(account=made[role], role=granted, organization=places[place], hand=giver)
    return Accounts(**made)
