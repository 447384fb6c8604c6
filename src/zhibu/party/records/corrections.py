from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.log import Leaf, Op
from zhibu.party.models import Affiliation, GroupMembership, Member, PostHeld
from zhibu.party.models.corrections import Answer, CorrectionRequest
from zhibu.party.records.members import columns_of
from zhibu.party.records.rows import end_rows, reopen_rows
from zhibu.party.sealing import SEALED_ITEMS, open_item
from zhibu.party.sets import LeaveReason


def project_asked(asked: "CorrectionAsked", leaf: Leaf) -> None:
    """Write that a member asks; the words stay in the record."""
    CorrectionRequest.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        CorrectionRequest.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, member_id=asked.member, branch_id=asked.branch,
            item=asked.item, asked_on=asked.on,
        )  # fmt: skip


@kinds.register(
    "party.correction_asked",
    version=1,
    title=_("党员申请更正卡片"),
    project=project_asked,
    sealed=("wanted", "why"),
)
@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """A member says what an item of their card should say."""

    member: str
    branch: str
    item: str
    wanted: str
    why: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_answered(answered: "CorrectionAnswered", leaf: Leaf) -> None:
    """Note the answer, or that it was taken back."""
    if leaf.op is Op.WITHDRAW:
        CorrectionRequest.objects.filter(answered_rec=leaf.rec).update(
            answer=Answer.WAITING, answered_on=None, answered_rec=""
        )
        return
    CorrectionRequest.objects.filter(rec=answered.request).update(
        answer=Answer.GRANTED if answered.granted else Answer.REFUSED,
        answered_on=answered.on,
        answered_rec=leaf.rec,
    )


@kinds.register(
    "party.correction_answered",
    version=1,
    title=_("答复更正申请"),
    project=project_answered,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class CorrectionAnswered:
    """Somebody else than the member checked the request; a granted one changed the card."""

    request: str
    member: str
    granted: bool
    words: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_merged(merged: "MembersMerged", leaf: Leaf) -> None:
    """End the second card in its branch and give the first what only the second said."""
    if leaf.op is not Op.CREATE:
        Affiliation.objects.filter(until_rec=leaf.rec).update(reason="")
        reopen_rows(leaf, Affiliation, GroupMembership, PostHeld)
        _hand_over(merged.kept, merged.dropped, merged.taken)
        Member.objects.filter(pk=merged.dropped).update(merged_into=None)
    if leaf.op is not Op.WITHDRAW:
        open_rows = {"member": merged.dropped, "until_on": None}
        Affiliation.objects.filter(**open_rows).update(reason=LeaveReason.MERGED)
        for model in (Affiliation, GroupMembership, PostHeld):
            end_rows(model.objects.filter(**open_rows), merged.on, leaf)
        _hand_over(merged.dropped, merged.kept, merged.taken)
        Member.objects.filter(pk=merged.dropped).update(merged_into=merged.kept)


def _hand_over(giver: str, taker: str, items: tuple[str, ...]) -> None:
    """Move items from one card to another: a number may stand on one card only."""
    row = Member.objects.get(pk=giver)
    given: dict[str, object] = {}
    emptied: dict[str, object] = {}
    for item in items:
        if item in SEALED_ITEMS:
            value: object = open_item(giver, item, getattr(row, f"{item}_sealed"))
        else:
            value = getattr(row, item)
        given |= columns_of(taker, item, value)
        emptied |= columns_of(giver, item, None)
    if items:
        Member.objects.filter(pk=giver).update(**emptied)
        Member.objects.filter(pk=taker).update(**given)


@kinds.register(
    "party.members_merged",
    version=1,
    title=_("合并重复登记"),
    emits=("party.members", "party.full_members", "party.grouped_members"),
    project=project_merged,
    sealed=("reason",),
)
@dataclass(frozen=True, slots=True)
class MembersMerged:
    """Two cards are of one person: the second belongs to no branch any more and names the first.

    ``taken`` are the items that only the second said; they stand on the first from now on.
    """

    kept: str
    dropped: str
    branch: str
    taken: tuple[str, ...]
    reason: str
    was_full: bool
    was_grouped: bool
    on: date

    def facts(self) -> Iterator[Fact]:
        yield Fact("party.members", self.on, -1)
        if self.was_full:
            yield Fact("party.full_members", self.on, -1)
        if self.was_grouped:
            yield Fact("party.grouped_members", self.on, -1)
