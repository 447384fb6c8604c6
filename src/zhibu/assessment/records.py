"""The records of this room: a committee adopts a standard; a committee closes a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.assessment import longform
from zhibu.assessment.models import Adopted, Sealed, SealedScore
from zhibu.core import canonical
from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op

BATCH = 200


def project_adopted(adopted: "StandardAdopted", leaf: Leaf) -> None:
    """Write the standard that was adopted, or that it was withdrawn."""
    if leaf.op is Op.WITHDRAW:
        Adopted.objects.filter(rec=leaf.rec).update(withdrawn_at=leaf.at, leaf=leaf.lh)
        return
    Adopted.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        committee_id=adopted.committee,
        standard=adopted.standard,
        version=adopted.version,
        title=adopted.title,
        purpose=adopted.purpose,
        profile=adopted.profile,
        reasons=adopted.reasons,
        effective_from=adopted.effective_from,
        adopted_at=leaf.at,
        adopted_by=leaf.actor,
        sha256=adopted.sha256,
        text=longform.joined(adopted.text),
    )


@kinds.register(
    "assessment.standard_adopted",
    version=1,
    title=_("采用考核标准"),
    project=project_adopted,
    long=("text",),
)
@dataclass(frozen=True, slots=True)
class StandardAdopted:
    """A committee adopted a version of a standard, as these exact bytes.

    ``sha256`` is theirs. The year of ``effective_from`` and those after it are scored by them.
    """

    committee: str
    standard: str
    version: str
    title: str
    purpose: str
    effective_from: date
    adopted_on: date
    profile: str
    sha256: str
    text: tuple[str, ...]
    reasons: str = ""

    @property
    def on(self) -> date:
        return self.adopted_on

    def facts(self) -> Iterator[Fact]:
        return iter(())


def project_sealed(sealed: "PeriodSealed", leaf: Leaf) -> None:
    """Write the year that was closed, and every card of it."""
    Sealed.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        committee_id=sealed.committee,
        year=sealed.year,
        purpose=sealed.purpose,
        standard=sealed.name,
        adoption=sealed.adoption,
        as_of=sealed.as_of,
        size=sealed.size,
        root=sealed.root,
        sha256=sealed.sha256,
        units=sealed.units,
        sealed_at=leaf.at,
    )
    SealedScore.objects.bulk_create(
        (
            SealedScore(
                unit=canonical.read(line)["unit"], year=sealed.year, purpose=sealed.purpose,
                rec=leaf.rec, leaf_id=leaf.lh, standard=sealed.name, card=line.decode(),
            )
            for line in longform.unpacked(sealed.cards).split(b"\n")
        ),
        batch_size=BATCH,
    )  # fmt: skip


@kinds.register(
    "assessment.period_sealed",
    version=1,
    title=_("封存考核年度"),
    project=project_sealed,
    long=("cards", "text"),
)
@dataclass(frozen=True, slots=True)
class PeriodSealed:
    """A committee closed a year of the units below it, by the first ``size`` entries.

    ``root`` is the published head's at that size. ``cards`` are the units' cards, one canonical
    line each in the order of their identities; ``sha256`` is of all lines together. What else the
    points depend on is pinned: the standard by its adoption or, as shipped, by its ``text``; which
    items nothing told of then; the calendar's version.
    """

    committee: str
    year: int
    purpose: str
    standard: str
    version: str
    adoption: str
    as_of: date
    sealed_on: date
    size: int
    root: str
    sha256: str
    units: int
    unmeasured: tuple[str, ...]
    calendar: str
    cards: tuple[str, ...]
    text: tuple[str, ...]

    @property
    def on(self) -> date:
        return self.sealed_on

    @property
    def name(self) -> str:
        """Return the standard and its version as they stand in a row of scores."""
        return f"{self.standard}/{self.version}"

    def facts(self) -> Iterator[Fact]:
        return iter(())
