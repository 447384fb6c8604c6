"""The elections room's tables: who should attend, paper ballots and what they came to, reserves.

Nobody's vote has a row: ballots are paper, only sums are counted.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField


class Office(models.TextChoices):
    """What a ballot fills."""

    COMMITTEE = "committee", _("支部委员")
    SECRETARY = "secretary", _("书记")
    DEPUTY = "deputy", _("副书记")


class Kind(models.TextChoices):
    """Why a ballot is held."""

    FIRST = "first", _("第一次投票")
    TIED = "tied", _("就票数相等的人再次投票")
    REST = "rest", _("就缺额再次投票")


class Verdict(models.TextChoices):
    """What a ballot came to."""

    VOID = "void", _("无效，重新投票")
    FILLED = "filled", _("选满")
    TIED = "tied", _("票数相等，再次投票")
    SHORT = "short", _("当选人少于名额")


class ElectionRoll(models.Model):
    """Who should attend a members' meeting that elects, and how many of them came."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")
    case = models.CharField(max_length=28, unique=True)
    called_on = models.DateField()
    expected = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    excused = models.JSONField(default=list)
    suspended = models.JSONField(default=list)
    counters = models.JSONField(default=list)

    class Meta:
        verbose_name = _("选举大会点名")


class PaperBallot(models.Model):
    """One round of voting on paper, and what it came to once two counts agreed."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")
    case = models.CharField(max_length=28)
    office = models.CharField(max_length=12, choices=Office.choices)
    turn = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    seats = models.PositiveSmallIntegerField()
    candidates = models.JSONField(default=list)
    result = models.CharField(max_length=28, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    elected = models.JSONField(default=list)
    tied = models.JSONField(default=list)
    open_seats = models.PositiveSmallIntegerField(default=0)
    given_up = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("选票")
        constraints = [
            models.UniqueConstraint(fields=["case", "office", "turn"], name="ballot_turn_once"),
        ]

    @property
    def is_settled(self) -> bool:
        """Say whether no further voting follows for its office."""
        return self.verdict == Verdict.FILLED or self.given_up


class CountSheet(models.Model):
    """What one counter entered. Kept from everybody else until both agree; the journal holds its
    digest only, and the numbers with the result. Not a projection.
    """

    ballot = models.CharField(max_length=28)
    rec = models.CharField(max_length=28)
    account = models.CharField(max_length=28)
    person = models.CharField(max_length=100)
    numbers = models.JSONField(default=dict)
    salt = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("计票单")
        constraints = [
            models.UniqueConstraint(fields=["ballot", "account"], name="one_sheet_a_counter"),
        ]


class ReserveSecretary(models.Model):
    """Somebody on a committee's reserve list of secretaries."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    member = models.ForeignKey("party.Member", on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField()
    result = models.CharField(max_length=12, blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("后备书记")
        indexes = [
            models.Index(fields=["organization", "ended_on", "entered_on"], name="reserve_of_unit"),
        ]
