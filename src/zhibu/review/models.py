"""The review room's tables. All are told by records; words and marks stay in those, encrypted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField


class Occasion(models.TextChoices):
    """When branches are judged."""

    DAILY = "daily", _("日常考核")
    YEAR_END = "year_end", _("年终考核")


class Outcome(models.TextChoices):
    """What a spot check found of a drawn line."""

    AS_RECORDED = "as_recorded", _("与记录相符")
    DIFFERS = "differs", _("与记录不符")
    MISSING = "missing", _("没有找到")


class Decision(models.TextChoices):
    """How an appeal was answered."""

    GRANTED = "granted", _("支持申诉")
    REJECTED = "rejected", _("维持原评定")


class Sheet(models.Model):
    """One assessor's sheet about one branch. What it says nobody else reads until it is opened.

    ``place`` counts the occasion's periods in the year; ``person`` is the member behind the
    account, or the account itself, so that nobody is two assessors.
    """

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    place = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=40)
    assessor = models.CharField(max_length=28)
    person = models.CharField(max_length=28)
    items = models.JSONField(default=list)
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("评判表")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year", "occasion", "place", "standard", "person"],
                name="one_sheet_a_person",
            )
        ]


class Opening(models.Model):
    """Sheets were opened together: from then on they count and may be read. ``spread`` is how far
    apart they are on the item they differ on most, in hundredths of a percent.
    """

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    place = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=40)
    sheets = models.JSONField(default=list)
    items = models.JSONField(default=list)
    spread = models.PositiveSmallIntegerField()
    opened_on = models.DateField()

    class Meta:
        verbose_name = _("开封")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year", "occasion", "place", "standard"], name="opened_once"
            )
        ]


class Confirmation(models.Model):
    """A person confirmed what a machine makes of an item, or adjusted it (hundredths)."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=40)
    item = models.CharField(max_length=20)
    person = models.CharField(max_length=28)
    adjust = models.IntegerField()
    confirmed_on = models.DateField()

    class Meta:
        verbose_name = _("人工确认")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year", "standard", "item"], name="confirmed_once"
            )
        ]


class Delegation(models.Model):
    """A top committee lets a committee below judge on some occasions."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    committee = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    occasions = models.JSONField(default=list)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("委托考核")
        indexes = [models.Index(fields=["organization"], name="delegation_by")]


class SelfAssessment(models.Model):
    """A branch's own view of its year. It scores nothing."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=40)
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("自评")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year", "standard"], name="self_assessed_once"
            )
        ]


class SpotCheck(models.Model):
    """A spot check: announced, then drawn by the head of the next published checkpoint."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    branches = models.PositiveSmallIntegerField()
    items = models.PositiveSmallIntegerField()
    announced_at = models.DateTimeField()
    size = models.BigIntegerField(null=True)
    root = models.CharField(max_length=44, default="")
    seed = models.CharField(max_length=64, default="")
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("抽查")
        indexes = [models.Index(fields=["organization", "-announced_at"], name="spot_check_of")]


class DrawnLine(models.Model):
    """An item of a branch that a spot check drew, and what was found."""

    pk = models.CompositePrimaryKey("spot_id", "branch_id", "item")
    spot = models.ForeignKey(
        SpotCheck, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    item = models.CharField(max_length=20)
    place = models.PositiveSmallIntegerField()
    leaf = LeafField()
    finding = models.CharField(max_length=28, default="")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default="")
    found_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("抽中项")
        indexes = [models.Index(fields=["branch", "found_on"], name="drawn_of_branch")]


class Appeal(models.Model):
    """A branch appeals an item; somebody who did not judge it answers by a day."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=40)
    item = models.CharField(max_length=20)
    appealed_on = models.DateField()
    answer_by = models.DateField()
    withdrawn = models.BooleanField(default=False)
    answer = models.CharField(max_length=28, default="")
    decision = models.CharField(max_length=10, choices=Decision.choices, default="")
    adjust = models.IntegerField(default=0)
    share = models.PositiveSmallIntegerField(null=True)
    answered_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("条款申诉")
        indexes = [models.Index(fields=["branch", "-appealed_on"], name="appeal_of_branch")]

    @property
    def open(self) -> bool:
        return not self.withdrawn and not self.decision


class Commentary(models.Model):
    """A committee's commentary on a month, approved by a person."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    month = models.PositiveIntegerField()
    approved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("月讲评")
        constraints = [
            models.UniqueConstraint(fields=["organization", "month"], name="commented_once")
        ]
