"""Which drafts there are, for whom."""

from django.db.models import QuerySet

from zhibu.drafting.models import StandardDraft
from zhibu.party.models import Organization


def drafts_of(organization: Organization) -> QuerySet[StandardDraft]:
    """Return a committee's drafts, the latest changed first. One query, whatever their number."""
    found = StandardDraft.objects.filter(organization=organization).select_related("updated_by")
    return found.order_by("-updated_at", "uid").defer("text", "rows", "notices")


def draft_for(uid: str) -> StandardDraft | None:
    """Return a draft with its organization."""
    return StandardDraft.objects.select_related("organization").filter(pk=uid).first()
