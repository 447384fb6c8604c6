"""The records of this room: a notice goes out, comes back, is re-checked and ends.

They are about the branch. What the branch owes and did in time are facts, so that a standard may
ask for them; a reply that a re-check does not accept is taken back from what was done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.meetings.parts import Attachment
from zhibu.notices.models import Notice, State, Step

DUE = "notices.rectification.due"
IN_TIME = "notices.rectification.done_in_time"
LATE = "notices.rectification.done_late"


class Way(StrEnum):
    """How it was re-checked: by the live account, or by going there."""

    MACHINE = "machine"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is amiss: the item, its article, what was found, what it cost, in which records.

    ``by_machine`` says that the live account can tell when it is mended.
    """

    code: str
    title: str
    basis: str
    required: str
    why: str
    lost: int
    by_machine: bool
    records: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """Return what it cost in points; ``lost`` is in hundredths."""
        return self.lost / 100


def _note(notice: str, leaf: Leaf, **told: object) -> None:
    """Put a step on a notice's time line, and the notice where it now stands."""
    if leaf.op is Op.WITHDRAW:
        Step.objects.filter(notice_id=notice, leaf_id=leaf.prev).update(withdrawn=True)
        return
    Step.objects.create(notice_id=notice, leaf_id=leaf.lh, kind=leaf.kind, on=leaf.on, at=leaf.at)
    Notice.objects.filter(rec=notice).update(**told)


def project_issued(issued: "Issued", leaf: Leaf) -> None:
    """Write the notice."""
    if leaf.op is Op.WITHDRAW:
        found = Notice.objects.filter(rec=leaf.rec)
        found.update(state=State.WITHDRAWN, ended_on=leaf.on)
        return
    Notice.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        branch_id=issued.branch,
        issuer_id=issued.issuer,
        year=issued.issued_on.year,
        number=issued.serial,
        scored_year=issued.scored_year,
        codes=[one.code for one in issued.findings],
        titles=[one.title for one in issued.findings],
        by_machine=all(one.by_machine for one in issued.findings),
        lost=sum(one.lost for one in issued.findings),
        issued_on=issued.issued_on,
        receipt_by=issued.receipt_by,
        reply_by=issued.reply_by,
        first_due=issued.reply_by,
    )


@kinds.register(
    "notices.issued",
    version=1,
    title=_("整改通知书"),
    emits=(DUE,),
    project=project_issued,
    sealed=("demand",),
    long=("findings",),
)
@dataclass(frozen=True, slots=True)
class Issued:
    """A committee asked a branch to mend what is amiss, by a day."""

    branch: str
    issuer: str
    serial: int
    scored_year: int
    standard: str
    findings: tuple[Finding, ...]
    demand: str
    issued_on: date
    receipt_by: date
    reply_by: date

    @property
    def on(self) -> date:
        return self.issued_on

    def facts(self) -> Iterator[Fact]:
        yield Fact(DUE, self.reply_by, 1)


def project_receipted(receipted: "Receipted", leaf: Leaf) -> None:
    """Note that the branch has it."""
    told: dict[str, object] = {"received_on": receipted.received_on}
    if not Notice.objects.filter(rec=receipted.notice, state=State.ESCALATED).exists():
        told |= {"state": State.RECEIPTED}
    _note(receipted.notice, leaf, **told)


@kinds.register(
    "notices.receipted", version=1, title=_("签收整改通知书"), project=project_receipted
)
@dataclass(frozen=True, slots=True)
class Receipted:
    """The branch signed for the notice."""

    notice: str
    received_on: date

    @property
    def on(self) -> date:
        return self.received_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_replied(replied: "Replied", leaf: Leaf) -> None:
    """Note that the branch answered, and until when it is to be re-checked."""
    _note(
        replied.notice,
        leaf,
        state=State.REPLIED,
        replied_on=replied.replied_on,
        recheck_by=replied.recheck_by,
    )


@kinds.register(
    "notices.replied",
    version=1,
    title=_("答复整改通知书"),
    emits=(IN_TIME, LATE),
    project=project_replied,
    sealed=("measures",),
    files="attachments",
)
@dataclass(frozen=True, slots=True)
class Replied:
    """The branch told what it did about it. ``first_due`` is the day the notice itself gave."""

    notice: str
    measures: str
    replied_on: date
    first_due: date
    recheck_by: date
    records: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def on(self) -> date:
        return self.replied_on

    def facts(self) -> Iterator[Fact]:
        yield done(self.replied_on, self.first_due, 1)


def done(replied_on: date, first_due: date, value: int) -> Fact:
    """Return the fact of a reply: of the month it was due in, or of its own where it was late."""
    late = replied_on > first_due
    return Fact(LATE if late else IN_TIME, replied_on if late else first_due, value)


def project_rechecked(rechecked: "Rechecked", leaf: Leaf) -> None:
    """Note how the re-check came out; what did not pass is due once more."""
    told: dict[str, object] = {"state": State.PASSED}
    if not rechecked.passed:
        told = {"state": State.NOT_PASSED, "reply_by": rechecked.reply_by}
    _note(rechecked.notice, leaf, **told)


@kinds.register(
    "notices.rechecked",
    version=1,
    title=_("整改复查"),
    emits=(IN_TIME, LATE),
    project=project_rechecked,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class Rechecked:
    """Somebody, or the live account, looked whether it is mended."""

    notice: str
    passed: bool
    way: Way
    words: str
    checked_on: date
    replied_on: date
    first_due: date
    reply_by: date | None = None

    @property
    def on(self) -> date:
        return self.checked_on

    def facts(self) -> Iterator[Fact]:
        if not self.passed:
            yield done(self.replied_on, self.first_due, -1)


def project_closed(closed: "Closed", leaf: Leaf) -> None:
    """Note that it is over."""
    _note(closed.notice, leaf, state=State.CLOSED, ended_on=closed.closed_on)


@kinds.register("notices.closed", version=1, title=_("整改销号"), project=project_closed)
@dataclass(frozen=True, slots=True)
class Closed:
    """The committee struck the notice off."""

    notice: str
    closed_on: date

    @property
    def on(self) -> date:
        return self.closed_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_escalated(escalated: "Escalated", leaf: Leaf) -> None:
    """Note that it went up, and the new day."""
    _note(escalated.notice, leaf, state=State.ESCALATED, reply_by=escalated.reply_by)


@kinds.register(
    "notices.escalated",
    version=1,
    title=_("整改上报督办"),
    project=project_escalated,
    sealed=("why",),
)
@dataclass(frozen=True, slots=True)
class Escalated:
    """The committee took it to its superior. ``superior`` is empty for one outside."""

    notice: str
    superior: str
    why: str
    escalated_on: date
    reply_by: date

    @property
    def on(self) -> date:
        return self.escalated_on

    def facts(self) -> Iterator[Fact]:
        yield from ()
