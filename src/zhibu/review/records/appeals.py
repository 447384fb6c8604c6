"""Appeals against what an item came to, and their answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core import decided
from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.review.models import Appeal, Decision


def project_appealed(appealed: "Appealed", leaf: Leaf) -> None:
    """Write the appeal, or that it was withdrawn."""
    if leaf.op == Op.WITHDRAW:
        Appeal.objects.filter(rec=leaf.rec).update(withdrawn=True)
        return
    Appeal.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, branch_id=appealed.branch, year=appealed.year,
        standard=appealed.standard, item=appealed.item, appealed_on=appealed.on,
        answer_by=appealed.answer_by,
    )  # fmt: skip


@kinds.register(
    "review.appealed", version=1, title=_("条款申诉"), project=project_appealed, sealed=("words",)
)
@dataclass(frozen=True, slots=True)
class Appealed:
    """A branch asks that an item be looked at again; ``records`` are those it points to."""

    branch: str
    year: int
    standard: str
    item: str
    points: int
    on: date
    answer_by: date
    records: tuple[str, ...] = ()
    words: str = ""

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_answered(answered: "Answered", leaf: Leaf) -> None:
    """Write the answer beside the appeal; withdrawn, the appeal is open again."""
    gone = leaf.op == Op.WITHDRAW
    Appeal.objects.filter(rec=answered.appeal).update(
        answer="" if gone else leaf.rec,
        decision="" if gone else answered.ruling,
        adjust=0 if gone else answered.adjust,
        share=None if gone else answered.share,
        answered_on=None if gone else answered.on,
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """How far an answer moves what sheets awarded for one rater, so that their mean is right."""

    rater: str
    awarded: int


@kinds.register(
    "review.answered",
    version=1,
    title=_("申诉答复"),
    project=project_answered,
    emits=("adjusted.*", "rated.*"),
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody who did not judge the item answered.

    Of an item that a machine scores, ``adjust`` moves the points, in hundredths. One that people
    judged is judged anew: ``share`` is what it is given, ``moved`` how far that is from the sheets.
    """

    appeal: str
    branch: str
    standard: str
    item: str
    ruling: Decision
    adjust: int
    person: str
    on: date
    counts_on: date
    share: int | None = None
    moved: tuple[Moved, ...] = ()
    words: str = ""

    def facts(self) -> Iterator[Fact]:
        if self.adjust:
            yield Fact(decided.adjusted(self.standard, self.item), self.counts_on, self.adjust)
        for one in self.moved:
            name = decided.rated(self.standard, self.item, one.rater, "awarded")
            yield Fact(name, self.counts_on, one.awarded)
