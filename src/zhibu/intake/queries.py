"""What the import room knows."""

from django.db.models import QuerySet

from zhibu.intake.models import Batch
from zhibu.party.models import Account

SHOWN = 50


def batches_of(account: Account) -> QuerySet[Batch]:
    """Return the batches an account entered, the latest first."""
    return latest_batches().filter(actor=account.uid)


def latest_batches() -> QuerySet[Batch]:
    """Return the latest batches of the installation."""
    return Batch.objects.order_by("-entered_at", "-rec").prefetch_related("files")
