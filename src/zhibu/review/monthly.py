"""A month of a committee in numbers: what fell due, what was done, grouped by cause.

Branches are named where something is missing, in the order of the tree and never by how much; what
was done well is counted. Nobody is last here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from zhibu.assessment import engine, gaps, standing, words
from zhibu.assessment.gaps import Track
from zhibu.assessment.standing import Standing
from zhibu.assessment.states import State
from zhibu.core.periods import Month
from zhibu.core.rules import Periodic
from zhibu.meetings import queries as meetings
from zhibu.meetings.models import Meeting
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.review.models import Appeal, DrawnLine, Outcome

DONE = (State.ON_TIME, State.HISTORY)


@dataclass(frozen=True, slots=True)
class Cause:
    """One duty that fell due in the month, over all branches."""

    item: str
    title: str
    due: int
    on_time: int
    late: int
    missing: int
    open: int
    branches_missing: tuple[str, ...]
    branches_late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A line of a spot check that was looked at in the month and is not as recorded."""

    branch: Organization
    item: str
    outcome: str
    on: date
    rec: str


@dataclass(frozen=True, slots=True)
class Pack:
    """The inspection pack of a month: all of it computed."""

    organization: Organization
    month: Month
    as_of: date
    branches: int
    due: int
    on_time: int
    late: int
    missing: int
    causes: tuple[Cause, ...]
    highlights: tuple[str, ...]
    looked_at: int
    as_recorded: int
    looked: tuple[Looked, ...]
    appeals_open: int
    appeals_overdue: int

    @property
    def short(self) -> tuple[Cause, ...]:
        """Return the causes for which something is missing or late."""
        return tuple(cause for cause in self.causes if cause.missing or cause.late)


def pack_of(organization: Organization, month: Month, *, as_of: date) -> Pack:
    """Return a committee's month. The same queries for one branch as for a thousand; two more for
    each further standard in force below.
    """
    branches = tuple(party.branches_under(organization))
    causes = tuple(_causes(branches, month))
    found = tuple(_found(branches, month))
    waiting = Appeal.objects.filter(branch__in=branches, withdrawn=False, decision="")
    return Pack(
        organization=organization,
        month=month,
        as_of=as_of,
        branches=len(branches),
        due=sum(cause.due for cause in causes),
        on_time=sum(cause.on_time for cause in causes),
        late=sum(cause.late for cause in causes),
        missing=sum(cause.missing for cause in causes),
        causes=causes,
        highlights=tuple(_highlights(branches, month, causes)),
        looked_at=len(found),
        as_recorded=sum(one.outcome == Outcome.AS_RECORDED for one in found),
        looked=tuple(_looked(one) for one in found if one.outcome != Outcome.AS_RECORDED),
        appeals_open=waiting.count(),
        appeals_overdue=waiting.filter(answer_by__lt=as_of).count(),
    )


def _causes(branches: Collection[Organization], month: Month) -> Iterator[Cause]:
    """Yield what fell due, in the order of the standards' items."""
    named = {branch.uid: branch.name for branch in branches}
    units = engine.units_by_standard(list(named), month.year)
    for standard, members in units.items():
        stored = standing.standings_of(members, standard=standing.named(standard), year=month.year)
        kept = {uid: stored[uid] for uid in named if uid in stored}
        for track in gaps.tracks_of(standard):
            if month.month % track.months == 0:
                cause = _cause(track, kept, named, place=month.month // track.months - 1)
                if cause.due:
                    yield cause


def _cause(
    track: Track, stored: Mapping[str, Standing], named: Mapping[str, str], *, place: int
) -> Cause:
    by_state: dict[State, list[str]] = defaultdict(list)
    for uid, found in stored.items():
        by_state[found.state_in(track.key, place)].append(named[uid])
    on_time = sum(len(by_state[state]) for state in DONE)
    late, missing = by_state[State.LATE], by_state[State.MISSING]
    waiting = len(by_state[State.DUE])
    return Cause(
        item=track.item.id,
        title=_named(track),
        due=on_time + len(late) + len(missing) + waiting,
        on_time=on_time,
        late=len(late),
        missing=len(missing),
        open=waiting,
        branches_missing=tuple(missing),
        branches_late=tuple(late),
    )


def _named(track: Track) -> str:
    """Name a duty: by what is done, or by the item where the fact is a fault that must not be."""
    is_done = isinstance(track.item.rule, Periodic)
    return words.act_named(track.fact) if is_done else track.item.title


def _highlights(
    branches: Collection[Organization], month: Month, causes: Collection[Cause]
) -> Iterator[str]:
    """Yield what was done well, by count."""
    whole = [cause.title for cause in causes if cause.on_time == cause.due]
    if whole:
        told = {"n": len(whole), "names": "、".join(whole[:8])}
        yield _("%(n)d 项工作各支部全部按时完成：%(names)s。") % told
    held = Meeting.objects.filter(
        branch__in=branches, withdrawn=False, held_on__gte=month.first_day,
        held_on__lte=month.last_day,
    )  # fmt: skip
    counts = held.order_by("form").values_list("form").annotate(Count("rec"))
    told_forms = [(meetings.label_of(form), count) for form, count in counts]
    if told_forms:
        spelled = [_("%(form)s %(n)d 次") % {"form": form, "n": n} for form, n in told_forms]
        yield _("本月开展：%(acts)s。") % {"acts": "，".join(spelled)}


def _found(branches: Collection[Organization], month: Month) -> Iterator[DrawnLine]:
    rows = DrawnLine.objects.filter(
        branch__in=branches, found_on__gte=month.first_day, found_on__lte=month.last_day
    )
    yield from rows.select_related("branch").order_by("branch__path", "item", "spot_id")


def _looked(line: DrawnLine) -> Looked:
    outcome = str(Outcome(line.outcome).label)
    return Looked(line.branch, line.item, outcome, line.found_on or date.min, line.finding)
