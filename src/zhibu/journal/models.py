"""The journal's tables. Entries, payloads, leaves and facts stand: no update, no delete."""

from datetime import date
from typing import NamedTuple

from django.db import models

from zhibu.journal.fields import HashField, LeafField


class Entry(models.Model):
    """A numbered leaf: number, hash, canonical bytes. The tree is over these."""

    seq = models.BigIntegerField(primary_key=True)
    lh = HashField(unique=True)
    leaf = models.BinaryField()

    class Meta:
        db_table = "journal_entry"


class Node(models.Model):
    """The hash of a full block of 256: level 1 over leaves, level 2 over level 1, and so on."""

    pk = models.CompositePrimaryKey("level", "n")
    level = models.SmallIntegerField()
    n = models.BigIntegerField()
    h = HashField()

    class Meta:
        db_table = "journal_node"


class Pending(models.Model):
    """On PostgreSQL: a leaf that is in the journal and waits for its number."""

    id = models.BigAutoField(primary_key=True)
    lh = HashField(unique=True)
    leaf = models.BinaryField()

    class Meta:
        db_table = "journal_pending"


class Payload(models.Model):
    """What a record says. ``parts`` lies open; ``sealed`` holds the parts that name people.

    Where something is sealed, so is ``secret``. How it lies once something was erased (``salts``,
    ``erased``) or withheld: see ``journal.opened``.
    """

    lh = HashField(primary_key=True)
    secret = models.BinaryField()
    parts = models.BinaryField()
    sealed = models.BinaryField(null=True)
    salts = models.BinaryField(null=True)
    erased = models.BinaryField(null=True)
    withheld = models.BinaryField(null=True)

    class Meta:
        db_table = "journal_payload"


class Unit(models.Model):
    """An organization's short number, and the row that acts for one unit queue at."""

    no = models.AutoField(primary_key=True)
    uid = models.CharField(max_length=28, unique=True)

    class Meta:
        db_table = "journal_unit"


class Measure(models.Model):
    """A fact name's short number."""

    no = models.AutoField(primary_key=True)
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        db_table = "journal_measure"


class LeafRow(models.Model):
    """A leaf's fields for looking it up; all of it can be read again from entry and payload."""

    id = models.BigAutoField(primary_key=True)
    payload = models.OneToOneField(
        Payload, on_delete=models.PROTECT, db_column="lh", related_name="leaf"
    )
    unit = models.CharField(max_length=28, blank=True)
    rec = models.CharField(max_length=28)
    kind = models.CharField(max_length=80)
    op = models.CharField(max_length=12)
    on = models.DateField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=28)
    role = models.CharField(max_length=20)
    via = models.CharField(max_length=8)
    prev = HashField(null=True)
    lag = models.SmallIntegerField()

    class Meta:
        db_table = "journal_leaf"
        constraints = [
            # Two corrections of one version would fork the record: the database lets one through.
            models.UniqueConstraint(
                fields=["prev"],
                condition=models.Q(op__in=["correct", "withdraw"]),
                name="one_successor",
            ),
        ]
        indexes = [
            models.Index(fields=["rec"], name="leaf_rec"),
            models.Index(fields=["unit", "on", "id"], name="leaf_unit_on"),
            models.Index(fields=["kind", "id"], name="leaf_kind"),
            models.Index(fields=["at"], name="leaf_at"),
            models.Index(
                fields=["unit", "op"],
                condition=models.Q(op__in=["erase", "seal", "withdraw"]),
                name="leaf_taken_away",
            ),
        ]


class StatedFact(models.Model):
    """One number that a record stated. ``undoes`` marks what a correction takes back."""

    id = models.BigAutoField(primary_key=True)
    payload = models.ForeignKey(
        Payload, on_delete=models.PROTECT, db_column="lh", related_name="facts"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_column="unit_no", db_index=False)
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, db_column="fact_no", db_index=False
    )
    on = models.DateField()
    value = models.BigIntegerField()
    lag = models.SmallIntegerField()
    subject = models.CharField(max_length=28, blank=True)
    undoes = models.BooleanField(default=False)

    class Meta:
        db_table = "journal_fact"
        indexes = [models.Index(fields=["unit", "measure", "on"], name="fact_unit_measure_on")]


class FactRow(NamedTuple):
    """The columns of a stated fact that is on its way in."""

    payload_id: bytes
    unit_id: int
    measure_id: int
    on: date
    value: int
    lag: int
    subject: str
    undoes: bool


class Unripe(models.Model):
    """A stated fact whose day has not come: it enters the sums on that day."""

    fact = models.OneToOneField(StatedFact, primary_key=True, on_delete=models.PROTECT)
    on = models.DateField(db_index=True)

    class Meta:
        db_table = "journal_unripe"


class Tally(models.Model):
    """The sum of a unit's facts of one name in one month and lag; month yyyy00 is an opening."""

    pk = models.CompositePrimaryKey("unit_no", "month", "fact_no", "lag")
    unit_no = models.IntegerField()
    fact_no = models.IntegerField()
    month = models.IntegerField()
    lag = models.SmallIntegerField()
    sum = models.BigIntegerField()

    class Meta:
        db_table = "journal_tally"


class SubjectSum(models.Model):
    """A group's or member's own sum of one fact in one period, by lag: the ground of coverage."""

    pk = models.CompositePrimaryKey("subject", "fact_no", "period", "lag")
    subject = models.CharField(max_length=28)
    fact_no = models.IntegerField()
    period = models.IntegerField()
    lag = models.SmallIntegerField()
    sum = models.BigIntegerField()

    class Meta:
        db_table = "journal_subject_sum"


class OpenYear(models.Model):
    """A year whose opening balances stand in the tallies."""

    year = models.IntegerField(primary_key=True)

    class Meta:
        db_table = "journal_year"


class Head(models.Model):
    """On PostgreSQL: how many leaves are numbered. One row."""

    one = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField()

    class Meta:
        db_table = "journal_head"
        constraints = [models.CheckConstraint(condition=models.Q(one=1), name="one_head")]


class Erasure(models.Model):
    """Lets one payload change once, by one act: without such a row the database refuses it.

    ``erased`` and ``withholds`` say what must stand afterwards. ``applied`` turns with the change.
    """

    id = models.BigAutoField(primary_key=True)
    payload = models.ForeignKey(
        Payload, on_delete=models.PROTECT, db_column="lh", related_name="erasures"
    )
    act = models.OneToOneField(
        Payload, on_delete=models.PROTECT, db_column="act_lh", related_name="+"
    )
    erased = models.BinaryField(null=True)
    withholds = models.BooleanField()
    applied = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "journal_erasure"


class ErasureRequest(models.Model):
    """That parts of records be erased or withheld, as asked; what and why stands in the record."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField(db_index=False)
    unit = models.CharField(max_length=28, blank=True)
    person = models.CharField(max_length=28)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8)

    class Meta:
        db_table = "journal_erasure_request"
        indexes = [models.Index(fields=["state", "asked_at"], name="erasure_open")]


class ErasureVoice(models.Model):
    """What one person says to a request: each speaks once, whatever accounts they have."""

    pk = models.CompositePrimaryKey("request", "person")
    request = models.ForeignKey(ErasureRequest, on_delete=models.CASCADE, related_name="voices")
    person = models.CharField(max_length=28)
    leaf = LeafField(db_index=False)
    approves = models.BooleanField()
    said_at = models.DateTimeField()

    class Meta:
        db_table = "journal_erasure_voice"
