"""A case begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.leaves import Leaf, Op
from zhibu.procedures.models import LONGEST_NAME, Case
from zhibu.procedures.records.parts import Answer, Told, facts_in, stated_here


class Begun(Protocol):
    """What every record that begins a case says of it."""

    @property
    def organization(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def variant(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def opened_on(self) -> date: ...
    @property
    def subject(self) -> str: ...
    @property
    def subject_name(self) -> str: ...
    @property
    def context(self) -> tuple[Answer, ...]: ...


def project_opened(opened: Begun, leaf: Leaf) -> None:
    """Write the case; the version it moved to later, and its end, stay as they are."""
    if leaf.op is Op.WITHDRAW:
        Case.objects.filter(rec=leaf.rec).delete()
        return
    told = {
        "leaf_id": leaf.lh,
        "subject_name": opened.subject_name[:LONGEST_NAME],
        "opened_on": opened.opened_on,
        "context": {one.field: one.value for one in opened.context},
    }
    fixed = {
        "organization_id": opened.organization,
        "family": opened.family,
        "variant": opened.variant,
        "version": opened.version,
        "subject": opened.subject,
    }
    Case.objects.update_or_create(rec=leaf.rec, defaults=told, create_defaults=told | fixed)


@kinds.register(
    "procedures.opened",
    version=1,
    title=_("流程启动"),
    book=Book.BOX,
    emits=stated_here(),
    project=project_opened,
    retell=project_opened,
    sealed=("subject_name",),
)
@dataclass(frozen=True, slots=True)
class CaseOpened:
    """An organization began a procedure about somebody or something."""

    organization: str
    family: str
    variant: str
    version: str
    subject: str
    subject_name: str
    opened_on: date
    context: tuple[Answer, ...] = ()
    told: tuple[Told, ...] = ()

    @property
    def on(self) -> date:
        return self.opened_on

    def facts(self) -> Iterator[Fact]:
        yield from facts_in(self.told)
