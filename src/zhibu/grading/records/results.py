"""A year's results: what was computed and what the committee decided, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.grading.models import BranchResult, Results
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op

BATCH = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A branch's result as computed and as decided, with the consequences that were decided."""

    branch: str
    standard: str
    in_class: str
    computed: str
    why: str
    decided: str
    tie: str = ""
    reasons: str = ""
    consequences: tuple[str, ...] = ()


def project_decided(decided: "ResultsDecided", leaf: Leaf) -> None:
    """Write the latest version, line by line."""
    BranchResult.objects.filter(results=leaf.rec).delete()
    Results.objects.filter(rec=leaf.rec).delete()
    if leaf.op == Op.WITHDRAW:
        return
    results = Results.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, organization_id=decided.organization, year=decided.year,
        met_on=decided.on, provisional=decided.provisional, decided_at=leaf.at,
    )  # fmt: skip
    BranchResult.objects.bulk_create(
        (
            BranchResult(
                results=results, branch_id=line.branch, in_class=line.in_class,
                computed=line.computed, why=line.why, tie=line.tie, decided=line.decided,
                reasons=line.reasons, consequences=list(line.consequences),
            )
            for line in decided.lines
        ),
        batch_size=BATCH,
    )  # fmt: skip


@kinds.register(
    "grading.results_decided", version=1, title=_("年度结果"), project=project_decided,
    long=("lines",),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class ResultsDecided:
    """A committee's meeting decided the results of the branches below it.

    ``seals`` are the records that closed the year; ``provisional`` says that some branch's year
    was not closed yet.
    """

    organization: str
    year: int
    on: date
    provisional: bool
    seals: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from ()
