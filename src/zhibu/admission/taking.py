"""Admissions from older ledgers: who applied, how far the case had come, which stages that meant.

As with members of an old roster, the records enter the journal with ``history=True``. The stages
count towards how many activists and probationers there are; that somebody was admitted is no
success of the branch to be counted, since no paper of it was seen here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhibu.admission.following import STAGES
from zhibu.admission.models import Stage
from zhibu.admission.records import Applied, Reached
from zhibu.core.case import Done, Taken
from zhibu.journal.kinds import Record
from zhibu.procedures.taking import CaseKnown, from_history


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whom an older ledger tells of; ``uid`` is the member's own where there is one already."""

    uid: str
    name: str
    sex: str
    birth_on: date
    id_number: str = ""
    education: str = ""
    work: str = ""


def records_of(
    branch: str, who: Newcomer, told: tuple[CaseKnown, Taken], *, today: date
) -> Iterator[Record]:
    """Yield the records of somebody's admission so far, in the order that lets each stand."""
    known, taken = told
    yield Applied(
        applicant=who.uid,
        branch=branch,
        received_on=known.opened_on,
        name=who.name,
        sex=who.sex,
        birth_on=who.birth_on,
        id_number=who.id_number,
        education=who.education or None,
        work=who.work or None,
    )
    yield from_history(branch, known, taken, today=today)
    before = Stage.APPLICANT
    for stage, on in stages_of(taken.case.done):
        yield Reached(who.uid, stage.value, before.value, on)
        before = stage


def stages_of(done: tuple[Done, ...]) -> Iterator[tuple[Stage, date]]:
    """Yield the stages reached, each with its day: a probationer's is that of the meeting."""
    days = {one.step: one.on for one in done}
    for one in done:
        stage = STAGES.get((one.step, one.outcome))
        if stage is Stage.PROBATIONER:
            yield stage, days.get("admission_meeting", one.on)
        elif stage in (Stage.ACTIVIST, Stage.CANDIDATE):
            yield stage, one.on


def stage_of(done: tuple[Done, ...]) -> Stage:
    """Return the stage that somebody had reached."""
    return max((stage for stage, _on in stages_of(done)), default=Stage.APPLICANT, key=_place)


def _place(stage: Stage) -> int:
    return list(Stage).index(stage)
