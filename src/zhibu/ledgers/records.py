"""The record kind of the ledgers room: a half-year's rosters, registers and cards, frozen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.leaves import Leaf, Op
from zhibu.ledgers import keeping, spans
from zhibu.ledgers.models import Frozen, FrozenCard
from zhibu.meetings.parts import Attachment


@dataclass(frozen=True, slots=True)
class CardTold:
    """Whose card is in which of the record's files."""

    member: str
    file: str


def project(frozen: "HalfFrozen", leaf: Leaf) -> None:
    """Write what was frozen, or take it back."""
    Frozen.objects.filter(rec=leaf.rec).delete()
    if leaf.op is Op.WITHDRAW:
        return
    row = Frozen.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, branch_id=frozen.branch, year=frozen.year,
        half=frozen.half, as_of=frozen.on, size=frozen.size, root=frozen.root,
        workbook=frozen.workbook, frozen_at=leaf.at,
    )  # fmt: skip
    FrozenCard.objects.bulk_create(
        FrozenCard(frozen=row, leaf_id=leaf.lh, member_id=one.member, file=one.file)
        for one in frozen.cards
        if one.member[:2] == "m_"  # erased ones say so in words
    )


@kinds.register(
    "ledgers.frozen",
    version=1,
    title=_("四册五表半年存档"),
    book=Book.BOX,
    emits=("ledgers.rosters.updated", "ledgers.cards_complete", "ledgers.boxes_complete"),
    project=project,
    retell=project,
    people=("cards",),
    files="files",
    forget=keeping.forget,
)
@dataclass(frozen=True, slots=True)
class HalfFrozen:
    """A branch's four rosters, five tables and its members' cards as they stood at a half's end.

    ``rosters``, ``cards_complete`` and ``boxes_complete`` are what the record states; what the
    branch declared for that half already is left out, so that nothing counts twice.
    """

    branch: str
    year: int
    half: int
    size: int
    root: str
    workbook: str
    rosters: bool = True
    cards_complete: int | None = None
    boxes_complete: int | None = None
    cards: tuple[CardTold, ...] = ()
    files: tuple[Attachment, ...] = ()

    @property
    def on(self) -> date:
        return spans.half_of(self.year, self.half).last

    def facts(self) -> Iterator[Fact]:
        if self.rosters:
            yield Fact("ledgers.rosters.updated", self.on, 1)
        if self.cards_complete is not None:
            yield Fact("ledgers.cards_complete", self.on, self.cards_complete)
        if self.boxes_complete is not None:
            yield Fact("ledgers.boxes_complete", self.on, self.boxes_complete)
