"""The tables of this room, all told by records. A sanction's cause stands in its record only."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.honours import rules
from zhibu.journal.fields import LeafField


def _branch() -> Any:
    return models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")


def _member() -> Any:
    return models.ForeignKey("party.Member", on_delete=models.PROTECT, related_name="+")


class Commendation(models.Model):
    """Somebody was commended."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    member = _member()
    branch = _branch()
    form = models.CharField(max_length=20)
    level = models.CharField(max_length=12)
    title = models.CharField(_("名称"), max_length=100)
    given_by = models.CharField(_("授予单位"), max_length=100)
    given_on = models.DateField(_("授予日期"))

    class Meta:
        verbose_name = _("表彰")
        indexes = [models.Index(fields=["branch", "given_on"], name="commended_in_branch")]

    @property
    def form_title(self) -> str:
        return rules.in_force().commendations[self.form]

    @property
    def level_title(self) -> str:
        return rules.in_force().levels[self.level]


class Sanction(models.Model):
    """Somebody was sanctioned. ``until_on`` is the first day without effect; none has no end."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    member = _member()
    branch = _branch()
    form = models.CharField(max_length=20)
    decided_on = models.DateField(_("决定日期"))
    until_on = models.DateField(null=True)
    ended_rec = models.CharField(max_length=28, default="")

    class Meta:
        verbose_name = _("处分")
        indexes = [models.Index(fields=["branch", "decided_on"], name="sanctioned_in_branch")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("decided_on")),
                name="sanction_ends_after_decision",
            ),
        ]

    @property
    def kind(self) -> rules.Sanction:
        return rules.in_force().sanctions[self.form]

    def has_effect_on(self, day: date) -> bool:
        """Say whether the sanction has effect on a day."""
        return self.decided_on <= day and (self.until_on is None or day < self.until_on)


class Duty(models.Model):
    """A duty area or post of one or several members. ``until_on`` is the first day without it."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = _branch()
    form = models.CharField(max_length=20)
    title = models.CharField(_("名称"), max_length=100)
    content = models.CharField(_("职责"), max_length=500)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    until_rec = models.CharField(max_length=28, default="")
    reviewed_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("责任岗位")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "title"], condition=Q(until_on=None), name="duty_titled_once"
            ),
        ]

    @property
    def form_title(self) -> str:
        return rules.in_force().duties[self.form]


class DutyHolder(models.Model):
    """Who has a duty."""

    pk = models.CompositePrimaryKey("duty_id", "member_id")
    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="holders")
    member = _member()
    leaf = LeafField()


class DutyReview(models.Model):
    """How a duty was found to be done, on a day."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="reviews")
    reviewed_on = models.DateField()
    result = models.CharField(_("结果"), max_length=200)
