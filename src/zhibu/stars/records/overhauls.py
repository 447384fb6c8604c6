"""An overhaul from its plan over visits to the exit test."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.stars.models import Outcome, Overhaul, Step


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the three lists: problem, measure, and who is responsible for it by when."""

    problem: str
    measure: str
    member: str
    by: date


def project_opened(opened: "OverhaulOpened", leaf: Leaf) -> None:
    """Write the overhaul. One that is withdrawn is over and keeps its page."""
    if leaf.op is Op.WITHDRAW:
        Overhaul.objects.filter(rec=leaf.rec).update(ended_on=leaf.on)
        return
    Overhaul.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, branch_id=opened.branch, committee_id=opened.committee,
        rating=opened.rating, helper=opened.helper, lines=len(opened.lines), opened_on=opened.on,
        exit_from=opened.exit_from,
    )  # fmt: skip


@kinds.register(
    "stars.overhaul_opened",
    version=1,
    title=_("整转提升方案"),
    project=project_opened,
    people=("lines",),
)
@dataclass(frozen=True, slots=True)
class OverhaulOpened:
    """A branch of few stars is to be overhauled by this plan, with this helper.

    ``helper`` is an organization or an account; ``exit_from`` the first day of the exit test.
    """

    branch: str
    committee: str
    rating: str
    helper: str
    lines: tuple[PlanLine, ...]
    exit_from: date
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def _note(overhaul: str, leaf: Leaf, **told: object) -> None:
    Step.objects.create(overhaul_id=overhaul, leaf_id=leaf.lh, at=leaf.at)
    Overhaul.objects.filter(rec=overhaul).update(**told)


def project_visited(visited: "OverhaulVisited", leaf: Leaf) -> None:
    """Note the visit and which lines of the plan it found mended."""
    _note(visited.overhaul, leaf, visited_on=visited.on, mended=list(visited.mended))


@kinds.register(
    "stars.overhaul_visited",
    version=1,
    title=_("整转走访"),
    project=project_visited,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class OverhaulVisited:
    """Somebody went to see the branch. ``mended`` are all lines of the plan done so far, from 1."""

    overhaul: str
    branch: str
    words: str
    mended: tuple[int, ...]
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_closed(closed: "OverhaulClosed", leaf: Leaf) -> None:
    """Note how the exit test came out: over, or until when it goes on."""
    if closed.outcome == Outcome.PASSED:
        _note(closed.overhaul, leaf, ended_on=closed.on)
    else:
        _note(closed.overhaul, leaf, exit_from=closed.exit_from)


@kinds.register(
    "stars.overhaul_closed",
    version=1,
    title=_("整转复评"),
    project=project_closed,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class OverhaulClosed:
    """A committee decided the exit test by a new rating. ``exit_from``: the next test, if any."""

    overhaul: str
    branch: str
    rating: str
    outcome: Outcome
    words: str
    on: date
    exit_from: date | None = None

    def facts(self) -> Iterator[Fact]:
        yield from ()
