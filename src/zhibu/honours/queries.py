"""What is asked of honours, sanctions and duties. Each a constant number of queries."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhibu.honours import rules
from zhibu.honours.models import Commendation, Duty, DutyHolder, Sanction
from zhibu.party.models import Member, Organization

SHOWN = 500
YEARS = 5


class OfYear(NamedTuple):
    """A branch's honours and sanctions of a span of days."""

    commendations: list[Commendation]
    sanctions: list[Sanction]


def of_branch(branch: Organization | str, first: date, last: date) -> OfYear:
    """Return what members of a branch were given from a day to a day. Two queries.

    Sanctions are for who may see sensitive matters only: the caller sees to that.
    """
    given = Commendation.objects.filter(branch=branch, given_on__range=(first, last))
    decided = Sanction.objects.filter(branch=branch, decided_on__range=(first, last))
    return OfYear(
        list(given.select_related("member").order_by("given_on", "rec")[:SHOWN]),
        list(decided.select_related("member").order_by("decided_on", "rec")[:SHOWN]),
    )


def recent_in(branch: Organization, today: date) -> OfYear:
    """Return what members of a branch were given this year and the four before, latest first."""
    found = of_branch(branch, date(today.year - YEARS + 1, 1, 1), today)
    return OfYear(found.commendations[::-1], found.sanctions[::-1])


def commendations_of(member: Member | str) -> QuerySet[Commendation]:
    """Return what a member was given, latest first."""
    return Commendation.objects.filter(member=member).order_by("-given_on", "rec")[:SHOWN]


def sanctions_of(member: Member | str) -> QuerySet[Sanction]:
    """Return how a member was sanctioned, latest first. Who asks must be allowed to."""
    return Sanction.objects.filter(member=member).order_by("-decided_on", "rec")[:SHOWN]


def duties_of(member: Member | str) -> QuerySet[Duty]:
    """Return the duties a member has or had, latest first."""
    held = DutyHolder.objects.filter(duty=OuterRef("pk"), member=member)
    return Duty.objects.filter(Exists(held)).order_by("-from_on", "rec")[:SHOWN]


def duties_in(branch: Organization | str, *, past: bool = False) -> QuerySet[Duty]:
    """Return a branch's duties that go on, or those that ended, with who holds them."""
    found = Duty.objects.filter(branch=branch, until_on__isnull=not past)
    return found.prefetch_related("holders__member").order_by("-from_on", "rec")[:SHOWN]


def in_effect(on: date) -> Q:
    """Return the condition that a sanction has effect on a day."""
    return Q(decided_on__lte=on) & (Q(until_on=None) | Q(until_on__gt=on))


def silenced(on: date) -> Exists:
    """Return the condition on members that a sanction leaves them no vote that day.

    Wherever they were when it was decided. Source: 《中国共产党基层组织选举工作条例》第五条.
    """
    forms = [key for key, one in rules.in_force().sanctions.items() if not one.rights]
    return Exists(Sanction.objects.filter(in_effect(on), member=OuterRef("uid"), form__in=forms))


def without_vote(members: Collection[str], on: date) -> frozenset[str]:
    """Return which of some members have no vote that day because of a sanction. One query.

    Wherever they were when it was decided. Source: 《中国共产党基层组织选举工作条例》第五条.
    """
    forms = [key for key, one in rules.in_force().sanctions.items() if not one.rights]
    found = Sanction.objects.filter(in_effect(on), member__in=members, form__in=forms)
    return frozenset(found.values_list("member_id", flat=True))
