"""The tables of this room, all told by records. Amounts are whole fen."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.funds import rules
from zhibu.journal.fields import LeafField
from zhibu.party.deciding import Decidable, Standing

__all__ = [
    "Application",
    "Budget",
    "BudgetLine",
    "Expense",
    "Publication",
    "Receipt",
    "Standing",
]


def _organization() -> Any:
    return models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")


class Budget(models.Model):
    """What an organization plans to spend in a year, and the tier it was given."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = _organization()
    year = models.PositiveSmallIntegerField()
    tier = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("经费预算")
        constraints = [
            models.UniqueConstraint(fields=["organization", "year"], name="budget_once_a_year"),
        ]


class BudgetLine(models.Model):
    """What a budget sets aside for one use."""

    pk = models.CompositePrimaryKey("budget_id", "line")
    leaf = LeafField(db_index=False)
    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="lines")
    line = models.CharField(max_length=20)
    fen = models.BigIntegerField()


class Receipt(models.Model):
    """Money came in."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = _organization()
    source = models.CharField(max_length=20)
    fen = models.BigIntegerField()
    received_on = models.DateField()
    words = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("经费收入")
        indexes = [models.Index(fields=["organization", "received_on"], name="funds_received")]
        constraints = [models.CheckConstraint(condition=Q(fen__gt=0), name="funds_received_some")]

    @property
    def title(self) -> str:
        """Return what the source is called."""
        return rules.in_force(self.received_on).sources.get(self.source, self.source)


class Application(Decidable):
    """Somebody applied for money; another decides. Both are accounts.

    Settled, nothing more is paid of it, and what was left of it is free again.
    """

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = _organization()
    line = models.CharField(max_length=20)
    fen = models.BigIntegerField()
    purpose = models.CharField(max_length=200)
    applied_on = models.DateField()
    applicant = models.CharField(max_length=28)
    approver = models.CharField(max_length=28, default="")
    settled_rec = models.CharField(max_length=28, default="")
    settled_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("经费申请")
        indexes = [models.Index(fields=["organization", "applied_on"], name="funds_applied_for")]
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="funds_applied_for_some"),
            models.CheckConstraint(
                condition=~Q(approver=F("applicant")), name="funds_approved_by_another"
            ),
        ]


class Expense(models.Model):
    """Money went out for what had been approved; ``digest`` is the invoice's SHA-256."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = _organization()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="expenses")
    line = models.CharField(max_length=20)
    fen = models.BigIntegerField()
    spent_on = models.DateField()
    payer = models.CharField(max_length=28)
    file = models.CharField(max_length=28)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("经费支出")
        indexes = [models.Index(fields=["organization", "spent_on"], name="funds_spent")]
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="funds_spent_some"),
            models.UniqueConstraint(fields=["organization", "digest"], name="invoice_paid_once"),
        ]


class Publication(models.Model):
    """A month's receipts, spending and balance, as published: amounts, no names."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = _organization()
    month = models.PositiveIntegerField()
    received = models.BigIntegerField()
    spent = models.BigIntegerField()
    balance = models.BigIntegerField()
    published_on = models.DateField()

    class Meta:
        verbose_name = _("经费公开")
        constraints = [
            models.UniqueConstraint(fields=["organization", "month"], name="funds_published_once"),
        ]
