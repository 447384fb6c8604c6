"""The stars room's tables, all told by records."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField


class By(models.TextChoices):
    """What gives the star level."""

    STARS = "stars", _("按得星数")
    TOTAL = "total", _("按总分")


class Every(models.TextChoices):
    """How often is rated."""

    YEAR = "year", _("一年一评")
    HALF = "half", _("半年一评")
    TWO_YEARS = "two_years", _("两年一评")


class Basis(models.TextChoices):
    """What the branches of a circle have in common."""

    NEAR = "near", _("相邻")
    TRADE = "trade", _("同行业")
    ALIKE = "alike", _("同类型")


class Outcome(models.TextChoices):
    """How an exit test came out."""

    PASSED = "passed", _("通过，整转结束")
    PROLONGED = "prolonged", _("没有通过，延长整转")


def _org(**told: Any) -> Any:
    return models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", **told
    )


class Declared(models.Model):
    """How a committee rates, from a year on."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    committee = _org()
    by = models.CharField(max_length=8, choices=By.choices)
    every = models.CharField(max_length=10, choices=Every.choices)
    from_year = models.PositiveSmallIntegerField()
    declared_on = models.DateField()
    declared_at = models.DateTimeField()


class Rating(models.Model):
    """A branch's stars as people decided them. ``half`` is 0 for a whole year.

    An exit test rates too: it stands beside the period's own rating, which is one.
    """

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = _org(db_index=False)
    committee = _org()
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField()
    exit_test = models.BooleanField(default=False)
    standard = models.CharField(max_length=60)
    as_of = models.DateField()
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    won = models.JSONField(default=list)
    level = models.PositiveSmallIntegerField()
    computed = models.PositiveSmallIntegerField(null=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("星级评定")
        indexes = [models.Index(fields=["branch", "-decided_at"], name="rating_of_branch")]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year", "half"],
                condition=Q(withdrawn=False, exit_test=False),
                name="rated_once_a_period",
            ),
        ]


class Overhaul(models.Model):
    """An overhaul (整转提升) as it stands; its plan stands in the record."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = _org()
    committee = _org()
    rating = models.CharField(max_length=28)
    helper = models.CharField(max_length=28)
    lines = models.PositiveSmallIntegerField()
    mended = models.JSONField(default=list)
    opened_on = models.DateField()
    visited_on = models.DateField(null=True)
    exit_from = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("整转提升")
        constraints = [
            models.UniqueConstraint(
                fields=["branch"], condition=Q(ended_on=None), name="one_overhaul_at_a_time"
            ),
        ]


class Step(models.Model):
    """One record of an overhaul, in the order of its time line."""

    pk = models.CompositePrimaryKey("overhaul_id", "leaf_id")
    overhaul = models.ForeignKey(
        Overhaul, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    leaf = LeafField()
    at = models.DateTimeField()


class Demonstration(models.Model):
    """A demonstration branch (示范党支部), until a day."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = _org()
    committee = _org()
    title = models.CharField(max_length=60)
    named_on = models.DateField()
    until_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    withdrawal = models.CharField(max_length=28, default="")


class Circle(models.Model):
    """Branches that observe each other (观摩互评组), in the order of the route."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    committee = _org()
    title = models.CharField(max_length=60)
    basis = models.CharField(max_length=8, choices=Basis.choices)
    route = models.JSONField(default=list)
    composed_on = models.DateField()
    ended = models.BooleanField(default=False)


class Observation(models.Model):
    """A visit sheet: one branch of a circle, or the committee, at another."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="sheets")
    branch = _org()
    observer = _org()
    observed_on = models.DateField()
    findings = models.PositiveSmallIntegerField()
    withdrawn = models.BooleanField(default=False)
