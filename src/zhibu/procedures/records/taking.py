"""A case that began before it was kept here is taken over from an older ledger, as one record."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.core.ids import new_id
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.leaves import Leaf, Op
from zhibu.procedures.models import CaseStep
from zhibu.procedures.records.opening import project_opened
from zhibu.procedures.records.parts import Answer, Told, facts_in, stated_here
from zhibu.procedures.records.stepping import StepDone


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step of which the older ledger knows the day, and perhaps how it came out."""

    step: str
    on: date
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class TakenAnswer:
    """What the older ledger knows besides of one of its steps, by the step's place."""

    place: int
    field: str
    value: str


def step_of(case: str, place: int) -> str:
    """Return the identity of a taken-over step: it has no record of its own."""
    spelled = f"zhibu-taken-over/1\n{case}\n{place}".encode()
    return new_id("r", hashlib.sha256(spelled).digest()[:16])


def project_taken_over(taken: "TakenOver", leaf: Leaf) -> None:
    """Write the case and its steps, all of them by this one record, or take them back."""
    project_opened(taken, leaf)
    if leaf.op is Op.WITHDRAW:  # the steps went with their case
        return
    for place, one in enumerate(taken.steps):
        row: dict[str, object] = {
            "leaf_id": leaf.lh, "on": one.on, "outcome": one.outcome, "version": taken.version,
        }  # fmt: skip
        first = {"case_id": leaf.rec, "step": one.step, "entered_at": leaf.at}
        CaseStep.objects.update_or_create(
            rec=step_of(leaf.rec, place), defaults=row, create_defaults=row | first
        )


@kinds.register(
    "procedures.taken_over",
    version=1,
    title=_("流程据原台账接续"),
    book=Book.BOX,
    emits=stated_here(),
    project=project_taken_over,
    retell=project_taken_over,
    people=("personal",),
    sealed=("subject_name", "note"),
)
@dataclass(frozen=True, slots=True)
class TakenOver:
    """An older ledger tells how far a case had come before it was kept here.

    ``steps`` stand in the order of the definition; ``answers`` lie open, ``personal`` name people.
    ``note`` is what the ledger says besides. Only what stands open is stated as a fact: of the
    steps done, nobody here has seen anything.
    """

    organization: str
    family: str
    variant: str
    version: str
    subject: str
    subject_name: str
    opened_on: date
    taken_on: date
    steps: tuple[TakenStep, ...]
    context: tuple[Answer, ...] = ()
    answers: tuple[TakenAnswer, ...] = ()
    personal: tuple[TakenAnswer, ...] = ()
    note: str = ""
    told: tuple[Told, ...] = ()

    @property
    def on(self) -> date:
        return self.opened_on

    def facts(self) -> Iterator[Fact]:
        yield from facts_in(self.told)

    def as_done(self, case: str, rec: str) -> StepDone:
        """Return one of the steps as if it had a record of its own. Raises LookupError."""
        for place, one in enumerate(self.steps):
            if step_of(case, place) == rec:
                return StepDone(
                    case=case, version=self.version, step=one.step, on=one.on, outcome=one.outcome,
                    answers=_at(place, self.answers), personal=_at(place, self.personal),
                )  # fmt: skip
        raise LookupError(f"no step {rec} was taken over with {case}")


def _at(place: int, told: tuple[TakenAnswer, ...]) -> tuple[Answer, ...]:
    return tuple(Answer(one.field, one.value) for one in told if one.place == place)
