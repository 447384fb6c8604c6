"""How a committee rates, and what it rated each branch: computed beside decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.stars.models import By, Declared, Every, Rating


def project_declared(declared: "ModeDeclared", leaf: Leaf) -> None:
    """Write the declaration; one that is withdrawn holds no more."""
    Declared.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Declared.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, committee_id=declared.committee, by=declared.by,
            every=declared.every, from_year=declared.from_year, declared_on=declared.on,
            declared_at=leaf.at,
        )  # fmt: skip


@kinds.register("stars.mode_declared", version=1, title=_("星级评定办法"), project=project_declared)
@dataclass(frozen=True, slots=True)
class ModeDeclared:
    """A committee declared what gives the level and how often is rated, from a year on."""

    committee: str
    by: By
    every: Every
    from_year: int
    reason: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


@dataclass(frozen=True, slots=True)
class StarTold:
    """One star as reckoned; points in hundredths. ``won`` is None while people owe sheets."""

    section: str
    title: str
    points: int
    out_of: int
    won: bool | None = None
    failed_item: str = ""

    @property
    def given(self) -> float:
        """Points, for reading."""
        return self.points / 100

    @property
    def whole(self) -> float:
        """Points there are, for reading."""
        return self.out_of / 100


def project_rated(rated: "Rated", leaf: Leaf) -> None:
    """Write the rating, or that it was withdrawn."""
    if leaf.op is Op.WITHDRAW:
        Rating.objects.filter(rec=leaf.rec).update(withdrawn=True)
        return
    Rating.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, branch_id=rated.branch, committee_id=rated.committee,
        year=rated.year, half=rated.half, exit_test=rated.exit_test, standard=rated.standard,
        as_of=rated.as_of, decided_on=rated.on, decided_at=leaf.at, won=list(rated.won),
        level=rated.level, computed=rated.computed,
    )  # fmt: skip


@kinds.register(
    "stars.rated", version=1, title=_("星级评定"), project=project_rated, sealed=("reason",)
)
@dataclass(frozen=True, slots=True)
class Rated:
    """A committee decided a branch's stars, as of a day. Levels are numbers of stars.

    ``computed`` is the reckoned level, None while it could not be told; ``percent`` the total in
    hundredths of a percent. ``reason`` says why they differ; ``exit_test`` that an overhaul ends
    or goes on by it.
    """

    branch: str
    committee: str
    by: By
    year: int
    half: int
    as_of: date
    standard: str
    stars: tuple[StarTold, ...]
    percent: int
    won: tuple[str, ...]
    level: int
    on: date
    computed: int | None = None
    reason: str = ""
    exit_test: bool = False

    def facts(self) -> Iterator[Fact]:
        yield from ()
