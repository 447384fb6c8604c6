"""What the procedures room knows. A page about any number of cases costs the same queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhibu.core import case as machine
from zhibu.core.case import Done, Granted, Standing
from zhibu.core.procedure_parts import Procedure
from zhibu.journal import facts, log
from zhibu.journal.days import civil
from zhibu.party import queries as party
from zhibu.party.models import Affiliation, Member, Organization
from zhibu.party.models.validity import holds_on
from zhibu.party.queries import below
from zhibu.procedures import conduct, defined, papers, values
from zhibu.procedures.models import Awaited, Case, CaseException, CaseStep
from zhibu.procedures.papers import Held
from zhibu.procedures.records import MaterialAdded, StepDone, StepTicked, TakenOver

MOST_STEPS = 400
Told = tuple[CaseStep, StepDone | StepTicked, tuple["Added", ...]]


@dataclass(frozen=True, slots=True)
class Added:
    """Materials that came to a step afterwards: by which record, in its latest version."""

    rec: str
    lh: bytes
    record: MaterialAdded
    papers: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """A step that was done: its row, its record, and as the machine reads it.

    ``papers`` came with it, ``added`` afterwards; to the machine all of them are there.
    """

    row: CaseStep
    record: StepDone | StepTicked
    done: Done
    papers: tuple[Held, ...] = ()
    added: tuple[Added, ...] = ()

    @property
    def taken_over(self) -> bool:
        """Whether an older ledger tells of it: it stands in the record of the case."""
        return self.done.taken_over

    @property
    def source(self) -> str:
        """Return the record in which it stands."""
        return self.row.case_id if self.taken_over else self.row.rec

    @property
    def lh(self) -> bytes:
        return bytes(self.row.leaf_id)

    @property
    def fingerprint(self) -> str:
        """Return the short print of its latest version, as ``Leaf`` spells it."""
        text = self.lh.hex()
        return f"{text[:4]}-{text[4:8]}"


@dataclass(frozen=True, slots=True)
class File:
    """A case with all that was recorded of it."""

    case: Case
    procedure: Procedure
    entered: tuple[Entered, ...]
    exceptions: tuple[CaseException, ...]
    core: machine.Case

    def entered_as(self, rec: str) -> Entered | None:
        """Return the step that a record tells of, itself or by what it added to the step."""
        found = (
            one for one in self.entered if rec in (one.row.rec, *(added.rec for added in one.added))
        )
        return next(found, None)

    @property
    def taken(self) -> TakenOver | None:
        """Return the record that took the case over from an older ledger, if one did."""
        told = log.records_by_hash([self.case.leaf_id]) if self.is_taken_over else {}
        return next(iter(told.values()), None)

    @property
    def is_taken_over(self) -> bool:
        return any(one.taken_over for one in self.entered)

    def told(self, step: str) -> dict[str, object]:
        """Return what was last entered in a step, or nothing."""
        found = [one.done for one in self.entered if one.done.step == step]
        return dict(found[-1].values) if found else {}

    @property
    def last(self) -> Entered | None:
        return self.entered[-1] if self.entered else None


def case(uid: str) -> Case | None:
    """Return a case with its organization, or None."""
    return Case.objects.select_related("organization").filter(rec=uid).first()


def cases_of(branch: Organization | str, family: str = "") -> QuerySet[Case]:
    """Return the cases of an organization, running ones first, then the latest ended."""
    uid = branch if isinstance(branch, str) else branch.uid
    found = Case.objects.filter(organization_id=uid)
    return found.filter(family=family) if family else found


def open_cases_under(organization: Organization, family: str = "") -> QuerySet[Case]:
    """Return the running cases of an organization and all below it."""
    under = Organization.objects.filter(below(organization.path))
    found = Case.objects.filter(organization__in=under, closed_on=None)
    found = found.select_related("organization")
    return found.filter(family=family) if family else found


def open_about(subject: str, family: str) -> Case | None:
    """Return the running case of a family about somebody or something."""
    running = Case.objects.filter(subject=subject, family=family, closed_on=None)
    return running.select_related("organization").first()


def gone_on(recs: Sequence[str]) -> str:
    """Return whose case, taken over from a ledger, went on here since; nothing where none did."""
    for start in range(0, len(recs), MOST_STEPS):
        cases = Case.objects.filter(rec__in=recs[start : start + MOST_STEPS])
        own = Q(leaf=OuterRef("leaf"), added=[])
        done = CaseStep.objects.filter(~own, case=OuterRef("pk"))
        granted = CaseException.objects.filter(case=OuterRef("pk"))
        changed = Q(closed_on__isnull=False) | Q(moved_at__isnull=False)
        found = cases.filter(Exists(done) | Exists(granted) | changed).first()
        if found:
            return found.subject_name
    return ""


def awaited_by(cases: QuerySet[Case]) -> QuerySet[Awaited]:
    """Return the steps that some cases wait for, the soonest due first."""
    found = Awaited.objects.filter(case__in=cases.order_by())
    return found.select_related("case__organization").order_by("by", "case_id", "step")


def file_of(found: Case) -> File:
    """Return a case with what was recorded of it. Three queries."""
    return next(files_of([found]))


def files_of(cases: Sequence[Case]) -> Iterator[File]:
    """Yield cases with what was recorded of them. Three queries for all."""
    recs = [one.rec for one in cases]
    rows = list(CaseStep.objects.filter(case__in=recs).order_by("entered_at", "rec"))
    granted = CaseException.objects.filter(case__in=recs).order_by("entered_at", "rec")
    hashes = [hashed for row in rows for hashed in (bytes(row.leaf_id), *_added_to(row))]
    records = log.records_by_hash(hashes) if hashes else {}
    steps: Mapping[str, list[Told]] = defaultdict(list)
    for row in rows:
        told = ((rec, lh, records[lh]) for lh, rec in _added_to(row).items())
        added = tuple(Added(*one, papers.told_in(one[-1])) for one in told)
        steps[row.case_id].append((row, _own(row, records[bytes(row.leaf_id)]), added))
    exits: Mapping[str, list[CaseException]] = defaultdict(list)
    for each in granted:
        exits[each.case_id].append(each)
    for found in cases:
        yield _file(found, steps[found.rec], exits[found.rec])


def core_case(found: Case) -> machine.Case:
    """Return a case as the machine reads it. Three queries."""
    return file_of(found).core


def file_until(file: File, place: int) -> File:
    """Return a case as it stood before one of its steps, by the version the step was done under."""
    then = definition_of(file.case, file.core.done[place].version)
    core = replace(
        file.core, procedure=then, done=file.core.done[:place], closed_as="", closed_on=None
    )
    return replace(file, procedure=then, core=core, entered=file.entered[:place])


def file_with(file: File, place: int, done: Done) -> File:
    """Return a case as it stands once one of its steps says something else."""
    entered = list(file.entered)
    entered[place] = replace(entered[place], done=done)
    core = replace(file.core, done=tuple(one.done for one in entered))
    return replace(file, core=core, entered=tuple(entered))


def seen_of(file: File, step: str) -> str:
    """Return the mark of what a step's form was made from: the version, a slash, a short print.

    The print changes when the step, or one that it follows, is done, corrected or taken back.
    """
    found = file.procedure.steps.get(step)
    meant = {step, *(found.after if found else ())}
    hashes = b"".join(one.lh for one in file.entered if one.done.step in meant)
    return f"{file.procedure.version}/{sha256(hashes).hexdigest()[:12]}"


def standing_of(found: Case, today: date) -> Standing:
    """Return where a case stands on a day. Three queries."""
    return machine.stand(core_case(found), today=today, calendar=facts.calendar())


def members_on(organization: Organization, on: date) -> QuerySet[Member]:
    """Return who belonged to an organization that day, or to one of the branches below it."""
    if organization.is_branch:
        return party.members_of(organization, on)
    branches = party.branches_under(organization).order_by()
    belonging = Affiliation.objects.filter(holds_on(on), organization__in=branches)
    return Member.objects.filter(uid__in=belonging.values("member_id")).order_by("name_key", "uid")


def definition_of(found: Case, version: str) -> Procedure:
    """Return a version of a case's definition. Raises LookupError where it is not shipped."""
    return defined.of(found.family, found.variant, version)


