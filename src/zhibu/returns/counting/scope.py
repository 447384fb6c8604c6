"""Which organizations stood under one on a day. Two queries, whatever the number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from zhibu.party.models import Organization, OrganizationState, Term
from zhibu.party.models.validity import holds_on
from zhibu.party.queries import below


@dataclass(frozen=True, slots=True)
class Stood:
    """An organization as it stood on a day, or on its last."""

    uid: str
    name: str
    level: str
    form: str
    superior: str | None
    dissolved_on: date | None


@dataclass(frozen=True, slots=True)
class Scope:
    """An organization and all below it on a day, those dissolved before among them."""

    on: date
    units: dict[str, Stood] = field(default_factory=dict)

    def __contains__(self, uid: str) -> bool:
        return uid in self.units

    def standing(self) -> Iterable[Stood]:
        """Yield those that still existed on the day."""
        on = self.on
        return (one for one in self.units.values() if not one.dissolved_on or one.dissolved_on > on)


def scope_of(org: Organization, on: date) -> Scope:
    """Return what stood under an organization on a day, itself included. One query."""
    rows = OrganizationState.objects.filter(holds_on(on)).values_list(
        "organization_id", "name", "organization__level", "form", "superior_id",
        "organization__dissolved_on", "organization__founded_on",
    )  # fmt: skip
    known: dict[str, Stood] = {}
    under: dict[str | None, list[str]] = defaultdict(list)
    for uid, name, level, form, superior, dissolved_on, founded_on in rows:
        if dissolved_on and dissolved_on <= founded_on:
            continue  # its founding was withdrawn
        known[uid] = Stood(uid, name, level, form, superior, dissolved_on)
        under[superior].append(uid)
    scope, waiting = Scope(on), [org.uid]
    while waiting:
        uid = waiting.pop()
        if uid in known:
            scope.units[uid] = known[uid]
            waiting += under.get(uid, ())
    return scope


def terms_in(org: Organization, on: date, strangers: Iterable[str]) -> dict[str, date]:
    """Return unit → end of the latest term begun by a day. One query."""
    rows = Term.objects.filter(reached(org, strangers, "organization"), starts_on__lte=on)
    ends = rows.order_by("starts_on").values_list("organization_id", "ends_on")
    return dict(ends.iterator(2_000))


def reached(org: Organization, strangers: Iterable[str], through: str) -> Q:
    """Return the condition of belonging to an organization's present range, or to strangers.

    Strangers stood below it once and stand elsewhere today. ``through`` names the relation.
    """
    low, high = f"{through}__path__gte", f"{through}__path__lt"
    inside = Q(**{low: org.path, high: f"{org.path}~"})
    others = list(strangers)
    return inside | Q(**{f"{through}__in": others}) if others else inside


def strangers_of(org: Organization, *scopes: Scope) -> list[str]:
    """Return who stood below an organization on one of the days and no longer does. One query."""
    present = set(Organization.objects.filter(below(org.path)).values_list("uid", flat=True))
    return sorted({uid for scope in scopes for uid in scope.units} - present)
