"""What is kept of scores: standards that were adopted, one live row for each unit, sealed cards."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField


class Purpose(models.TextChoices):
    """What a standard is for; a unit has one standard for each."""

    ASSESSMENT = "assessment", _("考核")
    STARS = "stars", _("星级评定")
    MEMBERS = "members", _("党员评价")


class Profile(models.TextChoices):
    """How a standard was checked: against the must-nots, or as written with warnings."""

    RELIEF = "relief", _("减负")
    LITERAL = "literal", _("原文")


class Adopted(models.Model):
    """A version of a standard that a committee adopted, with its exact bytes.

    A withdrawn one stays: years that were sealed by it are still read by it.
    """

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    committee = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    standard = models.CharField(_("标准"), max_length=40)
    version = models.CharField(_("版本"), max_length=40)
    title = models.CharField(_("名称"), max_length=80)
    purpose = models.CharField(_("用途"), max_length=12, choices=Purpose.choices)
    profile = models.CharField(_("模式"), max_length=8, choices=Profile.choices)
    reasons = models.TextField(blank=True)
    effective_from = models.DateField(_("生效日期"))
    adopted_at = models.DateTimeField(_("采用时间"))
    adopted_by = models.CharField(_("采用人"), max_length=28, default="")
    sha256 = models.CharField(max_length=64)
    text = models.BinaryField()
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    class Meta:
        verbose_name = _("采用的标准")
        indexes = [
            models.Index(fields=["committee", "purpose"], name="adopted_by"),
            models.Index(fields=["standard", "version"], name="adopted_version"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the standard and its version as they stand in a row of scores."""
        return f"{self.standard}/{self.version}"


class LiveScore(models.Model):
    """Where one unit stands in one year by one standard, as of one day.

    Points are hundredths; ``percent``, hundredths of a percent, weighs the sections; ``final`` adds
    peers and bonus; ``waiting`` are points nobody rated yet. ``items`` tells of each measured item
    what ``standing.Counted`` reads; ``states`` holds a letter for each of its periods. The row can
    be computed again from the sums at any time; nothing is typed into it.
    """

    pk = models.CompositePrimaryKey("unit", "standard", "year")
    unit = models.CharField(max_length=28)
    standard = models.CharField(max_length=81)
    year = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    points = models.IntegerField()
    out_of = models.IntegerField()
    percent = models.IntegerField(default=0)
    final = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    vetoed = models.BooleanField(default=False)
    items = models.JSONField()
    states = models.JSONField()

    class Meta:
        db_table = "assessment_live_score"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(out_of__gte=0, waiting__gte=0), name="measured_is_not_negative"
            )
        ]


class SealedScore(models.Model):
    """A unit's card of a year as it was sealed: canonical JSON, never moved by a later record."""

    pk = models.CompositePrimaryKey("unit", "year", "purpose")
    unit = models.CharField(max_length=28)
    year = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    rec = models.CharField(max_length=28)
    leaf = LeafField()
    standard = models.CharField(max_length=81)
    card = models.TextField()

    class Meta:
        db_table = "assessment_sealed_score"
        indexes = [models.Index(fields=["rec"], name="sealed_by")]


class Sealed(models.Model):
    """A year that a committee closed, over a checkpoint of the journal."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    committee = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    standard = models.CharField(max_length=81)
    adoption = models.CharField(max_length=28, blank=True)
    as_of = models.DateField()
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    units = models.IntegerField()
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("封存的年度")
        indexes = [models.Index(fields=["year", "purpose"], name="sealed_year")]
