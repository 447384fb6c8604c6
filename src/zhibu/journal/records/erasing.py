"""What is recorded of erasing and withholding: asked by one, approved by two others, done.

Records name parts by place and field, never by value (journal specification 2.3).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf
from zhibu.journal.models import ErasureRequest, ErasureVoice


class Ground(StrEnum):
    """On what ground: withheld until a day, withheld, erased; or a withheld part given back."""

    RETAIN_UNTIL = "retain-until"
    RESTRICT = "restrict"
    ERASE = "erase"
    GIVE_BACK = "give-back"


class State(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Target:
    """Parts of one version: its leaf hash (base64url), their places, and each one's field."""

    lh: str
    places: tuple[int, ...]
    names: tuple[str, ...]


def project_asked(asked: "ErasureAsked", leaf: Leaf) -> None:
    """Write the request; of a restricted record it names no unit."""
    ErasureRequest.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        unit="" if leaf.restricted else leaf.unit or "",
        person=asked.person,
        asked_at=leaf.at,
        state=State.OPEN,
    )


def project_approved(approved: "ErasureApproved", leaf: Leaf) -> None:
    """Write who approved."""
    _note(approved.request, approved.person, leaf, approves=True)


def project_refused(refused: "ErasureRefused", leaf: Leaf) -> None:
    """Write who refused, and close the request."""
    _note(refused.request, refused.person, leaf, approves=False)
    ErasureRequest.objects.filter(rec=refused.request).update(state=State.REFUSED)


def project_done(done: "Erased | Withheld | GivenBack", _leaf: Leaf) -> None:
    """Close the request: what it asked for was done."""
    ErasureRequest.objects.filter(rec=done.request).update(state=State.DONE)


def _note(request: str, person: str, leaf: Leaf, *, approves: bool) -> None:
    ErasureVoice.objects.create(
        request_id=request, person=person, leaf_id=leaf.lh, approves=approves, said_at=leaf.at
    )


@kinds.register(
    "erase.asked", version=1, title=_("申请删除或封存"), project=project_asked, sealed=("why",)
)
@dataclass(frozen=True, slots=True)
class ErasureAsked:
    """Somebody asks that parts of a record's versions be erased, withheld, or given back."""

    asked_on: date
    person: str
    ground: Ground
    targets: tuple[Target, ...]
    why: str
    until: date | None = None

    @property
    def on(self) -> date:
        return self.asked_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


@kinds.register("erase.approved", version=1, title=_("同意删除或封存"), project=project_approved)
@dataclass(frozen=True, slots=True)
class ErasureApproved:
    """Somebody other than the asker approves; the second such voice carries it out."""

    request: str
    person: str
    said_on: date

    @property
    def on(self) -> date:
        return self.said_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


@kinds.register(
    "erase.refused",
    version=1,
    title=_("不同意删除或封存"),
    project=project_refused,
    sealed=("why",),
)
@dataclass(frozen=True, slots=True)
class ErasureRefused:
    """Somebody other than the asker refuses, and says why: the request is closed."""

    request: str
    person: str
    said_on: date
    why: str

    @property
    def on(self) -> date:
        return self.said_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


@dataclass(frozen=True, slots=True)
class _Done:
    """What was done to one version: on what request, to which parts, approved by whose accounts."""

    request: str
    target: str
    places: tuple[int, ...]
    names: tuple[str, ...]
    ground: Ground
    approvers: tuple[str, ...]
    done_on: date
    until: date | None = None

    @property
    def on(self) -> date:
        return self.done_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


@kinds.register("erase", version=1, title=_("删除内容"), project=project_done)
@dataclass(frozen=True, slots=True)
class Erased(_Done):
    """Parts of a version are gone for good; their digests stay, so every proof still holds."""


@kinds.register("seal", version=1, title=_("封存内容"), project=project_done)
@dataclass(frozen=True, slots=True)
class Withheld(_Done):
    """Parts of a version are kept, encrypted, and shown to nobody."""


@kinds.register("seal.lifted", version=1, title=_("启封内容"), project=project_done)
@dataclass(frozen=True, slots=True)
class GivenBack(_Done):
    """Parts that were withheld are shown again."""
