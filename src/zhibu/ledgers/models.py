"""The ledgers room's tables: what was frozen, and the exact bytes of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import HashField, LeafField


class Frozen(models.Model):
    """A branch's rosters and registers as they were frozen for a half of a year.

    ``size`` and ``root`` are the journal's head at that moment; ``workbook`` is the kept file.
    """

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    size = models.BigIntegerField()
    root = models.CharField(max_length=44)
    workbook = models.CharField(max_length=28)
    frozen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("四册五表存档")
        constraints = [
            models.UniqueConstraint(fields=["branch", "year", "half"], name="frozen_once_a_half"),
        ]


class FrozenCard(models.Model):
    """A member's card as it was frozen with the branch's registers."""

    pk = models.CompositePrimaryKey("frozen_id", "member_id")
    frozen = models.ForeignKey(
        Frozen, on_delete=models.CASCADE, related_name="cards", db_index=False
    )
    leaf = LeafField(db_index=False)
    member = models.ForeignKey("party.Member", on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=28)


class KeptFile(models.Model):
    """Bytes as they were made. Not journaled: a record holds their salted digest, by the id.

    They name people, so they lie sealed.
    """

    uid = models.CharField(max_length=28, primary_key=True)
    branch = models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    type = models.CharField(max_length=80)
    salt = models.BinaryField(max_length=16)
    digest = HashField()
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("存档文件")
