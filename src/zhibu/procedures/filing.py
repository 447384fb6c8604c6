"""The materials of a case as its file holds them: what is there, and what nobody can find."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.core.case import Gap
from zhibu.core.case_values import holds
from zhibu.core.procedure_parts import Step
from zhibu.procedures import documents, queries
from zhibu.procedures.papers import Held
from zhibu.procedures.queries import Entered, File

LACKS = ("material_missing", "material_ticked")
_TICKED = gettext_lazy("“%(title)s”当时只打了勾，没有附文件，也没有写存放在哪里。")


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A material in the file: how it is kept, and by which record; ``made`` names its document.

    ``came_on`` is the day on which it came, where that was after the step was done.
    """

    title: str
    held: Held
    rec: str
    made: str
    came_on: date | None = None


def papers_of(file: File, entered: Entered) -> Iterator[PaperShown]:
    """Yield the materials of a step that was done, those that came with it first."""
    step = _then(file, entered)
    for one in entered.papers:
        yield _paper(file, step, one, rec=entered.row.rec)
    for added in entered.added:
        for one in added.papers:
            yield replace(_paper(file, step, one, rec=added.rec), came_on=added.record.on)


def lacking_in(file: File, entered: Entered) -> Iterator[str]:
    """Yield the materials that a step had to have and that nobody knows where to find."""
    step, held = (
        _then(file, entered),
        (*entered.papers, *(one for added in entered.added for one in added.papers)),
    )
    found = {one.material for one in held if not one.ticked}
    for one in step.materials.values():
        if one.required and one.id not in found and holds(one.when, entered.done, file.core):
            yield one.title


def missing_in(file: File, entered: Entered) -> Iterator[str]:
    """Yield those of them of which not even a tick says that they were there."""
    ticked = {one.title for one in papers_of(file, entered) if one.held.ticked}
    return (one for one in lacking_in(file, entered) if one not in ticked)


def _then(file: File, entered: Entered) -> Step:
    then = queries.definition_of(file.case, entered.done.version)
    return then.steps[entered.done.step]


def _paper(file: File, step: Step, held: Held, *, rec: str) -> PaperShown:
    known = step.materials.get(held.material)
    made = documents.made_as(file.case, known.template) if known else ""
    return PaperShown(known.title if known else held.material, held, rec, made)


def ticked_in(file: File, entered: Entered) -> Iterator[Gap]:
    """Yield a gap for each material of which a record says no more than that it was there."""
    lacking = set(lacking_in(file, entered))
    step = _then(file, entered)
    for one in step.materials.values():
        if one.title in lacking and one.id in entered.done.materials:
            yield Gap(
                step=step.id,
                words=str(_TICKED) % {"title": one.title},
                basis=step.basis,
                rule="material_ticked",
                confidence=step.confidence,
                way_out=_("请补充材料，或写明纸质材料存放在哪里。"),
            )
