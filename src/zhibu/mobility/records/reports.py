"""A quarter's report as a branch confirmed it, with the head of the journal it was made at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.leaves import Leaf, Op
from zhibu.mobility.models import QuarterReport

SENT = "ledgers.quarter_report.sent"


@dataclass(frozen=True, slots=True)
class Line:
    """One change: under which heading, whom it concerns, when, and what."""

    heading: str
    name: str
    on: date
    words: str


def project(sent: "QuarterReportSent", leaf: Leaf) -> None:
    """Write that the quarter is reported."""
    if leaf.op is Op.WITHDRAW:
        QuarterReport.objects.filter(rec=leaf.rec).delete()
        return
    QuarterReport.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        branch_id=sent.branch,
        year=sent.year,
        quarter=sent.quarter,
        sent_on=sent.sent_on,
    )


@kinds.register(
    "mobility.quarter_report_sent",
    version=1,
    title=_("季末动态信息报送"),
    book=Book.BOX,
    emits=(SENT,),
    project=project,
    people=("lines",),
)
@dataclass(frozen=True, slots=True)
class QuarterReportSent:
    """A branch confirmed what changed in a quarter; the numbers are those at its end.

    It counts for the quarter it is about: on the day it was sent, or on the quarter's last day
    where that had passed. ``size`` and ``root`` are the journal's head it was produced at.
    """

    branch: str
    year: int
    quarter: int
    sent_on: date
    counts_on: date
    members: int
    full_members: int
    floating_out: int
    floating_in: int
    size: int
    root: str
    lines: tuple[Line, ...] = ()

    @property
    def on(self) -> date:
        return self.counts_on

    def facts(self) -> Iterator[Fact]:
        yield Fact(SENT, self.counts_on, 1)
