"""What was handed in. Bounded."""

from datetime import date
from typing import cast

from django.db.models import QuerySet

from zhibu.core.ids import is_id
from zhibu.journal import log
from zhibu.party.models import Affiliation, Organization
from zhibu.returns.counting.scope import reached
from zhibu.returns.models import Submission
from zhibu.returns.records import Submitted
from zhibu.returns.spans import Span

SHOWN = 40


def submissions_of(org: Organization) -> QuerySet[Submission]:
    """Return the latest returns an organization handed in, the newest first. One query."""
    return Submission.objects.filter(organization=org).order_by("-as_of", "-submitted_at")[:SHOWN]


def members_under(org: Organization) -> int:
    """Return how many belong to an organization and all below it now. One query."""
    return Affiliation.objects.filter(reached(org, (), "organization"), until_on=None).count()


def submission(rec: str) -> Submission | None:
    """Return one return handed in, or None."""
    rows = Submission.objects.select_related("organization")
    return rows.filter(rec=rec).first() if is_id(rec, "r") else None


def handed_in(org: Organization, span: Span) -> Submission | None:
    """Return what was handed in for the same period and day, the latest."""
    rows = Submission.objects.filter(organization=org, every=span.every, as_of=span.on)
    return rows.order_by("-submitted_at").first()


def handed_in_on(org: Organization, day: date) -> Submission | None:
    """Return what was last handed in as of a day, for whichever period. One query."""
    rows = Submission.objects.filter(organization=org, as_of=day)
    return rows.order_by("-submitted_at").first()


def said_in(one: Submission) -> Submitted:
    """Return the record behind a return."""
    return cast(Submitted, log.record_of(log.leaf_of(one.leaf_id)))
