"""The meetings room's tables. Written only by ``records.project``, but for uploaded files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import HashField, LeafField

LONGEST_PLACE = 100
LONGEST_TITLE = 200
LONGEST_RESOLUTION = 500


class State(models.TextChoices):
    """Whether a person who was expected came."""

    PRESENT = "present", _("到会")
    EXCUSED = "excused", _("请假")
    ABSENT = "absent", _("缺席")


class Meeting(models.Model):
    """A meeting as the journal tells it in its latest version."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField(db_index=False)
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="meetings", db_index=False
    )
    form = models.CharField(max_length=24)
    circle = models.CharField(max_length=16)
    held_on = models.DateField()
    began = models.CharField(max_length=5, blank=True)
    ended = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=LONGEST_PLACE, blank=True)
    chair = models.ForeignKey(
        "party.Member", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    recorder = models.ForeignKey(
        "party.Member", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    party_groups = models.JSONField(default=list)
    themes = models.JSONField(default=list)
    summary = models.CharField(max_length=120, blank=True)
    expected = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    quorate = models.BooleanField(null=True)
    entered_at = models.DateTimeField()
    lag = models.SmallIntegerField()
    corrected = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("组织生活")
        indexes = [
            models.Index(fields=["branch", "-held_on", "-rec"], name="meeting_of_branch"),
            models.Index(fields=["branch", "form", "-held_on"], name="meeting_last_of_form"),
        ]


class Attended(models.Model):
    """Whether one member came. Why not stands only in the record, encrypted."""

    pk = models.CompositePrimaryKey("meeting_id", "member_id")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="attended", db_index=False
    )
    leaf = LeafField(db_index=False)
    member = models.ForeignKey("party.Member", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices)

    class Meta:
        verbose_name = _("到会情况")


class Answer(models.Model):
    """What a member named in a meeting last answered about the own line: day and state."""

    pk = models.CompositePrimaryKey("meeting_id", "member_id")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="answers", db_index=False
    )
    leaf = LeafField(db_index=False)
    member = models.ForeignKey("party.Member", on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    listed = models.CharField(max_length=8, choices=State.choices)
    there = models.BooleanField()
    disputed = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("到会核对")
        indexes = [
            models.Index(
                fields=["meeting"], condition=models.Q(disputed=True), name="answer_disputed"
            ),
        ]


class Topic(models.Model):
    """What a meeting dealt with, and what it resolved."""

    pk = models.CompositePrimaryKey("meeting_id", "position")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="topics", db_index=False
    )
    leaf = LeafField(db_index=False)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    decision = models.BooleanField(default=False)
    resolution = models.CharField(max_length=LONGEST_RESOLUTION, blank=True)
    adopted = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("议题")


class StoredFile(models.Model):
    """Uploaded bytes. Not journaled: the record holds their salted digest, under the same id."""

    uid = models.CharField(max_length=28, primary_key=True)
    branch = models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    type = models.CharField(max_length=80)
    sha256 = HashField()
    salt = models.BinaryField(max_length=16)
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("附件")
