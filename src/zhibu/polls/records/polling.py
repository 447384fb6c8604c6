"""The records of polls: opened with questions and rules, counted, closed, told.

No record is written when somebody answers: the journal would tell when, and so whose.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.ballots import Question, satisfied, worth
from zhibu.core.evaluation import WHOLE
from zhibu.core.facts import Fact
from zhibu.core.leaf import read_bytes
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.polls.models import PaperCount, Poll, PollResult

SATISFACTION = "surveys"
ANSWERS, SATISFIED = "surveys.answers", "surveys.satisfied"


def project_opened(opened: "PollOpened", leaf: Leaf) -> None:
    """Write the poll."""
    Poll.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        organization_id=opened.organization,
        about_id=opened.about,
        title=opened.title,
        level=opened.level,
        year=opened.year,
        closes_on=opened.closes_on,
        questions=[asdict(one) for one in opened.questions],
        members=opened.members,
        invited=opened.invited,
        roll_size=opened.roll_size,
        feeds=opened.feeds,
        public_key=opened.public_key,
        opened_at=leaf.at,
        opened_on=opened.opened_on,
    )


@kinds.register(
    "polls.poll_opened",
    version=1,
    title=_("测评开始"),
    project=project_opened,
    people=("questions",),
    needed=("questions",),
)
@dataclass(frozen=True, slots=True)
class PollOpened:
    """What is asked, of how many, by which rules. Questions may name people, so they are sealed.

    ``feeds`` is the beginning of the facts' names that the result states, or nothing.
    """

    organization: str
    about: str
    title: str
    level: str
    year: int
    closes_on: date
    members: bool
    invited: int
    roll_size: int
    feeds: str
    public_key: str
    opened_on: date
    questions: tuple[Question, ...] = ()

    @property
    def on(self) -> date:
        return self.opened_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_counted(counted: "PaperCounted", leaf: Leaf) -> None:
    """Note that a count waits for its second person, never the numbers."""
    PaperCount.objects.filter(rec=leaf.rec).delete()
    if leaf.op != Op.WITHDRAW:
        PaperCount.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, poll_id=counted.poll, group=counted.group,
            teller=leaf.actor,
        )  # fmt: skip


@kinds.register(
    "polls.paper_counted", version=1, title=_("纸质票计票"), project=project_counted,
    restricted=True,
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class PaperCounted:
    """A teller counted the paper ballots of a group. The last number of a question: left empty."""

    poll: str
    group: int
    issued: int
    returned: int
    valid: int
    counts: tuple[tuple[int, ...], ...]
    counted_on: date

    @property
    def on(self) -> date:
        return self.counted_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_confirmed(confirmed: "PaperConfirmed", leaf: Leaf) -> None:
    """Note that a second person counted the same."""
    del leaf
    PaperCount.objects.filter(rec=confirmed.count).update(confirmed=True)


@kinds.register(
    "polls.paper_confirmed", version=1, title=_("纸质票复核"), project=project_confirmed,
    restricted=True,
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class PaperConfirmed:
    """A scrutineer entered the same numbers, without seeing the teller's."""

    count: str
    confirmed_on: date

    @property
    def on(self) -> date:
        return self.confirmed_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_closed(closed: "PollClosed", leaf: Leaf) -> None:
    """Note that no ballot is taken any more."""
    Poll.objects.filter(rec=closed.poll).update(closed_at=leaf.at)


@kinds.register("polls.poll_closed", version=1, title=_("测评结束"), project=project_closed)
@dataclass(frozen=True, slots=True)
class PollClosed:
    """How many took part and answered; ``root`` is the tree head over the sorted ballots."""

    poll: str
    participants: int
    ballots: int
    root: str
    closed_on: date
    tokens_root: str = ""

    @property
    def on(self) -> date:
        return self.closed_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """The counts of a group that may be shown."""

    group: int
    counts: tuple[tuple[int, ...], ...]


def project_told(told: "ResultTold", leaf: Leaf) -> None:
    """Write the result."""
    PollResult.objects.create(
        poll_id=told.poll,
        leaf_id=leaf.lh,
        participants=told.participants,
        ballots=told.ballots,
        root=read_bytes(told.root),
        tokens_root=read_bytes(told.tokens_root) if told.tokens_root else None,
        counts=[list(row) for row in told.counts],
        groups={str(one.group): [list(row) for row in one.counts] for one in told.groups},
        papers=list(told.papers),
    )


@kinds.register(
    "polls.result_told",
    version=1,
    title=_("测评结果"),
    project=project_told,
    emits=(ANSWERS, SATISFIED, "rated.*"),
    people=("questions",),
    needed=("questions",),
)
@dataclass(frozen=True, slots=True)
class ResultTold:
    """What a poll came to; no counts where fewer than five answered.

    ``papers`` are the paper ballots issued, returned and valid of all groups together.
    """

    poll: str
    about: str
    feeds: str
    participants: int
    ballots: int
    root: str
    told_on: date
    counts_on: date
    tokens_root: str = ""
    counts: tuple[tuple[int, ...], ...] = ()
    groups: tuple[GroupCounts, ...] = ()
    papers: tuple[int, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def on(self) -> date:
        return self.told_on

    def facts(self) -> Iterator[Fact]:
        if not self.counts or not self.feeds:
            return
        if self.feeds == SATISFACTION:
            given, content = satisfied(self.questions, self.counts)
            yield Fact(ANSWERS, self.counts_on, given)
            yield Fact(SATISFIED, self.counts_on, content)
        elif (share := worth(self.questions, self.counts)) is not None:
            yield Fact(f"{self.feeds}.awarded", self.counts_on, share)
            yield Fact(f"{self.feeds}.offered", self.counts_on, WHOLE)
