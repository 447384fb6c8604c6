"""Demonstration branches: named until a day, and no longer before it where there is a reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.stars.models import Demonstration


def project_named(named: "DemonstrationNamed", leaf: Leaf) -> None:
    """Write the name."""
    Demonstration.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Demonstration.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, branch_id=named.branch, committee_id=named.committee,
            title=named.title, named_on=named.on, until_on=named.until_on,
        )  # fmt: skip


@kinds.register(
    "stars.demonstration_named", version=1, title=_("命名示范党支部"), project=project_named
)
@dataclass(frozen=True, slots=True)
class DemonstrationNamed:
    """A committee named a branch as an example, until a day."""

    branch: str
    committee: str
    title: str
    reason: str
    until_on: date
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_withdrawn(withdrawn: "DemonstrationWithdrawn", leaf: Leaf) -> None:
    """End the name."""
    found = Demonstration.objects.filter(rec=withdrawn.named)
    found.update(withdrawn_on=withdrawn.on, withdrawal=leaf.rec)


@kinds.register(
    "stars.demonstration_withdrawn",
    version=1,
    title=_("撤销示范党支部"),
    project=project_withdrawn,
    sealed=("reason",),
)
@dataclass(frozen=True, slots=True)
class DemonstrationWithdrawn:
    """A committee withdrew the name, and why."""

    named: str
    branch: str
    reason: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()
