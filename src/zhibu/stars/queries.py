"""What the stars room knows, and who may know it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhibu.journal import log
from zhibu.journal.log import Leaf
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.party.permits import Ability, Permits
from zhibu.stars import rules
from zhibu.stars.models import Circle, Demonstration, Observation, Overhaul, Rating, Step
from zhibu.stars.periods import Period
from zhibu.stars.records import Observed, OverhaulOpened, Rated

MOST = 200


def ratings_of(branch: Organization) -> QuerySet[Rating]:
    """Return what a branch was rated, the latest first; withdrawn ratings are not among it."""
    found = Rating.objects.filter(branch=branch, withdrawn=False)
    return found.order_by("-decided_at", "-rec")


def latest_of(units: Iterable[str]) -> dict[str, Rating]:
    """Return the latest rating of each of some branches. One query."""
    found = Rating.objects.filter(branch_id__in=list(units), withdrawn=False)
    return {one.branch_id: one for one in found.order_by("decided_at", "rec")}


def rated_in(units: Iterable[str], period: Period) -> dict[str, Rating]:
    """Return the rating of a period, by branch. One query."""
    found = Rating.objects.filter(
        branch_id__in=list(units), year=period.year, half=period.half, withdrawn=False,
        exit_test=False,
    )  # fmt: skip
    return {one.branch_id: one for one in found}


def record_of(rating: Rating) -> Rated:
    """Return what a rating says."""
    rated: Rated = log.record_of(log.leaf_of(rating.leaf_id))
    return rated


def records_of(ratings: Iterable[Rating]) -> list[Rated]:
    """Return what some ratings say, in their order."""
    return log.records_of([log.leaf_of(one.leaf_id) for one in ratings])


def open_overhaul_of(branch: Organization | str) -> Overhaul | None:
    """Return the overhaul that a branch stands in, or None."""
    found = Overhaul.objects.filter(branch=branch, ended_on=None)
    return found.select_related("branch", "committee").first()


def open_overhauls(units: Iterable[str]) -> dict[str, Overhaul]:
    """Return the overhauls that some branches stand in, by branch. One query."""
    found = Overhaul.objects.filter(branch_id__in=list(units), ended_on=None)
    return {one.branch_id: one for one in found}


def overhauls_of(branch: Organization) -> QuerySet[Overhaul]:
    """Return a branch's overhauls, the latest first."""
    return Overhaul.objects.filter(branch=branch).order_by("-opened_on", "-rec")


def is_owed(rating: Rating | None, overhaul: Overhaul | None) -> bool:
    """Say whether a rating of few stars still waits for its plan."""
    if rating is None or not rules.in_force().is_weak(rating.level) or overhaul is not None:
        return False
    return not Overhaul.objects.filter(rating=rating.rec).exists()


def overhaul_for(rec: str, permits: Permits) -> Overhaul | None:
    """Return an overhaul that somebody may see, or None."""
    found = Overhaul.objects.select_related("branch", "committee").filter(rec=rec).first()
    if found is None or not permits.may(Ability.SEE_BRANCH_PRIVATE, found.branch):
        return None
    return found


def plan_of(overhaul: Overhaul) -> OverhaulOpened:
    """Return an overhaul's plan."""
    opened: OverhaulOpened = log.record_of(log.leaf_of(overhaul.leaf_id))
    return opened


@dataclass(frozen=True, slots=True)
class Told:
    """One record of an overhaul."""

    leaf: Leaf
    record: Any


def told_of(overhaul: Overhaul) -> list[Told]:
    """Return all that was recorded of an overhaul, in order, the plan first."""
    steps = Step.objects.filter(overhaul=overhaul).order_by("at", "leaf_id")[:MOST]
    hashes = [overhaul.leaf_id, *(bytes(one.leaf_id) for one in steps)]
    leaves = [log.leaf_of(lh) for lh in hashes]
    return [Told(*both) for both in zip(leaves, log.records_of(leaves), strict=True)]


def may_undo(committee: Organization, branch: Organization, permits: Permits) -> bool:
    """Say whether somebody may take back what a committee said of a branch.

    The committees between the two may not; once the branch went elsewhere, its new superiors may.
    """
    here = branch.path.startswith(committee.path)
    over = committee if here else branch
    return all(permits.may(Ability.DECIDE_RESULTS, one) for one in (over, branch))


def demonstrations(organization: Organization, today: date) -> QuerySet[Demonstration]:
    """Return the demonstration branches at or below an organization on a day, by date of expiry."""
    found = Demonstration.objects.filter(
        branch__in=party.branches_under(organization), withdrawn_on=None, until_on__gte=today
    )
    return found.select_related("branch").order_by("until_on", "rec")


def demonstrations_of(branch: Organization) -> QuerySet[Demonstration]:
    """Return every name a branch ever had, the latest first."""
    return Demonstration.objects.filter(branch=branch).order_by("-named_on", "-rec")


def circles_under(organization: Organization) -> QuerySet[Circle]:
    """Return the circles of committees at or below an organization, the latest first."""
    within = Organization.objects.filter(party.below(organization.path))
    found = Circle.objects.filter(committee__in=within).select_related("committee")
    return found.order_by("ended", "-composed_on", "-rec")


def circle_for(rec: str, permits: Permits) -> tuple[Circle, list[Organization]] | None:
    """Return a circle and its branches in the order of the route, for who reads one of them."""
    found = Circle.objects.select_related("committee").filter(rec=rec).first()
    if found is None:
        return None
    branches = Organization.objects.in_bulk(found.route)
    route = [branches[uid] for uid in found.route if uid in branches]
    sees = any(permits.may(Ability.SEE_BRANCH_PRIVATE, one) for one in [found.committee, *route])
    return (found, route) if sees else None


def circles_of(branch: Organization) -> list[Circle]:
    """Return the circles that a branch is in and that go on."""
    above = [*party.superiors_of(branch), branch]
    found = Circle.objects.filter(committee__in=above, ended=False).order_by("-composed_on", "rec")
    return [one for one in found[:MOST] if branch.uid in one.route]


def sheets_of(circle: Circle) -> QuerySet[Observation]:
    """Return the visit sheets of a circle, the earliest first."""
    found = Observation.objects.filter(circle=circle, withdrawn=False)
    return found.select_related("branch", "observer").order_by("observed_on", "rec")


def sheets_about(branch: Organization) -> list[tuple[Observation, Observed]]:
    """Return what visitors wrote about a branch, the latest first."""
    found = Observation.objects.filter(branch=branch, withdrawn=False).select_related("observer")
    rows = list(found.order_by("-observed_on", "-rec")[:MOST])
    told = log.records_of([log.leaf_of(one.leaf_id) for one in rows])
    return list(zip(rows, told, strict=True))


def weak_waiting(units: Iterable[str]) -> list[Rating]:
    """Return the latest ratings of few stars for which no plan was opened yet. Three queries."""
    ratings = latest_of(units)
    weak = [one for one in ratings.values() if rules.in_force().is_weak(one.level)]
    planned = Overhaul.objects.filter(
        Q(rating__in=[one.rec for one in weak])
        | Q(branch_id__in=[one.branch_id for one in weak], ended_on=None)
    ).values_list("branch_id", flat=True)
    gone = set(planned)
    return [one for one in weak if one.branch_id not in gone]
