"""The dues room's table. Amounts tell an income, so they are sealed here as in the record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField


class Collected(models.Model):
    """One line of a collection: whether it settled what a member owed for a month."""

    pk = models.CompositePrimaryKey("rec", "member_id")
    rec = models.CharField(max_length=28)
    leaf = LeafField(db_index=False)
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    member = models.ForeignKey("party.Member", on_delete=models.PROTECT, related_name="+")
    month = models.PositiveIntegerField()
    settled = models.BooleanField()
    arrears = models.BooleanField(default=False)
    amounts_sealed = models.BinaryField()

    class Meta:
        verbose_name = _("党费")
        indexes = [models.Index(fields=["branch", "month"], name="dues_of_branch")]
