"""A step is done, and an exception is granted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.leaves import Leaf, Op
from zhibu.meetings import shelf
from zhibu.meetings.parts import Attachment
from zhibu.procedures.models import CaseException, CaseStep
from zhibu.procedures.records.parts import Answer, KeptAt, Paper, Told, facts_in, stated_here


def project_step_done(done: "StepDone | StepTicked", leaf: Leaf) -> None:
    """Write the step's latest version; its place in the order is that of the first."""
    if leaf.op is Op.WITHDRAW:
        CaseStep.objects.filter(rec=leaf.rec).delete()
        return
    told = {"leaf_id": leaf.lh, "on": done.on, "outcome": done.outcome, "version": done.version}
    fixed = {"case_id": done.case, "step": done.step, "entered_at": leaf.at}
    CaseStep.objects.update_or_create(rec=leaf.rec, defaults=told, create_defaults=told | fixed)


@kinds.register(
    "procedures.step_done",
    version=1,
    title=_("流程步骤办结"),
    book=Book.BOX,
    emits=stated_here(),
    project=project_step_done,
    retell=project_step_done,
    people=("personal",),
)
@dataclass(frozen=True, slots=True)
class StepTicked:
    """A step as it was entered while materials were only ticked: no more of these are written."""

    case: str
    version: str
    step: str
    on: date
    outcome: str = ""
    answers: tuple[Answer, ...] = ()
    personal: tuple[Answer, ...] = ()
    materials: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from facts_in(self.told)


@kinds.register(
    "procedures.step_done",
    version=2,
    title=_("流程步骤办结"),
    book=Book.BOX,
    emits=stated_here(),
    project=project_step_done,
    retell=project_step_done,
    people=("personal", "kept_at"),
    files="attachments",
    forget=shelf.forget,
)
@dataclass(frozen=True, slots=True)
class StepDone:
    """A step of a case was done, under one version of its definition.

    ``answers`` lie open; ``personal`` are texts, and whoever is named. ``materials`` name each
    paper with how it is kept: as ``attachments``, made from facts, or on paper as ``kept_at`` says.
    """

    case: str
    version: str
    step: str
    on: date
    outcome: str = ""
    answers: tuple[Answer, ...] = ()
    personal: tuple[Answer, ...] = ()
    materials: tuple[Paper, ...] = ()
    waived: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    kept_at: tuple[KeptAt, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from facts_in(self.told)


def project_exception(granted: "ExceptionGranted", leaf: Leaf) -> None:
    """Write the exception."""
    if leaf.op is Op.WITHDRAW:
        CaseException.objects.filter(rec=leaf.rec).delete()
        return
    told = {
        "leaf_id": leaf.lh,
        "case_id": granted.case,
        "step": granted.step,
        "exception": granted.exception,
        "on": granted.on,
        "body": granted.body,
    }
    fixed = {"entered_at": leaf.at}
    CaseException.objects.update_or_create(
        rec=leaf.rec, defaults=told, create_defaults=told | fixed
    )


@kinds.register(
    "procedures.exception_granted",
    version=1,
    title=_("流程特例批准"),
    book=Book.BOX,
    emits=stated_here(),
    project=project_exception,
    retell=project_exception,
    sealed=("reason_given",),
)
@dataclass(frozen=True, slots=True)
class ExceptionGranted:
    """The body that may do so let a case pass a rule or a step, with its reason."""

    case: str
    version: str
    step: str
    exception: str
    body: str
    reason_given: str
    on: date
    told: tuple[Told, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from facts_in(self.told)
