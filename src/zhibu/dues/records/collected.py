"""The record kind of the dues room, and how it is written into the room's table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.core.periods import Month
from zhibu.dues import amounts
from zhibu.dues.lines import Line
from zhibu.dues.models import Collected
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.leaves import Leaf, Op

FEN = 100


def project(collected: "DuesCollected", leaf: Leaf) -> None:
    """Write a collection's latest version into the room's table."""
    if leaf.op in {Op.CORRECT, Op.WITHDRAW}:
        Collected.objects.filter(rec=leaf.rec).delete()
    if leaf.op != Op.WITHDRAW:
        Collected.objects.bulk_create(_rows(collected, leaf))


def retell(collected: "DuesCollected", leaf: Leaf) -> None:
    """Write a version over what the room's table holds of it: something of it was erased."""
    Collected.objects.filter(rec=leaf.rec).delete()
    Collected.objects.bulk_create(_rows(collected, leaf))


def project_many(told: Sequence[tuple["DuesCollected", Leaf]]) -> None:
    """Write newly entered collections of one batch into the room's table."""
    Collected.objects.bulk_create(row for collected, leaf in told for row in _rows(collected, leaf))


@kinds.register(
    "dues.collected",
    version=1,
    title=_("党费收缴"),
    book=Book.BOX,
    emits=("dues.owed", "dues.paid", "dues.members_settled", "dues.members_owing"),
    project=project,
    project_many=project_many,
    retell=retell,
    people=("lines",),
    ahead=True,  # a month's dues are dated on its last day
)
@dataclass(frozen=True, slots=True)
class DuesCollected:
    """A branch collected dues for a month."""

    branch: str
    month: Month
    lines: tuple[Line, ...] = ()

    @property
    def on(self) -> date:
        return self.month.last_day

    def facts(self) -> Iterator[Fact]:
        first = [line for line in self.lines if not line.arrears]
        settled = sum(1 for line in self.lines if line.settled)
        owed = sum(_fen(line.owed) for line in first)
        paid = sum(_fen(line.paid) for line in self.lines)
        day = self.month.last_day
        yield Fact("dues.owed", day, owed)
        yield Fact("dues.paid", day, paid)
        yield Fact("dues.members_settled", day, settled)
        yield Fact("dues.members_owing", day, len(first))


def _fen(yuan: Decimal) -> int:
    return int(yuan * FEN)


def _rows(collected: DuesCollected, leaf: Leaf) -> list[Collected]:
    return [
        Collected(
            rec=leaf.rec,
            leaf_id=leaf.lh,
            branch_id=collected.branch,
            member_id=line.member,
            month=collected.month.index,
            settled=line.settled,
            arrears=line.arrears,
            amounts_sealed=amounts.seal(line, leaf.rec),
        )
        for line in collected.lines
    ]
