"""A case moves to another version of its definition, or ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.leaves import Leaf, Op
from zhibu.procedures.models import Case
from zhibu.procedures.records.parts import Told, facts_in, stated_here


def project_version(changed: "VersionChanged", leaf: Leaf) -> None:
    """Let the case run by the new version; steps done keep theirs."""
    Case.objects.filter(rec=changed.case).update(version=changed.after, moved_at=leaf.at)


@kinds.register(
    "procedures.version_changed",
    version=1,
    title=_("流程改用新版本"),
    emits=stated_here(),
    project=project_version,
)
@dataclass(frozen=True, slots=True)
class VersionChanged:
    """A case runs by another version of its definition from here on."""

    case: str
    before: str
    after: str
    on: date
    told: tuple[Told, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from facts_in(self.told)


def project_closed(closed: "CaseClosed", leaf: Leaf) -> None:
    """Note that the case is over and as what, or take that back."""
    told: dict[str, object] = {
        "closed_as": closed.closed_as,
        "closed_on": closed.on,
        "closing": leaf.rec,
    }
    if leaf.op is Op.WITHDRAW:
        told = {"closed_as": "", "closed_on": None, "closing": ""}
    Case.objects.filter(rec=closed.case).update(**told)


@kinds.register(
    "procedures.closed",
    version=1,
    title=_("流程结束"),
    book=Book.BOX,
    emits=stated_here(),
    project=project_closed,
    sealed=("why",),
)
@dataclass(frozen=True, slots=True)
class CaseClosed:
    """A case is over: come to its end, refused, or withdrawn by whom it was about."""

    case: str
    closed_as: str
    on: date
    why: str = ""
    told: tuple[Told, ...] = ()

    def facts(self) -> Iterator[Fact]:
        yield from facts_in(self.told)
