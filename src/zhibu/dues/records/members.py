"""What is fixed, asked, agreed and paid about a member's dues besides a month's collection."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.core.periods import Month
from zhibu.dues import amounts, rules
from zhibu.dues.models import Base, Extra, Quarterly, Relief, Reminder
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.log import Leaf, Op
from zhibu.party import deciding

FEN = 100


@dataclass(frozen=True, slots=True)
class BaseLine:
    """From which base one member pays, as which kind of payer."""

    member: str
    base: Decimal
    payer: str


def project_reviewed(reviewed: "BasesReviewed", leaf: Leaf) -> None:
    """Write the bases of a year, or take them back."""
    Base.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        month = Month(reviewed.year, 1)
        Base.objects.bulk_create(
            _base(line, leaf, branch=reviewed.branch, month=month, changed=False)
            for line in reviewed.lines
        )


@kinds.register(
    "dues.bases_reviewed",
    version=1,
    title=_("党费基数核定"),
    project=project_reviewed,
    retell=project_reviewed,
    book=Book.BOX,
    emits=("funds.base_review.made", "funds.base_review.complete"),
    people=("lines",),
)
@dataclass(frozen=True, slots=True)
class BasesReviewed:
    """A branch fixed its members' bases for a year; ``complete``: of every member."""

    branch: str
    year: int
    on: date
    complete: bool
    lines: tuple[BaseLine, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield Fact("funds.base_review.made", self.on, 1)
        if self.complete:
            yield Fact("funds.base_review.complete", self.on, 1)


def project_changed(changed: "BaseChanged", leaf: Leaf) -> None:
    """Write a member's changed base, or take it back."""
    Base.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        line = BaseLine(changed.member, changed.base, changed.payer)
        _base(line, leaf, branch=changed.branch, month=changed.month, changed=True).save()


@kinds.register(
    "dues.base_changed",
    version=1,
    title=_("党费基数调整"),
    project=project_changed,
    retell=project_changed,
    book=Book.BOX,
    sealed=("member", "base", "payer", "cause"),
    needed=("member", "base", "payer"),
)
@dataclass(frozen=True, slots=True)
class BaseChanged:
    """A member pays from another base from a month of the year on, for a cause."""

    branch: str
    member: str
    month: Month
    base: Decimal
    payer: str
    cause: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def _base(line: BaseLine, leaf: Leaf, *, branch: str, month: Month, changed: bool) -> Base:
    told = {"base": str(line.base), "payer": line.payer}
    sealed = amounts.seal_told(told, rec=leaf.rec, member=line.member)
    return Base(
        rec=leaf.rec, leaf_id=leaf.lh, branch_id=branch, member_id=line.member,
        month=month.index, changed=changed, told_sealed=sealed,
    )  # fmt: skip


def project_asked(asked: "ReliefAsked", leaf: Leaf) -> None:
    """Write the relief beside what was decided of it, or take it back."""
    if leaf.op is Op.WITHDRAW:
        Relief.objects.filter(rec=leaf.rec).delete()
        return
    told = {"owed": str(asked.owed), "cause": asked.cause}
    Relief.objects.update_or_create(
        rec=leaf.rec,
        defaults={
            "leaf_id": leaf.lh, "branch_id": asked.branch, "member_id": asked.member,
            "first": asked.first.index, "last": asked.last.index, "asker": leaf.actor,
            "told_sealed": amounts.seal_told(told, rec=leaf.rec, member=asked.member),
        },
    )  # fmt: skip


@kinds.register(
    "dues.relief_asked",
    version=1,
    title=_("党费减免申请"),
    project=project_asked,
    retell=project_asked,
    book=Book.BOX,
    sealed=("member", "owed", "cause"),
    needed=("member", "owed"),
)
@dataclass(frozen=True, slots=True)
class ReliefAsked:
    """The branch's meeting asks that a member pay only so much a month, or nothing."""

    branch: str
    member: str
    first: Month
    last: Month
    owed: Decimal
    cause: str
    met_on: date
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_relief_decided(decided: "ReliefDecided", leaf: Leaf) -> None:
    """Write the decision beside its relief; taken back, the relief is open again."""
    asked = Relief.objects.filter(rec=decided.relief)
    deciding.project(asked, leaf, approved=decided.approved, on=decided.on)


@kinds.register(
    "dues.relief_decided",
    version=1,
    title=_("党费减免审批"),
    project=project_relief_decided,
    retell=project_relief_decided,
    book=Book.BOX,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class ReliefDecided:
    """The superior approved a relief, or did not."""

    relief: str
    approved: bool
    words: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_quarterly(agreed: "QuarterlyAgreed", leaf: Leaf) -> None:
    """Write the consent, or take it back."""
    Quarterly.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Quarterly.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, branch_id=agreed.branch, member_id=agreed.member,
            year=agreed.year,
        )  # fmt: skip


@kinds.register(
    "dues.quarterly_agreed",
    version=1,
    title=_("同意按季缴纳党费"),
    project=project_quarterly,
    retell=project_quarterly,
    book=Book.BOX,
    sealed=("member",),
    needed=("member",),
)
@dataclass(frozen=True, slots=True)
class QuarterlyAgreed:
    """The branch agreed that a member pays a year's dues by the quarter."""

    branch: str
    member: str
    year: int
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_extra(extra: "ExtraPaid", leaf: Leaf) -> None:
    """Write the payment, or take it back."""
    Extra.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        told = {"paid": str(extra.paid)}
        Extra.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, branch_id=extra.branch, member_id=extra.member,
            paid_on=extra.on, to_centre=extra.paid * FEN >= rules.in_force().to_centre.number,
            told_sealed=amounts.seal_told(told, rec=leaf.rec, member=extra.member),
        )  # fmt: skip


@kinds.register(
    "dues.extra_paid",
    version=1,
    title=_("自愿多缴党费"),
    project=project_extra,
    retell=project_extra,
    book=Book.BOX,
    sealed=("member", "paid"),
    needed=("member", "paid"),
)
@dataclass(frozen=True, slots=True)
class ExtraPaid:
    """A member paid more than is owed, of their own will."""

    branch: str
    member: str
    paid: Decimal
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_reminded(reminded: "Reminded", leaf: Leaf) -> None:
    """Write the reminder, or take it back."""
    Reminder.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Reminder.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, branch_id=reminded.branch,
            member_id=reminded.member, stage=reminded.stage, reminded_on=reminded.on,
        )  # fmt: skip


@kinds.register(
    "dues.reminded",
    version=1,
    title=_("党费催缴"),
    project=project_reminded,
    retell=project_reminded,
    sealed=("member", "words"),
    needed=("member",),
)
@dataclass(frozen=True, slots=True)
class Reminded:
    """A person reminded a member of unpaid dues, or gave formal notice: ``warning``, ``notice``."""

    branch: str
    member: str
    stage: str
    months: int
    words: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()
