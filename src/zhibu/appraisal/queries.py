"""What is asked of appraisals. Each a constant number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhibu.appraisal.models import DemocraticTest, Grade, MemberGrade
from zhibu.core.case import Obstacle
from zhibu.meetings.models import Attended, Meeting, State
from zhibu.party.models import Member
from zhibu.polls.models import Poll, PollResult
from zhibu.procedures import queries as procedures
from zhibu.procedures.models import Case

APPRAISAL, WORK_REPORT = "appraisal", "work_report"
TEST_STEP = {APPRAISAL: "test", WORK_REPORT: "rated_below"}
OPINION = "opinion"
TALK = "talk"


@dataclass(frozen=True, slots=True)
class Testing:
    """How a case's test stands: polls open and closed, ballots, and per member what came out.

    ``votes`` has a member's ballots by grade; nobody's where fewer than five voted.
    """

    open: tuple[Poll, ...]
    closed: tuple[Poll, ...]
    ballots: int
    votes: dict[str, tuple[int, ...]]

    @property
    def begun(self) -> bool:
        return bool(self.open or self.closed)

    @property
    def over(self) -> bool:
        return bool(self.closed) and not self.open


def year_of(case: Case) -> int:
    """Return the year a case is about: a case keeps its context as text."""
    return int(case.context["year"])


def testing_of(case: Case) -> Testing:
    """Return how a case's test stands. One query."""
    found = DemocraticTest.objects.filter(case=case).select_related("poll__pollresult")
    rows = list(found.order_by("rec"))
    results: dict[str, PollResult] = {
        row.poll_id: row.poll.pollresult for row in rows if hasattr(row.poll, "pollresult")
    }
    votes: dict[str, tuple[int, ...]] = {}
    for row in rows:
        result = results.get(row.poll_id)
        counts = result.counts if result else []
        votes |= {
            member: tuple(given[:-1]) for member, given in zip(row.members, counts, strict=False)
        }
    return Testing(
        open=tuple(row.poll for row in rows if row.poll.is_open),
        closed=tuple(row.poll for row in rows if not row.poll.is_open),
        ballots=min((one.ballots for one in results.values()), default=0),
        votes=votes,
    )


def before(case: Case, step: str, today: date) -> Obstacle | None:
    """Return what must be done before a step of a case, or None. Three queries."""
    found = procedures.standing_of(case, today).of(step).obstacles
    return next((one for one in found if one.rule == "order"), None)


def grades_of(case: Case) -> dict[str, str]:
    """Return the grades given in a case, by member."""
    return dict(MemberGrade.objects.filter(case=case).values_list("member_id", "grade"))


def counted(case: Case) -> dict[str, int]:
    """Return how many were given which grade, as the step's answers name them."""
    found = Counter(grades_of(case).values())
    rated = found.total()
    outstanding = found[Grade.OUTSTANDING]
    return {
        "rated": rated,
        "outstanding": outstanding,
        "rest": rated - outstanding,
        "unqualified": found[Grade.UNQUALIFIED],
    }


def history_of(member: Member | str) -> QuerySet[MemberGrade]:
    """Return a member's grades, latest year first. For that member and who keeps the branch."""
    return MemberGrade.objects.filter(member=member).order_by("-year", "case_id")[:50]


def talked_with(branch: str, year: int, until: date) -> int:
    """Return with how many members of a branch somebody talked this year."""
    held = Meeting.objects.filter(
        branch=branch, form=TALK, withdrawn=False, held_on__range=(date(year, 1, 1), until)
    )
    there = Attended.objects.filter(meeting__in=held, state=State.PRESENT)
    return there.values("member").distinct().count()
