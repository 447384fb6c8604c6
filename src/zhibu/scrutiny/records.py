"""The records of this room: a branch was asked, it answered, the committee settled.

They are about no unit. So no fact and no point can hang on them, and nobody meets them in a
branch's list of records before the branch itself was asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf
from zhibu.meetings.parts import Attachment
from zhibu.scrutiny.models import Flag, FlaggedRecord, Reply, State


class Outcome(StrEnum):
    """How a question came out."""

    CONFIRMED = "confirmed"
    EXPLAINED = "explained"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number or day of the evidence, by its name."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one rule saw: the records, the numbers, and whom or what else it concerns.

    ``others`` are records of other branches, shown only to who may read them.
    """

    rule: str
    records: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    case: str = ""
    people: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def project_flagged(flagged: "Flagged", leaf: Leaf) -> None:
    """Write the flag and which records it is about."""
    Flag.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        branch_id=flagged.branch,
        rules=list(flagged.rules),
        version=flagged.thresholds,
        flagged_at=leaf.at,
        open_on=flagged.open_on,
    )
    asked = {(one.rule, rec) for one in flagged.evidence for rec in one.records}
    FlaggedRecord.objects.bulk_create(
        FlaggedRecord(
            flag_id=leaf.rec, leaf_id=leaf.lh, branch_id=flagged.branch, rule=rule, record=rec
        )
        for rule, rec in sorted(asked)
    )


@kinds.register(
    "scrutiny.flagged",
    version=1,
    title=_("请核实"),
    project=project_flagged,
    people=("evidence",),
)
@dataclass(frozen=True, slots=True)
class Flagged:
    """A branch is asked about records. ``open_on`` is when the committee may see it unanswered."""

    branch: str
    rules: tuple[str, ...]
    thresholds: str
    flagged_on: date
    open_on: date
    evidence: tuple[Evidence, ...] = ()

    @property
    def on(self) -> date:
        return self.flagged_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_answered(answered: "Answered", leaf: Leaf) -> None:
    """Note that the branch replied."""
    Reply.objects.create(leaf_id=leaf.lh, flag_id=answered.flag, replied_at=leaf.at)
    Flag.objects.filter(rec=answered.flag).update(state=State.ANSWERED, answered_at=leaf.at)


@kinds.register(
    "scrutiny.answered",
    version=1,
    title=_("支部说明"),
    project=project_answered,
    sealed=("words",),
    files="attachments",
)
@dataclass(frozen=True, slots=True)
class Answered:
    """The branch replied to a question, with files where it liked to."""

    flag: str
    words: str
    answered_on: date
    attachments: tuple[Attachment, ...] = ()

    @property
    def on(self) -> date:
        return self.answered_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_settled(settled: "Settled", leaf: Leaf) -> None:
    """Note how it came out."""
    Flag.objects.filter(rec=settled.flag).update(
        state=settled.outcome.value, settled_at=leaf.at, settled_by=leaf.lh
    )


@kinds.register(
    "scrutiny.settled",
    version=1,
    title=_("核查结论"),
    project=project_settled,
    sealed=("why",),
)
@dataclass(frozen=True, slots=True)
class Settled:
    """The committee's officer said how it came out, and why. Nothing follows by itself."""

    flag: str
    outcome: Outcome
    why: str
    settled_on: date

    @property
    def on(self) -> date:
        return self.settled_on

    def facts(self) -> Iterator[Fact]:
        yield from ()
