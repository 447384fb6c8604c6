from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds, rows
from zhibu.journal.log import Leaf, Op
from zhibu.party.models import Affiliation, GroupMembership, Member, MemberHistory, PostHeld
from zhibu.party.names import sort_key
from zhibu.party.records.rows import end_rows, reopen_rows, take_back
from zhibu.party.sealing import SEALED_ITEMS, index_of, open_item, seal_item

DATE_ITEMS = (
    "birth_on", "joined_on", "converted_on", "stopped_on", "out_of_contact_on", "floating_on",
)  # fmt: skip
TEXT_ITEMS = (
    "name", "sex", "ethnicity", "education", "occupation", "professional_title", "native_place",
    "outflow_place",
)  # fmt: skip
ITEMS = (*TEXT_ITEMS, *DATE_ITEMS, *SEALED_ITEMS)
Registered = tuple["MemberRegistered", Leaf]


def columns_of(member: str, item: str, value: object) -> dict[str, object]:
    """Return the columns in which one item of a card is kept."""
    if item in SEALED_ITEMS:
        text = str(value) if value else None
        sealed: dict[str, object] = {f"{item}_sealed": seal_item(member, item, text)}
        index = {"id_number_index": index_of(text)} if item == "id_number" else {}
        return sealed | index
    if item in DATE_ITEMS:
        return {item: date.fromisoformat(value) if isinstance(value, str) else value}
    key = {"name_key": sort_key(str(value))} if item == "name" else {}
    return {item: value or ""} | key


def _member_of(registered: "MemberRegistered", leaf: Leaf) -> dict[str, object]:
    told: dict[str, object] = {"uid": registered.member, "rec": leaf.rec, "leaf_id": leaf.lh}
    for item in ITEMS:
        told |= columns_of(registered.member, item, getattr(registered, item, None))
    return told


def project_registered(registered: "MemberRegistered", leaf: Leaf) -> None:
    if leaf.op is Op.WITHDRAW:
        _unregister(leaf)
    elif leaf.op is Op.CORRECT:
        _correct_registered(registered, leaf)
    else:
        project_registered_many([(registered, leaf)])


def _unregister(leaf: Leaf) -> None:
    """Leave the bare row: rows of withdrawn meetings still name the person. It is on no roll."""
    take_back(leaf, Affiliation)
    emptied = dict.fromkeys((f"{item}_sealed" for item in SEALED_ITEMS), None)
    Member.objects.filter(rec=leaf.rec).update(leaf=leaf.lh, id_number_index=None, **emptied)


def project_registered_many(entered: Sequence[Registered]) -> None:
    members = [_member_of(*one) for one in entered]
    rows.insert(Member, tuple(members[0]), [tuple(told.values()) for told in members])
    rows.insert(
        Affiliation,
        ("rec", "member_id", "organization_id", "from_on", "until_rec", "reason", "leaf_id"),
        [
            (leaf.rec, told.member, told.branch, told.from_on, "", "", leaf.lh)
            for told, leaf in entered
        ],
    )


def _correct_registered(registered: "MemberRegistered", leaf: Leaf) -> None:
    """Let the corrected card stand, but not over what was changed since."""
    changed_since = set(
        MemberHistory.objects.filter(member=registered.member).values_list("item", flat=True)
    )
    told: dict[str, object] = {"leaf": leaf.lh}
    for item in ITEMS:
        if item not in changed_since:
            told |= columns_of(registered.member, item, getattr(registered, item, None))
    Member.objects.filter(pk=registered.member).update(**told)
    Affiliation.objects.filter(rec=leaf.rec).update(
        organization=registered.branch, from_on=registered.from_on, leaf=leaf.lh
    )


def project_changed(changed: "MemberChanged", leaf: Leaf) -> None:
    if leaf.op is not Op.CREATE:
        _change_back(changed.member, leaf)
    if leaf.op is not Op.WITHDRAW:
        member = Member.objects.get(pk=changed.member)
        MemberHistory.objects.bulk_create(
            _history_of(member, change, leaf) for change in changed.changes
        )
        told: dict[str, object] = {"leaf": leaf.lh}
        for change in changed.changes:
            told |= columns_of(member.uid, change.item, change.value)
        Member.objects.filter(pk=member.pk).update(**told)


def _history_of(member: Member, change: "Change", leaf: Leaf) -> MemberHistory:
    row = MemberHistory(
        rec=leaf.rec, item=change.item, member=member, on=leaf.on, old="", new="", leaf_id=leaf.lh
    )
    if change.item in SEALED_ITEMS:
        row.old_sealed = getattr(member, f"{change.item}_sealed")
    else:
        row.old, row.new = str(getattr(member, change.item) or ""), change.value or ""
    return row


def _change_back(uid: str, leaf: Leaf) -> None:
    told: dict[str, object] = {}
    for row in MemberHistory.objects.filter(rec=leaf.rec):
        sealed = row.item in SEALED_ITEMS
        old = open_item(uid, row.item, row.old_sealed) if sealed else row.old
        told |= columns_of(uid, row.item, old or None)
    Member.objects.filter(pk=uid).update(**told)
    take_back(leaf, MemberHistory)


def project_affiliated(affiliated: "Affiliated", leaf: Leaf) -> None:
    if leaf.op is not Op.CREATE:
        take_back(leaf, Affiliation)
    if leaf.op is not Op.WITHDRAW:
        Affiliation.objects.create(
            rec=leaf.rec,
            member_id=affiliated.member,
            organization_id=affiliated.branch,
            from_on=affiliated.from_on,
            leaf_id=leaf.lh,
        )


