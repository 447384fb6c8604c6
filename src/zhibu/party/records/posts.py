from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.log import Leaf, Op
from zhibu.party.models import PostHeld, RoleGrant, Term
from zhibu.party.months import owed_from, released_from
from zhibu.party.records.rows import end_rows, reopen_rows, take_back

DAY = timedelta(days=1)
STANDING = "party.term_overdue.standing"


def project_term(began: "TermBegan", leaf: Leaf) -> None:
    if leaf.op is Op.WITHDRAW:
        take_back(leaf, Term)
        return
    Term.objects.update_or_create(
        rec=leaf.rec,
        defaults={
            "organization_id": began.organization,
            "starts_on": began.starts_on,
            "ends_on": began.ends_on,
            "has_committee": began.has_committee,
            "leaf_id": leaf.lh,
        },
    )


def project_appointed(appointed: "Appointed", leaf: Leaf) -> None:
    if leaf.op is Op.WITHDRAW:
        take_back(leaf, PostHeld)
        return
    PostHeld.objects.update_or_create(
        rec=leaf.rec,
        defaults={
            "member_id": appointed.member,
            "organization_id": appointed.organization,
            "party_group_id": appointed.party_group,
            "post": appointed.post,
            "from_on": appointed.from_on,
            "leaf_id": leaf.lh,
        },
    )


def project_post_ended(ended: "PostEnded", leaf: Leaf) -> None:
    if leaf.op is not Op.CREATE:
        reopen_rows(leaf, PostHeld)
    if leaf.op is not Op.WITHDRAW:
        end_rows(PostHeld.objects.filter(rec=ended.appointment), ended.ended_on, leaf)


def project_granted(granted: "RoleGranted", leaf: Leaf) -> None:
    if leaf.op is Op.WITHDRAW:
        take_back(leaf, RoleGrant)
        return
    RoleGrant.objects.update_or_create(
        rec=leaf.rec,
        defaults={
            "account_id": granted.account,
            "role": granted.role,
            "organization_id": granted.organization,
            "from_on": granted.granted_on,
            "leaf_id": leaf.lh,
        },
    )


def project_role_ended(ended: "RoleEnded", leaf: Leaf) -> None:
    if leaf.op is not Op.CREATE:
        reopen_rows(leaf, RoleGrant)
    if leaf.op is not Op.WITHDRAW:
        end_rows(RoleGrant.objects.filter(rec=ended.grant), ended.ended_on, leaf)


@kinds.register(
    "party.term_began",
    version=1,
    title=_("届次开始"),
    emits=(
        "party.has_committee", "party.has_term", "party.term_overdue.standing",
        "party.term_overdue.breach",
    ),
    project=project_term,
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class TermBegan:
    """A term of office began. It carries how the former one stood, whose expiry it settles.

    ``committee_since`` is when the first committee of an unbroken row of them began.
    """

    organization: str
    starts_on: date
    ends_on: date
    has_committee: bool
    committee_since: date | None = None
    former_ended_on: date | None = None

    @property
    def on(self) -> date:
        return self.starts_on

    def facts(self) -> Iterator[Fact]:
        if self.has_committee and not self.committee_since:
            yield Fact("party.has_committee", owed_from(self.starts_on), 1)
        if self.committee_since and not self.has_committee:
            released_on = released_from(self.starts_on, self.committee_since)
            yield Fact("party.has_committee", released_on, -1)
        yield Fact(STANDING, self.ends_on + DAY, 1)
        if self.former_ended_on is None:
            yield Fact("party.has_term", owed_from(self.starts_on), 1)
        else:
            yield from self._renewal(self.former_ended_on + DAY)

    def _renewal(self, overdue_from: date) -> Iterator[Fact]:
        """In time, the two sums cancel on one day; late, the month of renewal is in breach too."""
        yield Fact(STANDING, max(self.starts_on, overdue_from), -1)
        if self.starts_on > overdue_from:
            yield Fact("party.term_overdue.breach", self.starts_on, 1)


@kinds.register("party.appointed", version=1, title=_("任职"), project=project_appointed)
@dataclass(frozen=True, slots=True)
class Appointed:
    """A member took up a post."""

    member: str
    organization: str
    post: str
    from_on: date
    party_group: str | None = None

    @property
    def on(self) -> date:
        return self.from_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


@kinds.register("party.post_ended", version=1, title=_("免职"), project=project_post_ended)
@dataclass(frozen=True, slots=True)
class PostEnded:
    """A member's time in a post ended. ``appointment`` is the record that began it."""

    appointment: str
    member: str
    organization: str
    ended_on: date

    @property
    def on(self) -> date:
        return self.ended_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


@kinds.register("party.role_granted", version=1, title=_("授予角色"), project=project_granted)
@dataclass(frozen=True, slots=True)
class RoleGranted:
    """An account may act in a role over an organization."""

    account: str
    role: str
    organization: str
    granted_on: date

    @property
    def on(self) -> date:
        return self.granted_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


@kinds.register("party.role_ended", version=1, title=_("收回角色"), project=project_role_ended)
@dataclass(frozen=True, slots=True)
class RoleEnded:
    """An account may act in a role no more. ``grant`` is the record that had granted it."""

    grant: str
    account: str
    organization: str
    ended_on: date

    @property
    def on(self) -> date:
        return self.ended_on

    def facts(self) -> Iterator[Fact]:
        yield from ()
