"""What happens to activity funds: planned, received, applied for, decided, spent, published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.core.funding import fen_of
from zhibu.core.periods import Month
from zhibu.funds import invoices
from zhibu.funds.invoices import Invoice
from zhibu.funds.models import (
    Application,
    Budget,
    BudgetLine,
    Expense,
    Publication,
    Receipt,
)
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.log import Leaf, Op
from zhibu.party import deciding


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """What is set aside for one use, in yuan."""

    line: str
    amount: Decimal


def project_planned(planned: "Planned", leaf: Leaf) -> None:
    """Write the year's latest budget, or take it back."""
    Budget.objects.filter(rec=leaf.rec).delete()
    if leaf.op is Op.WITHDRAW:
        return
    budget = Budget.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, organization_id=planned.organization, year=planned.year,
        tier=planned.tier,
    )  # fmt: skip
    BudgetLine.objects.bulk_create(
        BudgetLine(budget=budget, leaf_id=leaf.lh, line=one.line, fen=fen_of(one.amount))
        for one in planned.lines
    )


@kinds.register(
    "funds.planned",
    version=1,
    title=_("活动经费预算"),
    project=project_planned,
    retell=project_planned,
    book=Book.BOX,
)
@dataclass(frozen=True, slots=True)
class Planned:
    """An organization planned a year's spending."""

    organization: str
    year: int
    tier: str
    lines: tuple[PlannedLine, ...]
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_received(received: "Received", leaf: Leaf) -> None:
    """Write what came in, or take it back."""
    Receipt.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Receipt.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, organization_id=received.organization,
            source=received.source, fen=fen_of(received.amount), received_on=received.on,
            words=received.words,
        )  # fmt: skip


@kinds.register(
    "funds.received",
    version=1,
    title=_("活动经费收入"),
    project=project_received,
    retell=project_received,
    book=Book.BOX,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class Received:
    """An organization received money from a source."""

    organization: str
    source: str
    amount: Decimal
    words: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_applied(applied: "Applied", leaf: Leaf) -> None:
    """Write the application beside what was decided of it, or take it back."""
    if leaf.op is Op.WITHDRAW:
        Application.objects.filter(rec=leaf.rec).delete()
        return
    Application.objects.update_or_create(
        rec=leaf.rec,
        defaults={
            "leaf_id": leaf.lh, "organization_id": applied.organization, "line": applied.line,
            "fen": fen_of(applied.amount), "purpose": applied.purpose, "applied_on": applied.on,
            "applicant": leaf.actor,
        },
    )  # fmt: skip


@kinds.register(
    "funds.applied",
    version=1,
    title=_("活动经费申请"),
    project=project_applied,
    retell=project_applied,
    book=Book.BOX,
    sealed=("purpose",),
)
@dataclass(frozen=True, slots=True)
class Applied:
    """Somebody applied for money for one use."""

    organization: str
    line: str
    amount: Decimal
    purpose: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_decided(decided: "Decided", leaf: Leaf) -> None:
    """Write the decision beside its application; taken back, the application is open again."""
    asked = Application.objects.filter(rec=decided.application)
    deciding.project(asked, leaf, approved=decided.approved, on=decided.on, approver=leaf.actor)


@kinds.register(
    "funds.decided",
    version=1,
    title=_("活动经费审批"),
    project=project_decided,
    retell=project_decided,
    book=Book.BOX,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class Decided:
    """Somebody else approved an application, or did not."""

    application: str
    approved: bool
    words: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_settled(settled: "Settled", leaf: Leaf) -> None:
    """Write the settling beside its application; taken back, the application may be paid again."""
    if leaf.op is Op.WITHDRAW:
        found = Application.objects.filter(settled_rec=leaf.rec)
        found.update(settled_rec="", settled_on=None)
        return
    found = Application.objects.filter(rec=settled.application)
    found.update(settled_rec=leaf.rec, settled_on=settled.on)


@kinds.register(
    "funds.settled",
    version=1,
    title=_("活动经费结清"),
    project=project_settled,
    retell=project_settled,
    book=Book.BOX,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class Settled:
    """Nothing more is paid of an approved application: ``amount`` was left of it and is free."""

    application: str
    amount: Decimal
    words: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_spent(spent: "Spent", leaf: Leaf) -> None:
    """Write what was paid, or take it back."""
    Expense.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Expense.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, organization_id=spent.organization,
            application_id=spent.application, line=spent.line, fen=fen_of(spent.amount),
            spent_on=spent.on, payer=leaf.actor, digest=spent.digest,
            file=spent.invoices[0].id if spent.invoices else "",
        )  # fmt: skip


@kinds.register(
    "funds.spent",
    version=1,
    title=_("活动经费支出"),
    project=project_spent,
    retell=project_spent,
    book=Book.BOX,
    files="invoices",
    forget=invoices.forget,
)
@dataclass(frozen=True, slots=True)
class Spent:
    """What was approved was paid, against an invoice with a SHA-256 of its bytes."""

    organization: str
    application: str
    line: str
    amount: Decimal
    digest: str
    on: date
    invoices: tuple[Invoice, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_published(published: "Published", leaf: Leaf) -> None:
    """Write what was published, or take it back."""
    Publication.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Publication.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, organization_id=published.organization,
            month=published.month.index, received=fen_of(published.received),
            spent=fen_of(published.spent), balance=fen_of(published.balance),
            published_on=published.on,
        )  # fmt: skip


@kinds.register(
    "funds.published",
    version=1,
    title=_("活动经费公开"),
    project=project_published,
    retell=project_published,
    book=Book.BOX,
)
@dataclass(frozen=True, slots=True)
class Published:
    """A month's receipts, spending and balance were published; the month is closed by it."""

    organization: str
    month: Month
    received: Decimal
    spent: Decimal
    balance: Decimal
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()
