"""Floating members: registered on either side, contacted, and no longer floating.

``mobility.floating`` counts who is to be contacted every quarter: members abroad, who have a rule
of their own (half-yearly), are registered and reminded of, and not counted there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.mobility.models import Contact, Floating, Side

FLOATING = "mobility.floating"
CONTACTED = "mobility.floating_contacted"


class Way(StrEnum):
    """How somebody was contacted."""

    PHONE = "phone"
    MESSAGE = "message"
    LETTER = "letter"
    VISIT = "visit"


class Why(StrEnum):
    """Why somebody floats no more."""

    RETURNED = "returned"
    TRANSFERRED = "transferred"
    LEFT = "left"


def project_outflow(outflow: "OutflowRegistered", leaf: Leaf) -> None:
    """Write that a member of the branch is away."""
    if leaf.op is Op.WITHDRAW:
        Floating.objects.filter(rec=leaf.rec).delete()
        return
    Floating.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        branch_id=outflow.branch,
        side=Side.OUT,
        member_id=outflow.member,
        place=outflow.place,
        abroad=outflow.abroad,
        since=outflow.since,
        registered_on=outflow.registered_on,
        keeper_id=outflow.keeper,
    )


@kinds.register(
    "mobility.outflow_registered",
    version=1,
    title=_("登记流出党员"),
    emits=(FLOATING,),
    project=project_outflow,
    sealed=("place",),
)
@dataclass(frozen=True, slots=True)
class OutflowRegistered:
    """A member is away for half a year or longer and keeps the relation here.

    ``keeper`` is the member who is to stay in touch (Art. 33).
    """

    branch: str
    member: str
    since: date
    place: str
    abroad: bool
    registered_on: date
    keeper: str | None = None

    @property
    def on(self) -> date:
        return self.registered_on

    def facts(self) -> Iterator[Fact]:
        if not self.abroad:
            yield Fact(FLOATING, self.registered_on, 1)


def project_inflow(inflow: "InflowRegistered", leaf: Leaf) -> None:
    """Write that a member of another branch lives here."""
    if leaf.op is Op.WITHDRAW:
        Floating.objects.filter(rec=leaf.rec).delete()
        return
    Floating.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        branch_id=inflow.branch,
        side=Side.IN,
        name=inflow.name,
        home=inflow.home,
        since=inflow.since,
        registered_on=inflow.registered_on,
        keeper_id=inflow.keeper,
    )


def retell_inflow(inflow: "InflowRegistered", leaf: Leaf) -> None:
    """Write the words over what the table holds: something of them was erased."""
    Floating.objects.filter(rec=leaf.rec).update(name=inflow.name[:50], home=inflow.home[:100])


@kinds.register(
    "mobility.inflow_registered",
    version=1,
    title=_("登记流入党员"),
    project=project_inflow,
    retell=retell_inflow,
    sealed=("name", "home"),
)
@dataclass(frozen=True, slots=True)
class InflowRegistered:
    """A member whose relation is elsewhere takes part here."""

    branch: str
    name: str
    home: str
    since: date
    registered_on: date
    keeper: str | None = None

    @property
    def on(self) -> date:
        return self.registered_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


def project_ended(ended: "FloatingEnded", leaf: Leaf) -> None:
    """Note that somebody floats no more."""
    day = None if leaf.op is Op.WITHDRAW else ended.ended_on
    Floating.objects.filter(rec=ended.floating).update(ended_on=day)


@kinds.register(
    "mobility.floating_ended",
    version=1,
    title=_("流动结束"),
    emits=(FLOATING,),
    project=project_ended,
)
@dataclass(frozen=True, slots=True)
class FloatingEnded:
    """Somebody came back, was transferred, or belongs here no more. ``counted``: see the top."""

    floating: str
    branch: str
    why: Why
    ended_on: date
    counted: bool

    @property
    def on(self) -> date:
        return self.ended_on

    def facts(self) -> Iterator[Fact]:
        if self.counted:
            yield Fact(FLOATING, self.ended_on, -1)


def project_contacted(contacted: "Contacted", leaf: Leaf) -> None:
    """Write the contact."""
    if leaf.op is Op.WITHDRAW:
        Contact.objects.filter(rec=leaf.rec).delete()
        return
    Contact.objects.create(
        rec=leaf.rec,
        leaf_id=leaf.lh,
        floating_id=contacted.floating,
        on=contacted.contacted_on,
        way=contacted.way.value,
    )


@kinds.register(
    "mobility.contacted",
    version=1,
    title=_("联系流动党员"),
    emits=(CONTACTED,),
    project=project_contacted,
    sealed=("told",),
)
@dataclass(frozen=True, slots=True)
class Contacted:
    """The branch was in touch. ``counted``: the first time in that quarter, of who is counted."""

    floating: str
    branch: str
    contacted_on: date
    way: Way
    told: str
    counted: bool

    @property
    def on(self) -> date:
        return self.contacted_on

    def facts(self) -> Iterator[Fact]:
        if self.counted:
            yield Fact(CONTACTED, self.contacted_on, 1)
