"""Bonus claims: what a branch did, what a panel gives it, what is decided, who takes it over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core import decided
from zhibu.core.facts import Fact
from zhibu.grading.models import HUNDREDTHS, Adoption, Claim, Decision, PanelSheet
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op


def project_claimed(claimed: "BonusClaimed", leaf: Leaf) -> None:
    """Write the claim, or that it was withdrawn."""
    if leaf.op == Op.WITHDRAW:
        Claim.objects.filter(rec=leaf.rec).update(withdrawn=True)
        return
    Claim.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, branch_id=claimed.branch, year=claimed.year,
        standard=claimed.standard, title=claimed.title, level=claimed.level, most=claimed.most,
        claimed_on=claimed.on,
    )  # fmt: skip


@kinds.register("grading.bonus_claimed", version=1, title=_("加分申报"), project=project_claimed)
@dataclass(frozen=True, slots=True)
class BonusClaimed:
    """A branch claims bonus points: what it did, with what result, who took it over already.

    ``most`` is what the claim may give at most, in hundredths; ``records`` are those it points to.
    """

    branch: str
    year: int
    standard: str
    on: date
    title: str
    done: str
    result: str
    most: int
    level: str = ""
    adopters: tuple[str, ...] = ()
    records: tuple[str, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_judged(judged: "BonusJudged", leaf: Leaf) -> None:
    """Note that a sheet is in: whose and about which claim. Not what it says."""
    PanelSheet.objects.filter(rec=leaf.rec).delete()
    if leaf.op != Op.WITHDRAW:
        PanelSheet.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, claim_id=judged.claim, assessor=judged.assessor,
            person=judged.person, entered_at=leaf.at,
        )  # fmt: skip


@kinds.register(
    "grading.bonus_judged",
    version=1,
    title=_("加分评判"),
    project=project_judged,
    sealed=("points", "words"),
)
@dataclass(frozen=True, slots=True)
class BonusJudged:
    """One of the panel judged a claim, in hundredths of points. Alone it is about no unit."""

    claim: str
    assessor: str
    person: str
    on: date
    points: int
    words: str = ""

    @property
    def given(self) -> float:
        """Return the points as a reader counts them."""
        return self.points / HUNDREDTHS

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_decided(told: "BonusDecided", leaf: Leaf) -> None:
    """Write the decision beside the claim; withdrawn, the claim is open again."""
    gone = leaf.op == Op.WITHDRAW
    Claim.objects.filter(rec=told.claim).update(
        answer="" if gone else leaf.rec,
        decision="" if gone else told.decision,
        points=0 if gone else told.points,
        decided_on=None if gone else told.on,
    )


@kinds.register(
    "grading.bonus_decided",
    version=1,
    title=_("加分认定"),
    project=project_decided,
    emits=(decided.BONUS,),
)
@dataclass(frozen=True, slots=True)
class BonusDecided:
    """A claim was accepted with the panel's mean, or rejected with reasons.

    ``given`` is what each of the panel gave, ``sheets`` their records. The evaluator applies the
    standard's cap; here only the single claim is cut.
    """

    claim: str
    branch: str
    decision: Decision
    person: str
    on: date
    counts_on: date
    points: int
    sheets: tuple[str, ...] = ()
    given: tuple[int, ...] = ()
    words: str = ""

    def facts(self) -> Iterator[Fact]:
        if self.points:
            yield Fact(decided.BONUS, self.counts_on, self.points)


def project_adopted(adopted: "BonusAdopted", leaf: Leaf) -> None:
    """Write who took a case over."""
    Adoption.objects.filter(rec=leaf.rec).delete()
    if leaf.op != Op.WITHDRAW:
        Adoption.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, claim_id=adopted.claim, branch_id=adopted.branch,
            adopted_on=adopted.on,
        )  # fmt: skip


@kinds.register("grading.bonus_adopted", version=1, title=_("借鉴案例"), project=project_adopted)
@dataclass(frozen=True, slots=True)
class BonusAdopted:
    """A branch took over what another's accepted claim tells of, and says how."""

    claim: str
    branch: str
    on: date
    words: str = ""

    def facts(self) -> Iterator[Fact]:
        yield from ()
