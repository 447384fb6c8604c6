"""Cases in lists: what each waits for now, whose turn it is, by when, and how late."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, F, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.core.procedure_parts import Step
from zhibu.party.models import Organization
from zhibu.party.permits import Ability, Permits
from zhibu.party.queries import below
from zhibu.party.sets import Level
from zhibu.procedures import defined, filing, presenting, queries
from zhibu.procedures.models import Awaited, Case
from zhibu.procedures.queries import File

BRANCHES, SOON = 5, 31


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a list."""

    case: Case
    title: str
    waits: Sequence[tuple[Awaited, int]]
    ended: str


@dataclass(frozen=True, slots=True)
class AwaitedRow:
    """A step that waits, in the committee's list.

    ``quick`` where one click is enough; ``reads`` where papers are to be looked at first.
    """

    awaited: Awaited
    title: str
    step: Step | None
    body: str
    overdue: int
    quick: bool
    reads: bool = False
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Something due in a case, for a person's reminders."""

    what: str
    by: date | None
    url: str
    overdue: int


def cases_in_order(branch: Organization, family: str, *, ended: bool) -> QuerySet[Case]:
    """Return a branch's cases: the running ones as they fall due, or the ended ones."""
    found = Case.objects.filter(organization=branch, closed_on__isnull=not ended)
    found = found.filter(family=family) if family else found
    if ended:
        return found.order_by("-closed_on", "rec")
    return found.annotate(first_due=Min("awaited__by")).order_by(
        F("first_due").asc(nulls_last=True), "opened_on", "rec"
    )


def rows_of(cases: Sequence[Case], today: date) -> list[Row]:
    """Return cases as rows. One query."""
    waits: dict[str, list[tuple[Awaited, int]]] = defaultdict(list)
    recs = [one.rec for one in cases]
    for each in Awaited.objects.filter(case__in=recs).order_by("by", "step"):
        waits[each.case_id].append((each, each.overdue_on(today)))
    return [Row(one, title_of(one), waits[one.rec], _ended(one)) for one in cases]


def counts_of(branch: Organization) -> list[tuple[str, str, int]]:
    """Return the families of a branch's running cases, each with its title and count."""
    found = Case.objects.filter(organization=branch, closed_on=None)
    counts = found.order_by("family").values_list("family").annotate(n=Count("rec"))
    titles = defined.families()
    return [(family, titles.get(family, family), n) for family, n in counts]


def awaited_under(
    organization: Organization, *, overdue_on: date | None = None, cause: str = ""
) -> QuerySet[Awaited]:
    """Return what waits below an organization: for the committee, or overdue; of one cause."""
    found = _under(organization)
    if overdue_on:
        found = found.filter(by__lt=overdue_on)
    else:
        found = found.filter(ability=Ability.APPROVE_CASES)
    if cause and "." in cause:
        family, _dot, step = cause.partition(".")
        found = found.filter(case__family=family, step=step)
    ordered = F("by").asc(nulls_last=True)
    return found.select_related("case__organization").order_by(ordered, "case_id", "step")


def awaited_rows(found: Sequence[Awaited], today: date, *, approves: bool) -> list[AwaitedRow]:
    """Return waiting steps as rows. Three queries where some of them might go in one click."""
    rows = [_row(one, today, approves=approves) for one in found]
    files = _files([one.awaited.case for one in rows if one.quick])
    return [_looked(one, files[one.awaited.case_id]) if one.quick else one for one in rows]


def _row(one: Awaited, today: date, *, approves: bool) -> AwaitedRow:
    procedure = defined.by_key(one.case.key)
    step = procedure.steps.get(one.step) if procedure else None
    body = procedure.bodies[step.body].title if procedure and step else ""
    decides = approves and one.ability == Ability.APPROVE_CASES
    quick = decides and _is_quick(step)
    return AwaitedRow(
        one, title_of(one.case), step, body, one.overdue_on(today), quick=quick,
        reads=decides and not quick,
    )  # fmt: skip


def _files(cases: Sequence[Case]) -> dict[str, File]:
    one_each = list({one.rec: one for one in cases}.values())
    files = queries.files_of(one_each) if one_each else ()
    return {file.case.rec: file for file in files}


def _looked(row: AwaitedRow, file: File) -> AwaitedRow:
    """Return a row that might go in one click: not where a required paper lacks or was ticked."""
    if any(any(filing.lacking_in(file, entered)) for entered in file.entered):
        return replace(row, quick=False, reads=True)
    return replace(row, seen=queries.seen_of(file, row.awaited.step))


def causes_under(organization: Organization, today: date) -> list[tuple[str, str, int, int]]:
    """Return what waits for the committee or is overdue, by step: cause, title, waiting, late."""
    found = _under(organization).order_by("case__family", "step")
    rows = found.values_list("case__family", "step", "title", "ability", "by")
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for family, step, title, ability, by in rows.iterator():
        here = counts[f"{family}.{step}", title]
        here[0] += ability == Ability.APPROVE_CASES
        here[1] += bool(by and by < today)
    return [(key, title, waits, late) for (key, title), (waits, late) in counts.items()
            if waits or late]  # fmt: skip


def due_for(held: Permits, today: date) -> Iterator[Due]:
    """Yield what falls due in the cases of somebody's branches, and what waits for a committee."""
    keeps = held.scope(Ability.RECORD_WORK)
    branches = Organization.objects.filter(keeps, dissolved_on=None, level=Level.BRANCH)
    mine = branches.order_by("path").values("uid")[:BRANCHES]
    found = Awaited.objects.filter(
        case__organization__in=mine, ability=Ability.RECORD_WORK, by__isnull=False
    )
    for one in found.select_related("case").order_by("by", "case_id")[:SOON]:
        if (one.by - today).days <= SOON if one.by else False:
            words = _("%(title)s：%(step)s（%(name)s）") % {
                "title": title_of(one.case), "step": one.title, "name": one.case.subject_name,
            }  # fmt: skip
            url = reverse("procedures:case", args=[one.case_id])
            yield Due(words, one.by, url, one.overdue_on(today))
    yield from _of_committees(held, today)


def _of_committees(held: Permits, today: date) -> Iterator[Due]:
    own = {one.organization: one.path for one in held.held if one.gives(Ability.APPROVE_CASES)}
    for uid, path in sorted(own.items(), key=lambda one: one[1]):
        told = (
            awaited_under(Organization(uid=uid, path=path))
            .order_by()
            .aggregate(n=Count("step"), by=Min("by"))
        )
        if told["n"]:
            words = _("%(n)d 件流程等上级办理") % {"n": told["n"]}
            url = reverse("procedures:committee", args=[uid])
            late = max((today - told["by"]).days, 0) if told["by"] else 0
            yield Due(words, told["by"], url, late)


def title_of(case: Case) -> str:
    """Return what a case's procedure is called."""
    procedure = defined.by_key(case.key)
    return procedure.title if procedure else case.family


def _ended(case: Case) -> str:
    procedure = defined.by_key(case.key)
    return presenting.ended_words(procedure, case.closed_as) if procedure else case.closed_as


def _is_quick(step: Step | None) -> bool:
    """Say whether a step asks for no more than its day and how it came out, and for no paper."""
    if step is None:
        return False
    asked = any(not ask.optional and not ask.when for ask in step.asks.values())
    return not asked and not any(one.required for one in step.materials.values())


def _under(organization: Organization) -> QuerySet[Awaited]:
    under = Organization.objects.filter(below(organization.path))
    return Awaited.objects.filter(case__organization__in=under, case__closed_on=None)
