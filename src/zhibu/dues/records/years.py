"""What a branch does with a year's dues: handed up, returned, published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.core.funding import fen_of
from zhibu.dues.models import PublishedYear, Remittance
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.log import Leaf, Op

HANDED_UP, RETURNED = "handed_up", "returned"
FACTS = tuple(f"funds.remittance.{end}" for end in ("due", "done_in_time", "done_late"))


def project_remitted(remitted: "Remitted", leaf: Leaf) -> None:
    """Write what was remitted, or take it back."""
    Remittance.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Remittance.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, branch_id=remitted.branch, year=remitted.year,
            form=remitted.way, fen=fen_of(remitted.paid), remitted_on=remitted.on,
            due_on=remitted.due_on,
        )  # fmt: skip


@kinds.register(
    "dues.remitted",
    version=1,
    title=_("党费上缴返还"),
    project=project_remitted,
    retell=project_remitted,
    book=Book.BOX,
    emits=FACTS,
)
@dataclass(frozen=True, slots=True)
class Remitted:
    """A share of a year's dues was handed up by a day, or came back."""

    branch: str
    year: int
    way: str
    paid: Decimal
    on: date
    due_on: date

    def facts(self) -> Iterator[Fact]:
        if self.way == HANDED_UP:
            yield from _done(self.due_on, self.on)


def project_published(published: "YearPublished", leaf: Leaf) -> None:
    """Write what was published, or take it back."""
    PublishedYear.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        PublishedYear.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, branch_id=published.branch, year=published.year,
            owed=fen_of(published.sum_owed), paid=fen_of(published.sum_paid),
            handed_up=fen_of(published.handed_up), published_on=published.on,
        )  # fmt: skip


@kinds.register(
    "dues.year_published",
    version=1,
    title=_("党费公布"),
    project=project_published,
    retell=project_published,
    book=Book.BOX,
    emits=FACTS,
)
@dataclass(frozen=True, slots=True)
class YearPublished:
    """A branch published what a year's dues came to: sums, no names."""

    branch: str
    year: int
    sum_owed: Decimal
    sum_paid: Decimal
    handed_up: Decimal
    on: date
    due_on: date

    def facts(self) -> Iterator[Fact]:
        yield from _done(self.due_on, self.on)


def _done(due_on: date, on: date) -> Iterator[Fact]:
    """Yield that something was due and is done; dated on the day it was done by, or then."""
    day = min(due_on, on)
    yield Fact("funds.remittance.due", day, 1)
    yield Fact(f"funds.remittance.{'done_in_time' if on <= due_on else 'done_late'}", day, 1)
