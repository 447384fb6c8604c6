from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.log import Leaf, Op
from zhibu.party.models import Organization, OrganizationState
from zhibu.party.models.organizations import SEGMENT
from zhibu.party.months import owed_from, released_from
from zhibu.party.records.rows import take_back


def segment_of(uid: str) -> str:
    return uid[2 : 2 + SEGMENT]


def path_below(superior: Organization | None, uid: str) -> str:
    return (superior.path if superior else "") + segment_of(uid)


def project_founded(founded: "OrganizationFounded", leaf: Leaf) -> None:
    if leaf.op is Op.WITHDRAW:
        # The row stays for the withdrawn records that name it: an organization of no day.
        take_back(leaf, OrganizationState)
        standing = Organization.objects.filter(rec=leaf.rec)
        standing.update(dissolved_on=F("founded_on"), leaf=leaf.lh)
        return
    told: dict[str, object] = {
        "name": founded.name,
        "form": founded.form,
        "superior_id": founded.superior,
        "branch_class": founded.branch_class or "",
        "leaf_id": leaf.lh,
    }
    fixed = {"rec": leaf.rec, "level": founded.level, "founded_on": founded.founded_on}
    superior = Organization.objects.get(pk=founded.superior) if founded.superior else None
    Organization.objects.update_or_create(
        uid=founded.organization,
        defaults={**fixed, "leaf_id": leaf.lh},
        create_defaults={**fixed, **told, "path": path_below(superior, founded.organization)},
    )
    _state(founded.organization, told, leaf)


def project_changed(changed: "OrganizationChanged", leaf: Leaf) -> None:
    if leaf.op is Op.WITHDRAW:
        take_back(leaf, OrganizationState)
        _settle(changed.organization, leaf)
        return
    told: dict[str, object] = {
        "name": changed.name,
        "form": changed.form,
        "superior_id": changed.superior,
        "branch_class": changed.branch_class or "",
        "leaf_id": leaf.lh,
    }
    _state(changed.organization, told, leaf)


def _state(uid: str, told: dict[str, object], leaf: Leaf) -> None:
    OrganizationState.objects.filter(organization=uid, until_on=None).exclude(rec=leaf.rec).update(
        until_on=F("from_on")  # settled at once below: only one state may be open
    )
    OrganizationState.objects.update_or_create(
        rec=leaf.rec, defaults={"organization_id": uid, "from_on": leaf.on, **told}
    )
    _settle(uid, leaf)


def _settle(uid: str, leaf: Leaf) -> None:
    """String the states together by date and let the organization be what the last one says."""
    states = list(OrganizationState.objects.filter(organization=uid).order_by("from_on", "rec"))
    for state, following in pairwise(states):
        OrganizationState.objects.filter(pk=state.pk).update(until_on=following.from_on)
    last = states[-1]
    OrganizationState.objects.filter(pk=last.pk).update(until_on=None)
    organization = Organization.objects.get(pk=uid)
    if organization.superior_id != last.superior_id:
        _move(organization, last.superior)
    Organization.objects.filter(pk=uid).update(
        name=last.name,
        form=last.form,
        branch_class=last.branch_class,
        superior=last.superior_id,
        leaf=leaf.lh,
    )


def _move(organization: Organization, superior: Organization | None) -> None:
    old, new = organization.path, path_below(superior, organization.uid)
    below = Organization.objects.filter(path__gte=old, path__lt=old + "~")
    below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))


def project_dissolved(dissolved: "OrganizationDissolved", leaf: Leaf) -> None:
    on = None if leaf.op is Op.WITHDRAW else dissolved.dissolved_on
    Organization.objects.filter(pk=dissolved.organization).update(dissolved_on=on, leaf=leaf.lh)


def project_live(live: "WentLive", leaf: Leaf) -> None:
    gone = leaf.op is Op.WITHDRAW
    Organization.objects.filter(pk=live.branch).update(
        live_on=None if gone else live.live_on,
        counted_from=None if gone else live.counted_from,
        leaf=leaf.lh,
    )


@kinds.register(
    "party.organization_founded", version=1, title=_("成立党组织"), project=project_founded
)
@dataclass(frozen=True, slots=True)
class OrganizationFounded:
    """A Party organization came to be."""

    organization: str
    name: str
    level: str
    form: str
    founded_on: date
    superior: str | None = None
    branch_class: str | None = None

    @property
    def on(self) -> date:
        return self.founded_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


@kinds.register(
    "party.organization_changed", version=1, title=_("党组织变更"), project=project_changed
)
@dataclass(frozen=True, slots=True)
class OrganizationChanged:
    """An organization was renamed, moved, classed anew. It says all that holds from then on."""

    organization: str
    changed_on: date
    name: str
    form: str
    superior: str | None = None
    branch_class: str | None = None

    @property
    def on(self) -> date:
        return self.changed_on

    def facts(self) -> Iterator[Fact]:
        yield from ()


@kinds.register(
    "party.organization_dissolved",
    version=1,
    title=_("撤销党组织"),
    emits=(
        "party.counted", "party.live", "party.has_committee", "party.has_term",
        "party.term_overdue.standing",
    ),
    project=project_dissolved,
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class OrganizationDissolved:
    """An organization ceased to be. It carries what ends with it."""

    organization: str
    dissolved_on: date
    counted_from: date | None = None
    live_on: date | None = None
    committee_since: date | None = None
    terms_since: date | None = None
    term_ends_on: date | None = None

    @property
    def on(self) -> date:
        return self.dissolved_on

    def facts(self) -> Iterator[Fact]:
        begun = {
            "party.counted": self.counted_from,
            "party.live": self.live_on,
            "party.has_committee": self.committee_since,
            "party.has_term": self.terms_since,
        }
        for name, since in begun.items():
            if since:
                yield Fact(name, released_from(self.on, since), -1)
        if self.term_ends_on:
            expired_on = self.term_ends_on + timedelta(days=1)
            yield Fact("party.term_overdue.standing", max(self.on, expired_on), -1)


@kinds.register(
    "party.went_live",
    version=1,
    title=_("启用"),
    emits=("party.counted", "party.live"),
    project=project_live,
    ahead=True,
)
@dataclass(frozen=True, slots=True)
class WentLive:
    """A branch keeps its records here from a day on, and is counted from an earlier one."""

    branch: str
    live_on: date
    counted_from: date

    @property
    def on(self) -> date:
        return self.live_on

    def facts(self) -> Iterator[Fact]:
        yield Fact("party.counted", owed_from(self.counted_from), 1)
        yield Fact("party.live", owed_from(self.live_on), 1)
