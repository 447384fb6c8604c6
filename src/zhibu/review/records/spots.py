"""Spot checks: announced, drawn by what nobody knew then, looked at line by line.

Branches and items are drawn, persons never: a line has no place for one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.review.models import DrawnLine, Outcome, SpotCheck

IN_ONE = 300  # branches in one part of the payload


@dataclass(frozen=True, slots=True)
class Pool:
    """Some of the branches that may be drawn."""

    branches: tuple[str, ...]


def project_announced(announced: "SpotAnnounced", leaf: Leaf) -> None:
    """Write the announcement; withdrawn before it is drawn, it is gone."""
    SpotCheck.objects.filter(rec=leaf.rec).delete()
    if leaf.op != Op.WITHDRAW:
        SpotCheck.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, organization_id=announced.organization,
            year=announced.year, text=announced.text, branches=announced.branches,
            items=announced.items, announced_at=leaf.at,
        )  # fmt: skip


@kinds.register(
    "review.spot_announced", version=1, title=_("抽查公告"), project=project_announced,
    long=("pool",),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class SpotAnnounced:
    """A draw is to come: of these branches and items so many, by the next published checkpoint.

    ``among`` are the items; ``digest`` is the SHA-256 over the branches, a line each.
    """

    organization: str
    year: int
    text: str
    branches: int
    items: int
    standard: str
    digest: str
    on: date
    among: tuple[str, ...]
    pool: tuple[Pool, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """The items drawn of one branch."""

    branch: str
    items: tuple[str, ...]


def project_drawn(drawn: "SpotDrawn", leaf: Leaf) -> None:
    """Write what was drawn."""
    SpotCheck.objects.filter(rec=drawn.spot).update(
        size=drawn.size, root=drawn.root, seed=drawn.seed, drawn_at=leaf.at
    )
    lines = [(one.branch, item) for one in drawn.drawn for item in one.items]
    DrawnLine.objects.bulk_create(
        DrawnLine(spot_id=drawn.spot, branch_id=branch, item=item, place=place, leaf_id=leaf.lh)
        for place, (branch, item) in enumerate(lines)
    )


@kinds.register("review.spot_drawn", version=1, title=_("抽查抽签"), project=project_drawn)
@dataclass(frozen=True, slots=True)
class SpotDrawn:
    """The draw: by the checkpoint of a size, its head in Base64, and the seed made of it."""

    spot: str
    size: int
    root: str
    seed: str
    drawn: tuple[Drawn, ...]
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_found(found: "Found", leaf: Leaf) -> None:
    """Write what was found of a line; withdrawn, it is open again."""
    gone = leaf.op == Op.WITHDRAW
    DrawnLine.objects.filter(spot_id=found.spot, branch_id=found.branch, item=found.item).update(
        finding="" if gone else leaf.rec,
        outcome="" if gone else found.outcome,
        found_on=None if gone else found.on,
    )


@kinds.register(
    "review.found", version=1, title=_("抽查结果"), project=project_found, sealed=("words",)
)
@dataclass(frozen=True, slots=True)
class Found:
    """What a spot check found of a drawn line, in words. It moves no point by itself."""

    spot: str
    branch: str
    item: str
    outcome: Outcome
    on: date
    words: str = ""

    def facts(self) -> Iterator[Fact]:
        yield from ()
