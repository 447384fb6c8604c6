"""Vetoes: found by one person, appealed by the branch, upheld or lifted by another.

No record names a person the veto is about: the texts are about the branch, and kept encrypted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core import decided
from zhibu.core.facts import Fact
from zhibu.grading.models import VetoCase, VetoState
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op


def project_found(found: "VetoFound", leaf: Leaf) -> None:
    """Write that a veto was found."""
    if leaf.op == Op.WITHDRAW:
        VetoCase.objects.filter(rec=leaf.rec).update(state=VetoState.GRANTED, ended_on=found.on)
        return
    VetoCase.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, branch_id=found.branch, year=found.year,
        standard=found.standard, veto=found.veto, person=found.person, found_on=found.on,
        appeal_by=found.appeal_by,
    )  # fmt: skip


@kinds.register(
    "grading.veto_found", version=1, title=_("一票否决认定"), project=project_found,
    sealed=("words",),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class VetoFound:
    """Somebody found that a veto applies, by which facts and records. It moves nothing yet."""

    branch: str
    year: int
    standard: str
    veto: str
    person: str
    on: date
    appeal_by: date
    records: tuple[str, ...] = ()
    words: str = ""

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_appealed(appealed: "VetoAppealed", leaf: Leaf) -> None:
    """Write the appeal beside the veto, or that it was taken back."""
    gone = leaf.op == Op.WITHDRAW
    VetoCase.objects.filter(rec=appealed.case).update(
        state=VetoState.FOUND if gone else VetoState.APPEALED,
        appeal="" if gone else leaf.rec,
        answer_by=None if gone else appealed.answer_by,
    )


@kinds.register(
    "grading.veto_appealed", version=1, title=_("一票否决申诉"), project=project_appealed,
    sealed=("words",),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class VetoAppealed:
    """The branch says why the veto does not apply."""

    case: str
    branch: str
    on: date
    answer_by: date
    words: str = ""

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_upheld(upheld: "VetoUpheld", leaf: Leaf) -> None:
    """Write that the veto takes effect."""
    VetoCase.objects.filter(rec=upheld.case).update(
        state=VetoState.UPHELD, upheld=leaf.rec, upheld_by=upheld.person, ended_on=upheld.on
    )


@kinds.register(
    "grading.veto_upheld", version=1, title=_("一票否决生效"), project=project_upheld,
    emits=("veto.*",), sealed=("words",),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class VetoUpheld:
    """Another person upheld the veto, on appeal or when nobody had appealed in time."""

    case: str
    branch: str
    standard: str
    veto: str
    person: str
    on: date
    counts_on: date
    words: str = ""

    def facts(self) -> Iterator[Fact]:
        yield Fact(decided.vetoed(self.standard, self.veto), self.counts_on, 1)


def project_granted(granted: "VetoGranted", leaf: Leaf) -> None:
    """Write that the veto is lifted."""
    VetoCase.objects.filter(rec=granted.case).update(
        state=VetoState.GRANTED, granted=leaf.rec, ended_on=granted.on
    )


@kinds.register(
    "grading.veto_granted", version=1, title=_("一票否决撤销"), project=project_granted,
    emits=("veto.*",), sealed=("words",),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class VetoGranted:
    """The appeal was granted, or a veto in effect lifted later: only then there is one to undo."""

    case: str
    branch: str
    standard: str
    veto: str
    person: str
    on: date
    counts_on: date
    in_effect: bool
    words: str = ""

    def facts(self) -> Iterator[Fact]:
        if self.in_effect:
            yield Fact(decided.vetoed(self.standard, self.veto), self.counts_on, -1)
