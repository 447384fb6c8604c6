"""The tables of mutual evaluation and of polls.

Rounds, polls and results are told by records. Ballots, who took part, codes and tokens are not:
whoever could tell them again from the journal could tell whose they were.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import HashField, LeafField


class BusinessLink(models.Model):
    """Two units that work together: either may judge the other's part in it."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+"
    )
    one = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    other = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    words = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("业务联系")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "one", "other"], name="business_link_once"
            ),
        ]


class Round(models.Model):
    """A round of mutual evaluation: planned with its matrix, opened, closed."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=60)
    year = models.PositiveIntegerField()
    closes_on = models.DateField()
    criteria = models.JSONField(default=list)
    weights = models.JSONField(default=dict)
    note = models.CharField(max_length=300)
    seed = models.CharField(max_length=100)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    sheets = models.PositiveIntegerField(null=True)
    declined = models.PositiveIntegerField(null=True)
    sheets_root = HashField(null=True)

    class Meta:
        verbose_name = _("互评")

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None


class Assignment(models.Model):
    """One unit rates another in a round."""

    pk = models.CompositePrimaryKey("round_id", "rater_id", "rated_id")
    leaf = LeafField(db_index=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="assignments")
    rater = models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")
    rated = models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)


class Sheet(models.Model):
    """That a sheet is there, and its latest version. What it says stands sealed in the record."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+", db_index=False)
    rater = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rated = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "rater", "rated"], name="sheet_once"),
        ]


class PeerResult(models.Model):
    """What a round came to for a unit, in 1/10,000; nothing where too few rated it."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="results")
    unit = models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")
    awarded = models.PositiveIntegerField(null=True)


class Level(models.TextChoices):
    """How a poll keeps its secret."""

    CONFIDENTIAL = "confidential", _("保密填写")
    BLIND = "blind", _("盲签凭证")
    PAPER = "paper", _("纸质票，录入计票结果")


class Poll(models.Model):
    """A poll of persons: a democratic assessment or a survey of satisfaction."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+"
    )
    about = models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=Level.choices)
    year = models.PositiveIntegerField()
    closes_on = models.DateField()
    questions = models.JSONField(default=list)
    members = models.BooleanField()
    invited = models.PositiveIntegerField()
    roll_size = models.PositiveIntegerField()
    feeds = models.CharField(max_length=80, blank=True)
    public_key = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("测评")

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class PaperCount(models.Model):
    """A count of paper ballots waits for a second person, or stands. The numbers are sealed."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="papers")
    group = models.PositiveSmallIntegerField()
    teller = models.CharField(max_length=28)
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "group"], name="paper_counted_once"),
        ]


class PollResult(models.Model):
    """What a poll came to. ``counts`` is empty where too few answered, ``groups`` where hidden."""

    poll = models.OneToOneField(Poll, on_delete=models.CASCADE, primary_key=True)
    leaf = LeafField()
    participants = models.PositiveIntegerField()
    ballots = models.PositiveIntegerField()
    root = HashField()
    tokens_root = HashField(null=True)
    counts = models.JSONField(default=list)
    groups = models.JSONField(default=dict)
    papers = models.JSONField(default=list)


class Participation(models.Model):
    """Somebody took part in a poll that is open. Gone when it closes; no time, no number.

    Where tokens are blind, they were given one; ``blinded`` is the digest of what was signed.
    """

    pk = models.CompositePrimaryKey("poll", "person")
    poll = models.CharField(max_length=28)
    person = models.CharField(max_length=28)
    blinded = HashField(null=True)


class Ballot(models.Model):
    """Somebody's answers, sealed. No time, no number, and nothing that says whose."""

    pk = models.CompositePrimaryKey("poll", "uid")
    poll = models.CharField(max_length=28)
    uid = models.CharField(max_length=28)
    content = models.BinaryField()


class BallotBox(models.Model):
    """The ballots of a poll that are not yet five: one row, written anew with each."""

    poll = models.CharField(max_length=28, primary_key=True)
    content = models.BinaryField()


class Ticket(models.Model):
    """A code with which an invited person answers once; only its digest is here."""

    digest = HashField(primary_key=True)
    poll = models.CharField(max_length=28)
    used = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["poll"], name="ticket_of_poll")]


class PollKey(models.Model):
    """The secret key that signs blinded tokens, sealed; gone when the poll closes."""

    poll = models.CharField(max_length=28, primary_key=True)
    content = models.BinaryField()


class Token(models.Model):
    """A token that was cast: it counts once."""

    pk = models.CompositePrimaryKey("poll", "token")
    poll = models.CharField(max_length=28)
    token = HashField()
