"""A material of a step that was done arrives afterwards."""

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
from zhibu.procedures.models import CaseStep
from zhibu.procedures.records.parts import KeptAt, Paper


def project_added(added: "MaterialAdded", leaf: Leaf) -> None:
    """Name the record beside its step, or take that back."""
    told = {"rec": leaf.rec, "lh": leaf.lh.hex()}
    for known in CaseStep.objects.filter(rec=added.done).values_list("added", flat=True):
        others = [one for one in known if one["rec"] != leaf.rec]
        if leaf.op is not Op.WITHDRAW:
            others = [told if one["rec"] == leaf.rec else one for one in known]
            others += [told] * (told not in others)
        CaseStep.objects.filter(rec=added.done).update(added=others)


@kinds.register(
    "procedures.material_added",
    version=1,
    title=_("流程材料补充"),
    book=Book.BOX,
    project=project_added,
    retell=project_added,
    people=("kept_at",),
    files="attachments",
    forget=shelf.forget,
)
@dataclass(frozen=True, slots=True)
class MaterialAdded:
    """Materials of a step came to its file after it was done; ``done`` is the step's record."""

    case: str
    version: str
    step: str
    done: str
    on: date
    materials: tuple[Paper, ...] = ()
    kept_at: tuple[KeptAt, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from ()
