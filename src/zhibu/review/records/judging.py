"""Sheets of assessors and what comes of them.

A sheet alone is about no unit and states nothing: neither the branch's list of records nor its
score tells what it says. Once enough are in they are opened together by a record of their own,
which states the facts. So nobody judges with another's sheet before the eyes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core import decided
from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.days import civil
from zhibu.journal.leaves import Leaf, Op
from zhibu.review.models import (
    Confirmation,
    Delegation,
    Occasion,
    Opening,
    SelfAssessment,
    Sheet,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a sheet gives an item, for one of its raters, in 1/10,000 of its points."""

    item: str
    rater: str
    share: int
    grade: str = ""
    words: str = ""


def project_judged(judged: "Judged", leaf: Leaf) -> None:
    """Note that a sheet is in: whose, about which branch, of which items. Not what it says."""
    Sheet.objects.filter(rec=leaf.rec).delete()
    if leaf.op != Op.WITHDRAW:
        Sheet.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, branch_id=judged.branch, year=judged.year,
            occasion=judged.occasion, place=judged.turn, standard=judged.standard,
            assessor=judged.assessor, person=judged.person,
            items=sorted({mark.item for mark in judged.marks}), entered_at=leaf.at,
        )  # fmt: skip


@kinds.register(
    "review.judged",
    version=1,
    title=_("考核员评判表"),
    project=project_judged,
    people=("marks",),
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class Judged:
    """An assessor judged a branch's items on an occasion."""

    branch: str
    year: int
    occasion: Occasion
    turn: int
    standard: str
    edition: str
    assessor: str
    person: str
    on: date
    words: str = ""
    marks: tuple[Mark, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from ()


@dataclass(frozen=True, slots=True)
class Rated:
    """What the opened sheets give an item for one rater, in the order of the sheets."""

    item: str
    rater: str
    shares: tuple[int, ...]

    @property
    def spread(self) -> int:
        """Return how far apart they are, in 1/10,000 of the points."""
        return max(self.shares, default=0) - min(self.shares, default=0)


def project_opened(opened: "Opened", leaf: Leaf) -> None:
    """Write which sheets are open, since when, and how far apart they are."""
    Opening.objects.filter(rec=leaf.rec).delete()
    if leaf.op != Op.WITHDRAW:
        Opening.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, branch_id=opened.branch, year=opened.year,
            occasion=opened.occasion, place=opened.turn, standard=opened.standard,
            sheets=list(opened.sheets), items=[one.item for one in opened.rated],
            spread=max((one.spread for one in opened.rated), default=0), opened_on=civil(leaf.at),
        )  # fmt: skip


@kinds.register(
    "review.opened",
    version=1,
    title=_("评判表开封"),
    project=project_opened,
    emits=("rated.*",),
)
@dataclass(frozen=True, slots=True)
class Opened:
    """Sheets were opened together; ``counts_on`` is the day of the assessed year they count on."""

    branch: str
    year: int
    occasion: Occasion
    turn: int
    standard: str
    edition: str
    on: date
    counts_on: date
    sheets: tuple[str, ...]
    rated: tuple[Rated, ...]

    def facts(self) -> Iterator[Fact]:
        for one in self.rated:
            for part, value in (
                ("awarded", sum(one.shares)),
                ("offered", decided.SHEET * len(one.shares)),
            ):
                name = decided.rated(self.standard, one.item, one.rater, part)  # type: ignore[arg-type]
                yield Fact(name, self.counts_on, value)


def project_confirmed(confirmed: "Confirmed", leaf: Leaf) -> None:
    """Write what a person made of a machine's hint."""
    Confirmation.objects.filter(rec=leaf.rec).delete()
    if leaf.op != Op.WITHDRAW:
        Confirmation.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, branch_id=confirmed.branch, year=confirmed.year,
            standard=confirmed.standard, item=confirmed.item, person=confirmed.person,
            adjust=confirmed.adjust, confirmed_on=civil(leaf.at),
        )  # fmt: skip


@kinds.register(
    "review.confirmed",
    version=1,
    title=_("人工确认"),
    project=project_confirmed,
    emits=("adjusted.*",),
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class Confirmed:
    """A person confirmed the machine's points of an item, or adjusted them: in hundredths."""

    branch: str
    year: int
    standard: str
    edition: str
    item: str
    person: str
    machine: int
    adjust: int
    on: date
    counts_on: date
    words: str = ""

    def facts(self) -> Iterator[Fact]:
        if self.adjust:
            yield Fact(decided.adjusted(self.standard, self.item), self.counts_on, self.adjust)


def project_delegated(delegated: "Delegated", leaf: Leaf) -> None:
    """Write who may judge for whom on which occasions."""
    Delegation.objects.filter(rec=leaf.rec).delete()
    if leaf.op != Op.WITHDRAW:
        Delegation.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, organization_id=delegated.organization,
            committee_id=delegated.committee, occasions=[str(one) for one in delegated.occasions],
            from_on=delegated.from_on, until_on=delegated.until_on,
        )  # fmt: skip


@kinds.register("review.delegated", version=1, title=_("委托考核"), project=project_delegated)
@dataclass(frozen=True, slots=True)
class Delegated:
    """The top committee lets a committee below judge, from a day on and perhaps until a day."""

    organization: str
    committee: str
    occasions: tuple[Occasion, ...]
    on: date
    from_on: date
    until_on: date | None = None

    def facts(self) -> Iterator[Fact]:
        yield from ()


@dataclass(frozen=True, slots=True)
class OwnMark:
    """What a branch would give itself for an item, in hundredths of points, and why."""

    item: str
    points: int
    words: str = ""


def project_self_assessed(told: "SelfAssessed", leaf: Leaf) -> None:
    """Note that a branch assessed itself."""
    SelfAssessment.objects.filter(rec=leaf.rec).delete()
    if leaf.op != Op.WITHDRAW:
        SelfAssessment.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, branch_id=told.branch, year=told.year,
            standard=told.standard, entered_at=leaf.at,
        )  # fmt: skip


@kinds.register(
    "review.self_assessed",
    version=1,
    title=_("支部自评"),
    project=project_self_assessed,
    people=("marks",),
)
@dataclass(frozen=True, slots=True)
class SelfAssessed:
    """A branch assessed itself. It states nothing: what one says of oneself moves no point."""

    branch: str
    year: int
    standard: str
    edition: str
    on: date
    marks: tuple[OwnMark, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from ()
