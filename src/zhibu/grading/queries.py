"""What is asked about grading: bounded, each a constant number of queries."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from django.db.models import Count, QuerySet

from zhibu.core.standard import Standard
from zhibu.grading.models import (
    BranchResult,
    Claim,
    ClassDecision,
    ClassWish,
    Decision,
    Results,
    VetoCase,
    VetoState,
)
from zhibu.party import queries as party
from zhibu.party.models import Account, Organization, OrganizationState
from zhibu.party.sets import BranchClass

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Move:
    """A branch came from one class into another, and why. ``step`` is up, down or nothing."""

    branch: Organization
    on: date
    before: str
    after: str
    reasons: str
    rec: str
    step: str


def claims_of(branch: Organization) -> QuerySet[Claim]:
    """Return a branch's claims, the latest first."""
    return Claim.objects.filter(branch=branch).order_by("-claimed_on", "rec")[:SHOWN]


def claims_under(organization: Organization) -> QuerySet[Claim]:
    """Return the claims below an organization that are not decided, the oldest first."""
    found = Claim.objects.filter(branch__in=_below(organization), withdrawn=False, decision="")
    return found.select_related("branch").order_by("claimed_on", "rec")[:SHOWN]


def cases_under(organization: Organization) -> QuerySet[Claim]:
    """Return the accepted claims below an organization with their takers, the latest first."""
    found = Claim.objects.filter(branch__in=_below(organization), decision=Decision.ACCEPTED)
    counted = found.select_related("branch").annotate(taken=Count("adoptions"))
    return counted.order_by("-decided_on", "rec")


def vetoes_of(branch: Organization) -> QuerySet[VetoCase]:
    """Return a branch's vetoes, the latest first."""
    return VetoCase.objects.filter(branch=branch).order_by("-found_on", "rec")[:SHOWN]


def vetoes_under(organization: Organization) -> QuerySet[VetoCase]:
    """Return the vetoes below an organization that wait for somebody, the oldest first."""
    waiting = (VetoState.FOUND, VetoState.APPEALED)
    found = VetoCase.objects.filter(branch__in=_below(organization), state__in=waiting)
    return found.select_related("branch").order_by("found_on", "rec")[:SHOWN]


def wishes_under(organization: Organization) -> QuerySet[ClassWish]:
    """Return the open wishes for another class, the oldest first."""
    found = ClassWish.objects.filter(branch__in=_below(organization), withdrawn=False, decision="")
    return found.select_related("branch").order_by("asked_on", "rec")[:SHOWN]


def open_wish_of(branch: Organization) -> ClassWish | None:
    """Return a branch's wish that waits, if there is one."""
    return ClassWish.objects.filter(branch=branch, withdrawn=False, decision="").first()


def class_sizes(organization: Organization) -> dict[str, int]:
    """Return how many branches below are in each class. One query."""
    found = party.branches_under(organization).order_by().values_list("branch_class", flat=True)
    return dict(Counter(found))


def branches_in(organization: Organization, key: str) -> list[str]:
    """Return the identities of the branches of a class below an organization. One query."""
    return list(_below(organization).filter(branch_class=key).values_list("uid", flat=True))


def moves_under(organization: Organization, standard: Standard) -> list[Move]:
    """Return the moves between classes below an organization, the latest first. Two queries."""
    return _moves(_below(organization), standard)[:SHOWN]


def moves_of(branch: Organization, standard: Standard) -> list[Move]:
    """Return a branch's moves between classes, the latest first. Two queries."""
    return _moves([branch.uid], standard)


def results_of(organization: Organization, year: int) -> Results | None:
    """Return what a committee decided of a year, or None."""
    return Results.objects.filter(organization=organization, year=year).first()


def lines_of(results: Results) -> list[BranchResult]:
    """Return the results of the branches in the order of the tree, never of any score."""
    found = BranchResult.objects.filter(results=results).select_related("branch")
    return list(found.order_by("branch__path"))


def results_of_branch(branch: Organization) -> QuerySet[BranchResult]:
    """Return a branch's own results, the latest year first."""
    found = BranchResult.objects.filter(branch=branch)
    found = found.select_related("results__organization")
    return found.order_by("-results__year", "results__organization__path")[:SHOWN]


def names_of(accounts: Iterable[str]) -> Mapping[str, str]:
    """Return what accounts are called."""
    found = Account.objects.filter(pk__in=set(accounts))
    return dict(found.values_list("uid", "display_name"))


def class_title(key: str) -> str:
    """Return the words for a class."""
    return str(BranchClass(key).label) if key in BranchClass.values else ""


def _below(organization: Organization) -> QuerySet[Organization]:
    return party.branches_under(organization).order_by()


def _moves(branches: Iterable[Organization | str], standard: Standard) -> list[Move]:
    states = OrganizationState.objects.filter(organization__in=branches)
    ordered = states.select_related("organization").order_by("organization", "from_on", "rec")
    reasons = dict(
        ClassDecision.objects.filter(branch__in=branches)
        .exclude(change="")
        .values_list("change", "reasons")
    )
    found = [
        _move(before, after, standard, reasons)
        for _, mine in groupby(ordered, key=lambda state: state.organization_id)
        for before, after in _changes(mine)
    ]
    return sorted(found, key=lambda move: move.on, reverse=True)


def _changes(
    states: Iterable[OrganizationState],
) -> Iterator[tuple[OrganizationState, OrganizationState]]:
    for before, after in pairwise(states):
        if before.branch_class != after.branch_class:
            yield before, after


def _move(  # noqa: PLR0917 - from where to where, by what
    before: OrganizationState, after: OrganizationState, standard: Standard,
    reasons: Mapping[str, str],
) -> Move:  # fmt: skip
    lines = [standard.classes.get(one.branch_class) for one in (before, after)]
    was, now = (line.advanced_at if line else 0 for line in lines)
    step = "" if not was or not now or was == now else "up" if now > was else "down"
    return Move(
        after.organization, after.from_on, class_title(before.branch_class),
        class_title(after.branch_class), reasons.get(after.rec, ""), after.rec, step,
    )  # fmt: skip
