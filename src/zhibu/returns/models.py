"""The returns room's table: which returns were handed in. What they said stands in the record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import HashField, LeafField
from zhibu.returns.spans import Every


class Submission(models.Model):
    """A return handed in: of whom, for which period, up to which day, and its fingerprint."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    every = models.CharField(_("报表"), max_length=8, choices=Every.choices)
    as_of = models.DateField(_("统计日"))
    digest = HashField()
    size = models.PositiveBigIntegerField()
    submitted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("统计报表")
        indexes = [models.Index(fields=["organization", "-as_of"], name="submission_of_unit")]