def context_of(found: Case, procedure: Procedure) -> dict[str, Any]:
    """Return what a case was opened with, and what its room adds now."""
    told = {
        name: values.read(procedure.context.get(name), spelled)
        for name, spelled in found.context.items()
    }
    return {**told, **conduct.of(found.family).context(found)}


def _file(
    found: Case,
    steps: Iterable[Told],
    exceptions: Sequence[CaseException],
) -> File:
    procedure = definition_of(found, found.version)
    entered = tuple(
        _entered(found, told) for told in sorted(steps, key=lambda told: _place(told[0], procedure))
    )
    core = machine.Case(
        procedure=procedure,
        opened_on=found.opened_on,
        context=context_of(found, procedure),
        done=tuple(one.done for one in entered),
        granted=tuple(Granted(one.step, one.exception, one.on, one.body) for one in exceptions),
        closed_as=found.closed_as,
        closed_on=found.closed_on,
    )
    return File(found, procedure, entered, tuple(exceptions), core)


def _added_to(row: CaseStep) -> dict[bytes, str]:
    """Return the records that added materials to a step, by their hashes, in their order."""
    return {bytes.fromhex(one["lh"]): one["rec"] for one in row.added}


def _place(row: CaseStep, procedure: Procedure) -> tuple[datetime, date, int]:
    """Return where a step stands in its file: as entered; of those entered at once, as done."""
    order = list(procedure.steps)
    place = order.index(row.step) if row.step in procedure.steps else len(order)
    return row.entered_at, row.on, place


def _own(row: CaseStep, record: StepDone | StepTicked | TakenOver) -> StepDone | StepTicked:
    """Return the record of a step; of one taken over, its part of the case's record."""
    return record.as_done(row.case_id, row.rec) if isinstance(record, TakenOver) else record


def _entered(found: Case, told: Told) -> Entered:
    row, record, added = told
    own = papers.told_in(record)
    done = _done(found, row, record)
    everything = (*own, *(held for one in added for held in one.papers))
    return Entered(row, record, replace(done, materials=papers.ids_of(everything)), own, added)


def _done(found: Case, row: CaseStep, record: StepDone | StepTicked) -> Done:
    """Return a step as it was done, its answers read by the version it was done under."""
    then = definition_of(found, record.version).steps[record.step]
    return Done(
        step=record.step,
        on=record.on,
        entered_on=civil(row.entered_at),
        version=record.version,
        values=values.read_all(then.asks, (*record.answers, *record.personal)),
        outcome=record.outcome,
        waived=record.waived,
        taken_over=bytes(row.leaf_id) == bytes(found.leaf_id),
    )
