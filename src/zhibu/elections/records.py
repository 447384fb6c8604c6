"""The records of this room: a roll is called, votes are counted twice, somebody is elected."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.elections.models import ElectionRoll, PaperBallot, ReserveSecretary
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.leaves import Leaf, Op


class Ending(StrEnum):
    """Why somebody left the reserve list."""

    APPOINTED = "appointed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class VotesFor:
    """How many voted for somebody."""

    member: str
    votes: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Whose sheet agreed: the account, and the salt that opens the digest entered before."""

    counter: str
    salt: str


def project_roll(called: "RollCalled", leaf: Leaf) -> None:
    """Write who should attend, over an earlier call of the same meeting."""
    if leaf.op is Op.WITHDRAW:
        ElectionRoll.objects.filter(rec=leaf.rec).delete()
        return
    told = {
        "leaf_id": leaf.lh, "branch_id": called.branch, "case": called.case,
        "called_on": called.on, "expected": called.expected, "present": called.present,
        "excused": list(called.excused), "suspended": list(called.suspended),
    }  # fmt: skip
    ElectionRoll.objects.update_or_create(rec=leaf.rec, defaults=told)


@kinds.register(
    "elections.roll_called",
    version=1,
    title=_("选举大会点名"),
    book=Book.BOX,
    project=project_roll,
    retell=project_roll,
    people=("excused", "suspended"),
)
@dataclass(frozen=True, slots=True)
class RollCalled:
    """How many should attend a meeting that elects, who is not counted, and how many came."""

    branch: str
    case: str
    on: date
    voting: int
    present: int
    excused: tuple[str, ...] = ()
    suspended: tuple[str, ...] = ()

    @property
    def expected(self) -> int:
        return self.voting - len(self.excused) - len(self.suspended)

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_counters(named: "CountersNamed", leaf: Leaf) -> None:
    """Write who counts, over those named before."""
    now = [] if leaf.op is Op.WITHDRAW else list(named.counters)
    ElectionRoll.objects.filter(case=named.case).update(counters=now)


@kinds.register(
    "elections.counters_named",
    version=1,
    title=_("大会通过计票人"),
    book=Book.BOX,
    project=project_counters,
    retell=project_counters,
    people=("counters",),
)
@dataclass(frozen=True, slots=True)
class CountersNamed:
    """The meeting adopted who counts; the last naming counts, and nobody where it is empty."""

    branch: str
    case: str
    on: date
    counters: tuple[str, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_ballot(opened: "BallotOpened", leaf: Leaf) -> None:
    """Write the ballot; what it came to stays as it is."""
    if leaf.op is Op.WITHDRAW:
        PaperBallot.objects.filter(rec=leaf.rec).delete()
        return
    told = {
        "leaf_id": leaf.lh, "branch_id": opened.branch, "case": opened.case,
        "office": opened.office, "turn": opened.turn, "kind": opened.why,
        "seats": opened.seats, "candidates": list(opened.candidates),
    }  # fmt: skip
    PaperBallot.objects.update_or_create(rec=leaf.rec, defaults=told)


@kinds.register(
    "elections.ballot_opened",
    version=1,
    title=_("发放选票"),
    book=Book.BOX,
    project=project_ballot,
    retell=project_ballot,
    people=("candidates",),
)
@dataclass(frozen=True, slots=True)
class BallotOpened:
    """Paper ballots are given out: so many seats, among these."""

    branch: str
    case: str
    on: date
    office: str
    turn: int
    why: str
    seats: int
    candidates: tuple[str, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_count(_entered: "CountEntered", _leaf: Leaf) -> None:
    """Write nothing: the numbers stand on the counter's own sheet until both agree."""


@kinds.register(
    "elections.count_entered",
    version=1,
    title=_("录入计票"),
    project=project_count,
    retell=project_count,
)
@dataclass(frozen=True, slots=True)
class CountEntered:
    """One counter entered a sheet. ``digest`` binds them to its numbers without telling them."""

    branch: str
    case: str
    ballot: str
    on: date
    digest: str

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_result(result: "Result", leaf: Leaf) -> None:
    """Write what the ballot came to, or take that back."""
    told: dict[str, object] = {
        "result": leaf.rec, "verdict": result.verdict, "elected": list(result.elected),
        "tied": list(result.tied), "open_seats": result.open_seats,
    }  # fmt: skip
    if leaf.op is Op.WITHDRAW:
        told = {"result": "", "verdict": "", "elected": [], "tied": [], "open_seats": 0}
    PaperBallot.objects.filter(rec=result.ballot).update(**told)


@kinds.register(
    "elections.result",
    version=1,
    title=_("计票结果"),
    book=Book.BOX,
    project=project_result,
    retell=project_result,
    people=("votes", "elected", "tied"),
)
@dataclass(frozen=True, slots=True)
class Result:
    """Two counts agree: the numbers, who is elected, and whose sheets they were."""

    branch: str
    case: str
    ballot: str
    on: date
    issued: int
    returned: int
    valid: int
    invalid: int
    verdict: str
    needed: int
    open_seats: int
    votes: tuple[VotesFor, ...] = ()
    elected: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_given_up(left: "SeatsGivenUp", leaf: Leaf) -> None:
    """Settle the ballot with fewer seats, or take that back."""
    PaperBallot.objects.filter(rec=left.ballot).update(given_up=leaf.op is not Op.WITHDRAW)


@kinds.register(
    "elections.seats_given_up",
    version=1,
    title=_("减少应选名额"),
    book=Book.BOX,
    project=project_given_up,
    retell=project_given_up,
)
@dataclass(frozen=True, slots=True)
class SeatsGivenUp:
    """The electors agreed to leave seats open."""

    branch: str
    case: str
    ballot: str
    on: date
    seats: int
    agreed: int
    expected: int

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_reserve(entered: "ReserveEntered", leaf: Leaf) -> None:
    """Write somebody onto the reserve list."""
    if leaf.op is Op.WITHDRAW:
        ReserveSecretary.objects.filter(rec=leaf.rec).delete()
        return
    told = {
        "leaf_id": leaf.lh, "organization_id": entered.organization,
        "member_id": entered.member, "entered_on": entered.on,
    }  # fmt: skip
    ReserveSecretary.objects.update_or_create(rec=leaf.rec, defaults=told)


@kinds.register(
    "elections.reserve_entered",
    version=1,
    title=_("列入后备书记"),
    project=project_reserve,
    retell=project_reserve,
    sealed=("recommended_by",),
)
@dataclass(frozen=True, slots=True)
class ReserveEntered:
    """Somebody was put on a committee's reserve list of secretaries, recommended by a body."""

    organization: str
    member: str
    on: date
    recommended_by: str

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_reserve_ended(ended: "ReserveEnded", leaf: Leaf) -> None:
    """Note what came of somebody on the list, or take that back."""
    told: dict[str, object] = {"result": ended.result, "ended_on": ended.on}
    if leaf.op is Op.WITHDRAW:
        told = {"result": "", "ended_on": None}
    ReserveSecretary.objects.filter(rec=ended.reserve).update(**told)


@kinds.register(
    "elections.reserve_ended",
    version=1,
    title=_("后备书记结果"),
    project=project_reserve_ended,
    retell=project_reserve_ended,
)
@dataclass(frozen=True, slots=True)
class ReserveEnded:
    """Somebody left the reserve list: became secretary, or was taken off it."""

    organization: str
    reserve: str
    member: str
    on: date
    result: str

    def facts(self) -> Iterator[Fact]:
        yield from ()
