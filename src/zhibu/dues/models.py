"""The dues room's tables. Amounts tell an income, so they are sealed here as in the record."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField
from zhibu.party.deciding import Decidable


class Collected(models.Model):
    """One line of a collection: whether it settled what a member owed for a month."""

    pk = models.CompositePrimaryKey("rec", "member_id")
    rec = models.CharField(max_length=28)
    leaf = LeafField(db_index=False)
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    member = models.ForeignKey("party.Member", on_delete=models.PROTECT, related_name="+")
    month = models.PositiveIntegerField()
    settled = models.BooleanField()
    arrears = models.BooleanField(default=False)
    amounts_sealed = models.BinaryField()

    class Meta:
        verbose_name = _("党费")
        indexes = [models.Index(fields=["branch", "month"], name="dues_of_branch")]


def _branch() -> Any:
    return models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")


def _member() -> Any:
    return models.ForeignKey("party.Member", on_delete=models.PROTECT, related_name="+")


class Base(models.Model):
    """From which base a member pays from a month on: fixed for the year, or changed within it."""

    pk = models.CompositePrimaryKey("rec", "member_id")
    rec = models.CharField(max_length=28)
    leaf = LeafField(db_index=False)
    branch = _branch()
    member = _member()
    month = models.PositiveIntegerField()
    changed = models.BooleanField()
    told_sealed = models.BinaryField()

    class Meta:
        verbose_name = _("党费基数")


class Relief(Decidable):
    """A branch meeting asked that a member pay less for some months; the superior decides."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = _branch()
    member = _member()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    asker = models.CharField(max_length=28)
    told_sealed = models.BinaryField()

    class Meta:
        verbose_name = _("党费减免")


class Quarterly(models.Model):
    """A member pays a year's dues by the quarter, with the branch's consent."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = _branch()
    member = _member()
    year = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("按季缴纳")
        constraints = [
            models.UniqueConstraint(fields=["branch", "member", "year"], name="quarterly_once"),
        ]


class Extra(models.Model):
    """A member paid more than is owed, of their own will."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = _branch()
    member = _member()
    paid_on = models.DateField()
    to_centre = models.BooleanField()
    told_sealed = models.BinaryField()

    class Meta:
        verbose_name = _("自愿多缴")


class Remittance(models.Model):
    """Dues of a year were handed up, or came back."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = _branch()
    year = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=10)
    fen = models.BigIntegerField()
    remitted_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        verbose_name = _("党费上缴返还")


class PublishedYear(models.Model):
    """What a year brought, as published to the members: sums, no names."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = _branch()
    year = models.PositiveSmallIntegerField()
    owed = models.BigIntegerField()
    paid = models.BigIntegerField()
    handed_up = models.BigIntegerField()
    published_on = models.DateField()

    class Meta:
        verbose_name = _("党费公布")
        constraints = [
            models.UniqueConstraint(fields=["branch", "year"], name="dues_published_once"),
        ]


class Reminder(models.Model):
    """A person decided to remind a member of unpaid dues, or to give formal notice."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = _branch()
    member = _member()
    stage = models.CharField(max_length=8)
    reminded_on = models.DateField()

    class Meta:
        verbose_name = _("党费催缴")
