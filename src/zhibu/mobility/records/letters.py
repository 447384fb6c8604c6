"""A letter goes out, and is received, refused or lapses; somebody arrives with one from outside.

All but an arrival are about the branch that issued it: until it is received, that branch keeps the
duty (党员教育管理工作条例 Art. 25), so what is due and what is done are its facts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.journal.log import civil
from zhibu.mobility.models import Arrival, Letter, State

DUE = "mobility.transfer.due"
IN_TIME = "mobility.transfer.done_in_time"
LATE = "mobility.transfer.done_late"


def _stand(letter: str, leaf: Leaf, state: State, **told: object) -> None:
    """Put a letter where it now stands, or back where it stood."""
    if leaf.op is Op.WITHDRAW:
        back = {"state": State.ISSUED, "ended_on": None, "to_branch": None}
        Letter.objects.filter(rec=letter).update(**back)
        return
    Letter.objects.filter(rec=letter).update(state=state, ended_on=leaf.on, **told)


def project_issued(issued: "LetterIssued", leaf: Leaf) -> None:
    """Write the letter; one that was withdrawn keeps its number, and the day that was done."""
    if leaf.op is Op.WITHDRAW:
        found = Letter.objects.filter(rec=leaf.rec)
        found.update(state=State.WITHDRAWN, ended_on=civil(leaf.at))
        return
    Letter.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        member_id=issued.member,
        branch_id=issued.branch,
        to_id=issued.to,
        to_name=issued.to_name,
        year=issued.issued_on.year,
        number=issued.serial,
        issued_on=issued.issued_on,
        valid_until=issued.valid_until,
        first_due=issued.first_due,
        paid_up_to=issued.paid_up_to,
    )


@kinds.register(
    "mobility.letter_issued",
    version=1,
    title=_("开具组织关系介绍信"),
    emits=(DUE,),
    project=project_issued,
    sealed=("paid_up_to",),
)
@dataclass(frozen=True, slots=True)
class LetterIssued:
    """A branch introduced a member to another organization.

    ``renews`` is the lapsed letter it stands in for: what was due stays due on the first day.
    """

    member: str
    branch: str
    to: str | None
    to_name: str
    serial: int
    issued_on: date
    valid_until: date
    first_due: date
    paid_up_to: str
    renews: str | None = None

    @property
    def on(self) -> date:
        return self.issued_on

    def facts(self) -> Iterator[Fact]:
        if self.renews is None:
            yield Fact(DUE, self.first_due, 1)


def project_received(received: "LetterReceived", leaf: Leaf) -> None:
    """Note that the member arrived, and where."""
    _stand(received.letter, leaf, State.RECEIVED, to_branch_id=received.to_branch)


@kinds.register(
    "mobility.letter_received",
    version=1,
    title=_("接收组织关系"),
    emits=(IN_TIME, LATE),
    project=project_received,
    sealed=("handler",),
)
@dataclass(frozen=True, slots=True)
class LetterReceived:
    """The other side took the member in: a branch here, or one outside by its receipt."""

    letter: str
    member: str
    branch: str
    to_branch: str | None
    received_on: date
    first_due: date
    handler: str = ""

    @property
    def on(self) -> date:
        return self.received_on

    def facts(self) -> Iterator[Fact]:
        late = self.received_on > self.first_due
        yield Fact(LATE if late else IN_TIME, self.received_on if late else self.first_due, 1)


def project_refused(refused: "LetterRefused", leaf: Leaf) -> None:
    """Note that the other side did not take the member."""
    _stand(refused.letter, leaf, State.REFUSED)


@kinds.register(
    "mobility.letter_refused",
    version=1,
    title=_("退回组织关系介绍信"),
    emits=(DUE,),
    project=project_refused,
    sealed=("reason_told",),
)
@dataclass(frozen=True, slots=True)
class LetterRefused:
    """The other side sent the letter back, and said why. Nothing is due any more."""

    letter: str
    member: str
    branch: str
    reason_told: str
    refused_on: date
    first_due: date

    @property
    def on(self) -> date:
        return self.refused_on

    def facts(self) -> Iterator[Fact]:
        yield Fact(DUE, self.first_due, -1)


def project_lapsed(lapsed: "LetterLapsed", leaf: Leaf) -> None:
    """Note that the letter ran out and another one stands in for it."""
    _stand(lapsed.letter, leaf, State.LAPSED)


@kinds.register(
    "mobility.letter_lapsed",
    version=1,
    title=_("组织关系介绍信过期"),
    project=project_lapsed,
)
@dataclass(frozen=True, slots=True)
class LetterLapsed:
    """Nobody received the letter in time; it is worth nothing any more."""

    letter: str
    member: str
    branch: str
    lapsed_on: date

    @property
    def on(self) -> date:
        return self.lapsed_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_arrived(arrived: "Arrived", leaf: Leaf) -> None:
    """Write the arrival."""
    if leaf.op is Op.WITHDRAW:
        Arrival.objects.filter(rec=leaf.rec).delete()
        return
    Arrival.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        branch_id=arrived.branch,
        member_id=arrived.member,
        from_name=arrived.from_name,
        letter_number=arrived.letter_number,
        received_on=arrived.received_on,
    )


@kinds.register(
    "mobility.arrived",
    version=1,
    title=_("外单位转入"),
    project=project_arrived,
)
@dataclass(frozen=True, slots=True)
class Arrived:
    """A member came from outside the installation with a paper letter."""

    branch: str
    member: str
    from_name: str
    letter_number: str
    received_on: date

    @property
    def on(self) -> date:
        return self.received_on

    def facts(self) -> Iterator[Fact]:
        yield from ()
