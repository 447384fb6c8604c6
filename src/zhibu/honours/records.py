"""What happens in this room: commendations, sanctions and their end, duties and their reviews."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.core.periods import Month
from zhibu.honours.models import Commendation, Duty, DutyHolder, DutyReview, Sanction
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.log import Leaf, Op

REGISTRATION = tuple(f"honours.registration.{end}" for end in ("due", "done_in_time", "done_late"))


def project_commended(commended: "Commended", leaf: Leaf) -> None:
    """Write the commendation anew, or take it back."""
    Commendation.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Commendation.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, member_id=commended.member,
            branch_id=commended.branch, form=commended.form, level=commended.level,
            title=commended.title, given_by=commended.given_by, given_on=commended.on,
        )  # fmt: skip


@kinds.register(
    "honours.commended",
    version=1,
    title=_("表彰奖励"),
    emits=REGISTRATION,
    project=project_commended,
    book=Book.BOX,
    sealed=("title",),
)
@dataclass(frozen=True, slots=True)
class Commended:
    """A member was commended. It is entered by a day, in time or late."""

    member: str
    branch: str
    form: str
    level: str
    title: str
    given_by: str
    on: date
    due_on: date
    in_time: bool

    def facts(self) -> Iterator[Fact]:
        yield from registered(self.due_on, in_time=self.in_time)


def registered(due_on: date, *, in_time: bool) -> Iterator[Fact]:
    """Yield that something had to be entered by a day, and was."""
    yield Fact("honours.registration.due", due_on, 1)
    done = "done_in_time" if in_time else "done_late"
    yield Fact(f"honours.registration.{done}", due_on, 1)


def project_sanctioned(sanctioned: "Sanctioned", leaf: Leaf) -> None:
    """Write what the roll must know of a sanction, or take it back."""
    Sanction.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Sanction.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, member_id=sanctioned.member,
            branch_id=sanctioned.branch, form=sanctioned.form,
            decided_on=sanctioned.decided_on, until_on=sanctioned.until_on,
        )  # fmt: skip


@kinds.register(
    "honours.sanctioned",
    version=1,
    title=_("纪律处分"),
    emits=(*REGISTRATION, "honours.sanction", "honours.committee_sanction"),
    project=project_sanctioned,
    sealed=("form", "cause", "decided_by"),
    needed=("form",),
    restricted=True,
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class Sanctioned:
    """A member was sanctioned; the effect ends on a day, unless it has no end."""

    member: str
    branch: str
    form: str
    cause: str
    decided_by: str
    decided_on: date
    until_on: date | None
    in_committee: bool
    due_on: date
    in_time: bool

    @property
    def on(self) -> date:
        return self.decided_on

    def facts(self) -> Iterator[Fact]:
        """Yield that somebody was, in that month: a restricted record may count no closer."""
        month = Month.of(self.decided_on).last_day
        yield Fact("honours.sanction", month, 1)
        if self.in_committee:
            yield Fact("honours.committee_sanction", month, 1)
        yield from registered(Month.of(self.due_on).last_day, in_time=self.in_time)


def project_sanction_ended(ended: "SanctionEnded", leaf: Leaf) -> None:
    """Set the day from which the sanction has no effect; what the record took, it gives back."""
    if leaf.op is Op.WITHDRAW:
        Sanction.objects.filter(ended_rec=leaf.rec).update(until_on=ended.before, ended_rec="")
    else:
        Sanction.objects.filter(rec=ended.sanction).update(
            until_on=ended.until_on, ended_rec=leaf.rec
        )


@kinds.register(
    "honours.sanction_ended",
    version=1,
    title=_("处分影响期变更"),
    project=project_sanction_ended,
    sealed=("reason", "decided_by"),
    restricted=True,
)
@dataclass(frozen=True, slots=True)
class SanctionEnded:
    """A sanction's effect ends on another day than was told: rights restored, lifted, prolonged."""

    sanction: str
    member: str
    before: date | None
    until_on: date
    reason: str
    decided_by: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_assigned(assigned: "DutyAssigned", leaf: Leaf) -> None:
    """Write the duty with its holders, or take it back."""
    Duty.objects.filter(rec=leaf.rec).delete()
    if leaf.op is Op.WITHDRAW:
        return
    duty = Duty.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, branch_id=assigned.branch, form=assigned.form,
        title=assigned.title, content=assigned.content, from_on=assigned.on,
    )  # fmt: skip
    DutyHolder.objects.bulk_create(
        DutyHolder(duty=duty, member_id=member, leaf_id=leaf.lh) for member in assigned.members
    )


@kinds.register(
    "honours.duty_assigned",
    version=1,
    title=_("设岗定责"),
    emits=("service.duty_areas",),
    project=project_assigned,
    book=Book.BOX,
)
@dataclass(frozen=True, slots=True)
class DutyAssigned:
    """Members were given a duty area or post."""

    branch: str
    form: str
    title: str
    content: str
    members: tuple[str, ...]
    on: date

    def facts(self) -> Iterator[Fact]:
        yield Fact("service.duty_areas", self.on, 1)


def project_reviewed(reviewed: "DutyReviewed", leaf: Leaf) -> None:
    """Write the review, or take it back."""
    DutyReview.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        DutyReview.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, duty_id=reviewed.duty, reviewed_on=reviewed.on,
            result=reviewed.result,
        )  # fmt: skip
    latest = DutyReview.objects.filter(duty=reviewed.duty).order_by("-reviewed_on").first()
    Duty.objects.filter(rec=reviewed.duty).update(reviewed_on=latest and latest.reviewed_on)


@kinds.register(
    "honours.duty_reviewed",
    version=1,
    title=_("责任岗位记录"),
    emits=("service.duty_areas_recorded",),
    project=project_reviewed,
    book=Book.BOX,
)
@dataclass(frozen=True, slots=True)
class DutyReviewed:
    """What was done in a duty area or post; only the first record of a quarter counts there."""

    duty: str
    result: str
    first_of_quarter: bool
    on: date

    def facts(self) -> Iterator[Fact]:
        if self.first_of_quarter:
            yield Fact("service.duty_areas_recorded", self.on, 1)


def project_duty_ended(ended: "DutyEnded", leaf: Leaf) -> None:
    """End the duty, or open it again."""
    if leaf.op is Op.WITHDRAW:
        Duty.objects.filter(until_rec=leaf.rec).update(until_on=None, until_rec="")
    else:
        Duty.objects.filter(rec=ended.duty).update(until_on=ended.on, until_rec=leaf.rec)


@kinds.register(
    "honours.duty_ended",
    version=1,
    title=_("责任岗位结束"),
    emits=("service.duty_areas",),
    project=project_duty_ended,
)
@dataclass(frozen=True, slots=True)
class DutyEnded:
    """A duty area or post ended."""

    duty: str
    reason: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield Fact("service.duty_areas", self.on, -1)
