"""Somebody applies, and comes from stage to stage."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.admission import sealing
from zhibu.admission.models import Applicant, Stage
from zhibu.admission.models import Reached as Row
from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.leaves import Leaf, Op
from zhibu.party.names import sort_key

# Which level facts count somebody of a stage.
COUNTED = {
    Stage.ACTIVIST: ("admission.activists", "admission.candidates"),
    Stage.PROBATIONER: ("admission.probationers", "admission.candidates"),
}


def project_applied(applied: "Applied", leaf: Leaf) -> None:
    """Write the applicant at the first stage, or take both back."""
    if leaf.op is Op.WITHDRAW:
        Applicant.objects.filter(rec=leaf.rec).delete()
        return
    told = {
        "leaf_id": leaf.lh,
        "name": applied.name,
        "name_key": sort_key(applied.name),
        "sex": applied.sex,
        "birth_on": applied.birth_on,
        "id_number_sealed": sealing.seal(applied.applicant, applied.id_number),
        "id_number_index": sealing.index_of(applied.id_number)
        or sealing.index_of_none(applied.applicant),
        "education": applied.education or "",
        "work": applied.work or "",
        "received_on": applied.received_on,
    }
    fixed = {"uid": applied.applicant, "branch_id": applied.branch}
    Applicant.objects.update_or_create(rec=leaf.rec, defaults=told, create_defaults=told | fixed)
    first = {
        "leaf_id": leaf.lh,
        "applicant_id": applied.applicant,
        "stage": Stage.APPLICANT,
        "on": applied.received_on,
        "entered_at": leaf.at,
    }
    Row.objects.update_or_create(rec=leaf.rec, defaults=first)


@kinds.register(
    "admission.applied",
    version=1,
    title=_("收到入党申请"),
    book=Book.BOX,
    project=project_applied,
    retell=project_applied,
    sealed=("name", "sex", "birth_on", "id_number", "education", "work"),
    needed=("sex", "birth_on"),
)
@dataclass(frozen=True, slots=True)
class Applied:
    """A branch received an application. Nothing more is kept of who applied.

    Only an application taken over from an older ledger may be without a number.
    """

    applicant: str
    branch: str
    received_on: date
    name: str
    sex: str
    birth_on: date
    id_number: str
    education: str | None = None
    work: str | None = None

    @property
    def on(self) -> date:
        return self.received_on

    def facts(self) -> Iterator[Fact]:
        return iter(())


def project_reached(reached: "Reached", leaf: Leaf) -> None:
    """Write the stage; what is withdrawn leaves the person where they stood before."""
    Row.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Row.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, applicant_id=reached.applicant, stage=reached.stage,
            on=reached.on, entered_at=leaf.at, step=reached.step,
        )  # fmt: skip
    over = Row.objects.filter(applicant=reached.applicant, stage__in=(Stage.OVER, Stage.FULL))
    Applicant.objects.filter(uid=reached.applicant).update(ended=over.exists())


@kinds.register(
    "admission.reached",
    version=1,
    title=_("发展阶段变化"),
    project=project_reached,
    emits=(
        "admission.activists", "admission.candidates", "admission.probationers",
        "admission.fulfilled", "admission.files_due", "admission.files_archived",
    ),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody came to a stage by a step, and left the one before. Says nothing else of them.

    ``counts`` are the flow facts this brought about besides, on ``counted_on`` where told.
    """

    applicant: str
    stage: str
    before: str
    on: date
    step: str = ""
    counts: tuple[str, ...] = ()
    counted_on: date | None = None

    def facts(self) -> Iterator[Fact]:
        for name in COUNTED.get(Stage(self.before), ()):
            yield Fact(name, self.on, -1)
        for name in COUNTED.get(Stage(self.stage), ()):
            yield Fact(name, self.on, 1)
        for name in self.counts:
            yield Fact(name, self.counted_on or self.on, 1)
