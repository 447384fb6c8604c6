"""What the pages show: rosters with what each case waits for, plans against their use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhibu.admission import queries
from zhibu.admission.forms import PlanForm, Row
from zhibu.admission.models import Stage
from zhibu.party.models import Organization
from zhibu.procedures import defined
from zhibu.procedures import queries as procedures
from zhibu.procedures.models import Awaited

SHOWN = (Stage.APPLICANT, Stage.ACTIVIST, Stage.CANDIDATE, Stage.PROBATIONER)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on a roster, and the next step with the day it is due."""

    name: str
    case: str
    since: date
    work: str
    next: str
    by: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """One of the four rosters."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A year's plan in lines, with what was planned and used over all."""

    classes: tuple[Row, ...]
    branches: tuple[Row, ...]
    planned: int
    used: int


def rosters_of(branch: Organization, today: date) -> tuple[Roster, ...]:
    """Return the four rosters of today. Five queries, whatever the number."""
    lines = queries.roster_of(branch, today)
    waiting: dict[str, Awaited] = {}
    for one in procedures.awaited_by(procedures.cases_of(branch, queries.FAMILY)):
        waiting.setdefault(one.case_id, one)
    entries: dict[Stage, list[Entry]] = {stage: [] for stage in SHOWN}
    for line in lines:
        if line.stage in entries and line.case:
            next_ = waiting.get(line.case.rec)
            entries[line.stage].append(
                Entry(
                    name=line.applicant.name,
                    case=line.case.rec,
                    since=line.since,
                    work=line.applicant.work,
                    next=next_.title if next_ else "",
                    by=next_.by if next_ else None,
                    late=bool(next_ and next_.by and next_.by < today),
                )
            )
    return tuple(Roster(str(stage.label), tuple(found)) for stage, found in entries.items())


def plan_of(form: PlanForm, used: Mapping[str, int]) -> Plan:
    """Return the lines of a plan with what was used of each."""
    branches = tuple(form.branch_rows(used))
    planned = sum(
        field.initial or 0
        for row in branches
        for field in (row.number, row.separate)
        if field is not None
    )
    return Plan(tuple(form.class_rows(used)), branches, planned, sum(used.values()))


def variants() -> list[tuple[str, str]]:
    """Return the variants there are, each with the title of its latest version."""
    known = [one for one in defined.known() if one.family == queries.FAMILY]
    ordered = sorted(known, key=lambda one: (one.variant, one.valid_from))
    return list({one.variant: one.title for one in ordered}.items())
