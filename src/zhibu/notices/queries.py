"""What the notices room knows, and who may know it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from zhibu.journal import log
from zhibu.journal.log import Leaf
from zhibu.notices.models import OVER, Notice, NoticeDraft, Step
from zhibu.notices.records import Issued
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.party.permits import Ability, Permits
from zhibu.party.queries import below

MOST_STEPS = 200


def notice_for(rec: str, permits: Permits) -> Notice | None:
    """Return a notice that somebody may see, or None."""
    found = Notice.objects.select_related("branch", "issuer").filter(rec=rec).first()
    if found is None or not permits.may(Ability.SEE_BRANCH_PRIVATE, found.branch):
        return None
    return found


def may_handle(notice: Notice, permits: Permits) -> bool:
    """Say whether somebody may re-check, strike off or withdraw a notice.

    What a superior issued, the committees between it and the branch leave alone. Once the branch
    went elsewhere, its new superiors may.
    """
    here = notice.branch.path.startswith(notice.issuer.path)
    over = notice.issuer if here else notice.branch
    return all(permits.may(Ability.ISSUE_NOTICES, one) for one in (over, notice.branch))


def notices_of(branch: Organization) -> QuerySet[Notice]:
    """Return a branch's notices, the latest first."""
    found = Notice.objects.filter(branch=branch).select_related("branch", "issuer")
    return found.order_by("-issued_on", "-number", "rec")


def notices_under(org: Organization) -> QuerySet[Notice]:
    """Return the notices to every branch at or below an organization, the latest first."""
    branches = Organization.objects.filter(below(org.path))
    found = Notice.objects.filter(branch__in=branches).select_related("branch", "issuer")
    return found.order_by("-issued_on", "-number", "rec")


def open_in(branch: Organization) -> QuerySet[Notice]:
    """Return a branch's notices that are not over."""
    return notices_of(branch).exclude(state__in=OVER)


def counts_by_state(found: QuerySet[Notice]) -> dict[str, int]:
    """Return how many of some notices stand where. One query."""
    return dict(found.order_by().values_list("state").annotate(Count("rec")))


def drafts_of(committee: Organization) -> QuerySet[NoticeDraft]:
    """Return what a committee has not sent out yet, in the order of the branches' tree.

    Without branches that went to another committee since.
    """
    under = party.branches_under(committee)
    found = NoticeDraft.objects.filter(committee=committee, branch__in=under.order_by())
    found = found.select_related("branch")
    return found.order_by("branch__path", "uid")


def last_number(issuer: str, year: int) -> int:
    """Return the last number that a committee gave in a year; 0 before the first."""
    found = Notice.objects.filter(issuer_id=issuer, year=year)
    return found.aggregate(last=Max("number"))["last"] or 0


def spoken_for(branches: Collection[str]) -> set[tuple[str, str]]:
    """Return which items of which branches stand in a notice that is not over."""
    found = Notice.objects.filter(branch_id__in=branches).exclude(state__in=OVER)
    rows = found.values_list("branch_id", "codes")
    return {(branch, code) for branch, codes in rows for code in codes}


@dataclass(frozen=True, slots=True)
class Told:
    """One record of a notice: its leaf, what it says, whether it was withdrawn."""

    leaf: Leaf
    record: Any
    withdrawn: bool


def issued_of(notice: Notice) -> Issued:
    """Return what a notice says."""
    issued: Issued = log.record_of(log.leaf_of(notice.leaf_id))
    return issued


def told_of(notice: Notice) -> tuple[Told, ...]:
    """Return all that was recorded about a notice, in order, the notice itself first."""
    steps = list(Step.objects.filter(notice=notice).order_by("at", "leaf_id")[:MOST_STEPS])
    leaves = [log.leaf_of(bytes(one.leaf_id)) for one in steps]
    first = log.leaf_of(notice.leaf_id)
    records = log.records_of([first, *leaves])
    withdrawn = [False, *(one.withdrawn for one in steps)]
    return tuple(
        Told(leaf, record, gone)
        for leaf, record, gone in zip([first, *leaves], records, withdrawn, strict=True)
    )
