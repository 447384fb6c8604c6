"""Cross-observation (述看查问评): circles of branches, and what each visit saw. No points."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.stars.models import Basis, Circle, Observation


def project_composed(composed: "CircleComposed", leaf: Leaf) -> None:
    """Write the circle."""
    if leaf.op is Op.WITHDRAW:
        Circle.objects.filter(rec=leaf.rec).update(ended=True)
        return
    Circle.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, committee_id=composed.committee, title=composed.title,
        basis=composed.basis, route=list(composed.route), composed_on=composed.on,
    )  # fmt: skip


@kinds.register("stars.circle_composed", version=1, title=_("观摩互评组"), project=project_composed)
@dataclass(frozen=True, slots=True)
class CircleComposed:
    """A committee put branches together; ``route`` is the order in which they are visited."""

    committee: str
    title: str
    basis: Basis
    route: tuple[str, ...]
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_ended(ended: "CircleEnded", _leaf: Leaf) -> None:
    """Note that the circle is over."""
    Circle.objects.filter(rec=ended.circle).update(ended=True)


@kinds.register("stars.circle_ended", version=1, title=_("观摩结束"), project=project_ended)
@dataclass(frozen=True, slots=True)
class CircleEnded:
    """The round of visits is over."""

    circle: str
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_observed(observed: "Observed", leaf: Leaf) -> None:
    """Write the sheet, or that it was withdrawn."""
    if leaf.op is Op.WITHDRAW:
        Observation.objects.filter(rec=leaf.rec).update(withdrawn=True)
        return
    Observation.objects.create(
        rec=leaf.rec, leaf_id=leaf.lh, circle_id=observed.circle, branch_id=observed.branch,
        observer_id=observed.observer, observed_on=observed.on, findings=len(observed.findings),
    )  # fmt: skip


@kinds.register(
    "stars.observed",
    version=1,
    title=_("观摩记录"),
    project=project_observed,
    sealed=("heard", "seen", "checked", "asked", "judged"),
    people=("findings",),
)
@dataclass(frozen=True, slots=True)
class Observed:
    """What visitors heard (述), saw (看), checked (查), asked (问) and thought (评), in words."""

    circle: str
    branch: str
    observer: str
    heard: str
    seen: str
    checked: str
    asked: str
    judged: str
    findings: tuple[str, ...]
    on: date

    def facts(self) -> Iterator[Fact]:
        yield from ()
