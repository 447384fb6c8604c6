"""The records of mutual evaluation: links, the plan with its matrix, sheets, what it came to.

Sheets are restricted and about no unit: neither a leaf nor anybody's list of records shows them.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.decided import PEERS_AWARDED, PEERS_OFFERED
from zhibu.core.evaluation import WHOLE, Criterion
from zhibu.core.facts import Fact
from zhibu.core.leaf import read_bytes
from zhibu.core.pairing import PairKind
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.polls.models import Assignment, BusinessLink, PeerResult, Round, Sheet


def project_linked(linked: "Linked", leaf: Leaf) -> None:
    """Write the link, or take it away."""
    BusinessLink.objects.filter(rec=leaf.rec).delete()
    if leaf.op != Op.WITHDRAW:
        BusinessLink.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, organization_id=linked.organization,
            one_id=linked.one, other_id=linked.other, words=linked.words,
        )  # fmt: skip


@kinds.register("polls.linked", version=1, title=_("业务联系单位"), project=project_linked)
@dataclass(frozen=True, slots=True)
class Linked:
    """Two units work together. ``one`` comes before ``other``: it is the same both ways."""

    organization: str
    one: str
    other: str
    words: str
    linked_on: date

    @property
    def on(self) -> date:
        return self.linked_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


@dataclass(frozen=True, slots=True)
class Weight:
    """How much sheets of a kind of pair weigh."""

    kind: PairKind
    weight: int


@dataclass(frozen=True, slots=True)
class Row:
    """Who rates a unit, and how each stands to it."""

    rated: str
    raters: tuple[str, ...]
    kinds: tuple[PairKind, ...]


def project_planned(planned: "RoundPlanned", leaf: Leaf) -> None:
    """Write the round and its matrix."""
    Round.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        organization_id=planned.organization,
        title=planned.title,
        year=planned.year,
        closes_on=planned.closes_on,
        criteria=[asdict(one) for one in planned.criteria],
        weights={one.kind.value: one.weight for one in planned.weights},
        note=planned.note,
        seed=planned.seed,
    )
    Assignment.objects.bulk_create(
        (
            Assignment(
                round_id=leaf.rec, leaf_id=leaf.lh, rater_id=rater, rated_id=row.rated, kind=kind
            )
            for row in planned.rows
            for rater, kind in zip(row.raters, row.kinds, strict=True)
        ),
        batch_size=500,
    )


@kinds.register(
    "polls.round_planned",
    version=1,
    title=_("互评方案"),
    project=project_planned,
    people=("rows",),
    needed=("rows",),
)
@dataclass(frozen=True, slots=True)
class RoundPlanned:
    """Who rates whom, by what, and how it is reckoned: fixed before anybody may begin."""

    organization: str
    title: str
    year: int
    closes_on: date
    criteria: tuple[Criterion, ...]
    weights: tuple[Weight, ...]
    note: str
    each: int
    seed: str
    planned_on: date
    rows: tuple[Row, ...] = ()

    @property
    def on(self) -> date:
        return self.planned_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_opened(opened: "RoundOpened", leaf: Leaf) -> None:
    """Note that units may begin."""
    Round.objects.filter(rec=opened.round).update(opened_at=leaf.at)


@kinds.register("polls.round_opened", version=1, title=_("互评开始"), project=project_opened)
@dataclass(frozen=True, slots=True)
class RoundOpened:
    """Units may fill in their sheets."""

    round: str
    opened_on: date

    @property
    def on(self) -> date:
        return self.opened_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_sheet(filled: "SheetFilled", leaf: Leaf) -> None:
    """Note that a sheet is there, never what it says."""
    Sheet.objects.filter(rec=leaf.rec).delete()
    Sheet.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, round_id=filled.round, rater_id=filled.rater,
        rated_id=filled.rated,
    )  # fmt: skip


@kinds.register(
    "polls.sheet_filled", version=1, title=_("互评表"), project=project_sheet, restricted=True
)
@dataclass(frozen=True, slots=True)
class SheetFilled:
    """What one unit thinks of another, or that it would rather not say."""

    round: str
    rater: str
    rated: str
    filled_on: date
    marks: tuple[int, ...] = ()
    declined: bool = False
    words: str = ""

    @property
    def on(self) -> date:
        return self.filled_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_closed(closed: "RoundClosed", leaf: Leaf) -> None:
    """Note how many sheets there were, and what proves which."""
    Round.objects.filter(rec=closed.round).update(
        closed_at=leaf.at,
        sheets=closed.sheets,
        declined=closed.declined,
        sheets_root=read_bytes(closed.root),
    )


@kinds.register("polls.round_closed", version=1, title=_("互评结束"), project=project_closed)
@dataclass(frozen=True, slots=True)
class RoundClosed:
    """No sheet is taken any more. ``root`` is the tree head over the sorted leaves that count."""

    round: str
    sheets: int
    declined: int
    unanswered: int
    root: str
    closed_on: date

    @property
    def on(self) -> date:
        return self.closed_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_awarded(awarded: "PeersAwarded", leaf: Leaf) -> None:
    """Write what the round came to for a unit."""
    PeerResult.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, round_id=awarded.round, unit_id=awarded.branch,
        awarded=awarded.awarded,
    )  # fmt: skip


@kinds.register(
    "polls.peers_awarded",
    version=1,
    title=_("互评结果"),
    project=project_awarded,
    emits=(PEERS_AWARDED, PEERS_OFFERED),
)
@dataclass(frozen=True, slots=True)
class PeersAwarded:
    """What a round came to for a unit, in 1/10,000; nothing where fewer than five rated it.

    ``counts_on`` is the day of the assessed year on which it counts.
    """

    round: str
    branch: str
    title: str
    closed_on: date
    counts_on: date
    awarded: int | None = None

    @property
    def on(self) -> date:
        return self.closed_on

    def facts(self) -> Iterator[Fact]:
        if self.awarded is not None:
            yield Fact(PEERS_AWARDED, self.counts_on, self.awarded)
            yield Fact(PEERS_OFFERED, self.counts_on, WHOLE)
