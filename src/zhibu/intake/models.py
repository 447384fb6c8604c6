"""What came in as one act (projected), and what lies staged until it does (not journaled)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import HashField, LeafField


class Batch(models.Model):
    """Files that were entered as one act."""

    rec = models.CharField(max_length=28, primary_key=True)
    entered_at = models.DateTimeField()
    actor = models.CharField(max_length=28)
    records = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    taken_back_at = models.DateTimeField(null=True)
    leaf = LeafField()

    class Meta:
        verbose_name = _("导入批次")
        indexes = [models.Index(fields=["-entered_at", "-rec"], name="batch_latest")]

    def __str__(self) -> str:
        return self.rec


class BatchFile(models.Model):
    """A file of a batch, known again by its digest."""

    pk = models.CompositePrimaryKey("batch", "digest")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="files")
    digest = HashField(db_index=True)
    name = models.CharField(max_length=120)
    rows = models.PositiveIntegerField()
    leaf = LeafField()


class Passage(models.Model):
    """A long batch on its way in: how many of its records stand in the journal already.

    Written with every part of the batch, in the same transaction, so that one that was cut off
    is known and taken back.
    """

    batch = models.CharField(max_length=28, primary_key=True)
    entered = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    touched_at = models.DateTimeField()


class Draft(models.Model):
    """Uploaded files and what the user typed over their cells, until they are entered."""

    class State(models.TextChoices):
        OPEN = "open", _("待处理")
        ENTERING = "entering", _("正在入账")
        ENTERED = "entered", _("已入账")

    uid = models.CharField(max_length=28, primary_key=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    words = models.TextField(blank=True)
    batch = models.CharField(max_length=28, blank=True)


class DraftFile(models.Model):
    """An uploaded file as it came, sealed: a roster holds numbers that nobody reads at rest."""

    pk = models.CompositePrimaryKey("draft", "place")
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    content_sealed = models.BinaryField()


class Edit(models.Model):
    """A value typed over a cell, sealed; over the cell “#12”, that row 12 is left out."""

    pk = models.CompositePrimaryKey("draft", "file", "sheet", "cell")
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="edits")
    file = models.CharField(max_length=120)
    sheet = models.CharField(max_length=64)
    cell = models.CharField(max_length=12)
    value_sealed = models.BinaryField()
