"""What the notary keeps in the database: heads it signed, others' signatures, and alarms."""

from django.db import models


class Checkpoint(models.Model):
    """A signed head of the tree. A published one stands for ever: triggers see to it.

    ``why`` says what it was published for; empty, it is internal and makes room for later ones.
    ``second`` is the note over the SM3 tree, where the installation keeps one.
    """

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()
    why = models.CharField(max_length=40, blank=True, default="")
    second = models.TextField(blank=True, default="")

    class Meta:
        db_table = "notary_checkpoint"


class Cosignature(models.Model):
    """A witness's line under a published checkpoint; ``key`` is the witness's verifier."""

    size = models.BigIntegerField()
    key = models.CharField(max_length=300)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "notary_cosignature"
        constraints = [
            models.UniqueConstraint(fields=["size", "key", "at"], name="one_cosignature_an_instant")
        ]


class Wish(models.Model):
    """Somebody asked for a checkpoint now. One row: the worker, who has the key, grants it."""

    one = models.SmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        db_table = "notary_wish"
        constraints = [models.CheckConstraint(condition=models.Q(one=1), name="one_wish")]


class Alarm(models.Model):
    """Something that must not be, since when, and what was seen; gone when it is set right."""

    name = models.CharField(primary_key=True, max_length=40)
    since = models.DateTimeField()
    seen = models.JSONField(default=dict)

    class Meta:
        db_table = "notary_alarm"
