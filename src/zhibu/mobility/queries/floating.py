"""Floating members: who floats, when they were last contacted, who is due."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet

from zhibu.mobility import rules
from zhibu.mobility.models import Contact, Floating, Side
from zhibu.party.models import Affiliation, Organization
from zhibu.party.models.validity import holds_on

SHOWN = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A floating member on the branch's list. ``gone``: belongs to the branch no more."""

    floating: Floating
    name: str
    whither: str
    keeper: str
    latest: date | None
    due: date
    overdue: bool
    soon: bool
    gone: bool


def floating(rec: str) -> Floating:
    """Return one with member and keeper. Raises Floating.DoesNotExist."""
    return Floating.objects.select_related("member", "keeper", "branch").get(rec=rec)


def open_floating_of(member: str) -> Floating | None:
    """Return a member's registration that has not ended."""
    found = Floating.objects.filter(member_id=member, ended_on=None)
    return found.select_related("member", "branch").first()


def open_inflows(branch: str) -> QuerySet[Floating]:
    """Return who flowed in and is still there."""
    return Floating.objects.filter(branch_id=branch, side=Side.IN, ended_on=None)


def was_contacted_in(one: Floating, quarter: rules.Quarter) -> bool:
    """Say whether a floating member was contacted in a quarter."""
    days = quarter.first_day, quarter.last_day
    return Contact.objects.filter(floating=one, on__range=days).exists()


def contacts_of(one: Floating) -> QuerySet[Contact]:
    """Return the contacts, the latest first."""
    return Contact.objects.filter(floating=one).order_by("-on", "-rec")[:SHOWN]


def rows_of(branch: Organization, today: date) -> list[Row]:
    """Return everybody who floats, the one due first on top. Two queries."""
    found = Floating.objects.filter(branch=branch, ended_on=None)
    found = found.select_related("member", "keeper").annotate(latest=Max("contacts__on"))
    here = set(
        Affiliation.objects.filter(holds_on(today), organization=branch).values_list(
            "member_id", flat=True
        )
    )
    rows = [_row(one, today, here) for one in found.order_by("registered_on", "rec")[:SHOWN]]
    return sorted(rows, key=lambda row: (row.due, row.name))


def _row(one: Floating, today: date, here: set[str]) -> Row:
    latest: date | None = one.latest  # type: ignore[attr-defined]
    due = rules.in_force().contact_due(
        abroad=one.abroad, since=max(one.since, one.registered_on), latest=latest
    )
    return Row(
        floating=one,
        name=one.member.name if one.member else one.name,
        whither=one.place or one.home,
        keeper=one.keeper.name if one.keeper else "",
        latest=latest,
        due=due,
        overdue=due < today,
        soon=today <= due <= rules.quarter_of(today).last_day,
        gone=one.member_id is not None and one.member_id not in here,
    )