def project_left(left: "Left | LeftAtFirst", leaf: Leaf) -> None:
    if leaf.op is not Op.CREATE:
        Affiliation.objects.filter(until_rec=leaf.rec).update(reason="")
        reopen_rows(leaf, Affiliation, GroupMembership, PostHeld)
    if leaf.op is not Op.WITHDRAW:
        here = Affiliation.objects.filter(
            member=left.member, organization=left.branch, until_on=None
        )
        here.update(reason=left.reason)
        end_rows(here, left.left_on, leaf)
        of_member = {"member": left.member}
        end_rows(
            GroupMembership.objects.filter(**of_member, branch=left.branch), left.left_on, leaf
        )
        end_rows(PostHeld.objects.filter(**of_member, organization=left.branch), left.left_on, leaf)


@dataclass(frozen=True, slots=True)
class Change:
    """One item of a card and what it says now; nothing where it says nothing any more."""

    item: str
    value: str | None = None


@kinds.register(
    "party.member_registered",
    version=1,
    title=_("登记党员"),
    emits=("party.members", "party.full_members"),
    project=project_registered,
    project_many=project_registered_many,
    sealed=(
        "name", "sex", "joined_on", "converted_on", "birth_on", "ethnicity", "id_number",
        "education", "occupation", "professional_title", "native_place", "phone", "fixed_phone",
        "home_address", "out_of_contact_on", "floating_on", "outflow_place",
    ),
    needed=("sex",),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class MemberRegistered:
    """A member's card was opened in a branch."""

    member: str
    branch: str
    from_on: date
    name: str
    sex: str
    joined_on: date
    converted_on: date | None = None
    birth_on: date | None = None
    ethnicity: str | None = None
    id_number: str | None = None
    education: str | None = None
    occupation: str | None = None
    professional_title: str | None = None
    native_place: str | None = None
    phone: str | None = None
    fixed_phone: str | None = None
    home_address: str | None = None
    out_of_contact_on: date | None = None
    floating_on: date | None = None
    outflow_place: str | None = None

    @property
    def on(self) -> date:
        return self.from_on

    def facts(self) -> Iterator[Fact]:
        yield Fact("party.members", self.from_on, 1)
        if self.converted_on:
            yield Fact("party.full_members", max(self.from_on, self.converted_on), 1)


@kinds.register(
    "party.member_changed",
    version=1,
    title=_("党员信息变更"),
    emits=("party.members", "party.full_members", "party.grouped_members"),
    project=project_changed,
    people=("changes",),
)
@dataclass(frozen=True, slots=True)
class MemberChanged:
    """Items of a card changed; some of them (conversion, stopped membership) move the numbers."""

    member: str
    changed_on: date
    changes: tuple[Change, ...]
    members: int = 0
    full_members: int = 0
    grouped_members: int = 0

    @property
    def on(self) -> date:
        return self.changed_on

    def facts(self) -> Iterator[Fact]:
        for noun in ("members", "full_members", "grouped_members"):
            if moved := getattr(self, noun):
                yield Fact(f"party.{noun}", self.changed_on, moved)


@kinds.register(
    "party.affiliated",
    version=1,
    title=_("转入组织关系"),
    emits=("party.members", "party.full_members"),
    project=project_affiliated,
)
@dataclass(frozen=True, slots=True)
class Affiliated:
    """A member who left one branch belongs to another."""

    member: str
    branch: str
    from_on: date
    full: bool

    @property
    def on(self) -> date:
        return self.from_on

    def facts(self) -> Iterator[Fact]:
        yield Fact("party.members", self.from_on, 1)
        if self.full:
            yield Fact("party.full_members", self.from_on, 1)


@kinds.register(
    "party.left",
    version=1,
    title=_("转出或减少党员"),
    emits=("party.members", "party.full_members", "party.grouped_members"),
    project=project_left,
    sealed=("reason",),
)
@dataclass(frozen=True, slots=True)
class LeftAtFirst:
    """A member left, before it was told whether they counted: written once, read for ever."""

    member: str
    branch: str
    left_on: date
    reason: str
    was_full: bool
    was_grouped: bool

    @property
    def on(self) -> date:
        return self.left_on

    def facts(self) -> Iterator[Fact]:
        yield from _taken_away(self)


@kinds.register(
    "party.left",
    version=2,
    title=_("转出或减少党员"),
    emits=("party.members", "party.full_members", "party.grouped_members"),
    project=project_left,
    sealed=("reason",),
)
@dataclass(frozen=True, slots=True)
class Left:
    """A member belongs to the branch no more; group and posts there end on the same day.

    ``was_counted``: not where the membership was stopped, which took them from the numbers then.
    """

    member: str
    branch: str
    left_on: date
    reason: str
    was_counted: bool
    was_full: bool
    was_grouped: bool

    @property
    def on(self) -> date:
        return self.left_on

    def facts(self) -> Iterator[Fact]:
        if self.was_counted:
            yield from _taken_away(self)


def _taken_away(left: Left | LeftAtFirst) -> Iterator[Fact]:
    yield Fact("party.members", left.left_on, -1)
    if left.was_full:
        yield Fact("party.full_members", left.left_on, -1)
    if left.was_grouped:
        yield Fact("party.grouped_members", left.left_on, -1)
