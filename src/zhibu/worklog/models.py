"""The worklog's table: one row for each piece of declared work, as its latest version tells it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField


class Work(models.Model):
    """A piece of work; tasks and states have an end, told by a record of its own.

    ``until_on`` is a task's last day, or the last day of a count's period. Who took part stands
    in the record only.
    """

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    work = models.CharField(max_length=40)
    on = models.DateField()
    words = models.CharField(max_length=120, blank=True)
    figures = models.JSONField(default=list)
    people = models.PositiveIntegerField(default=0)
    complete = models.BooleanField(null=True)
    until_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=28, blank=True)

    class Meta:
        verbose_name = _("工作纪实")
        indexes = [
            models.Index(fields=["branch", "-on"], name="work_of_branch"),
            models.Index(fields=["branch", "work", "on"], name="work_of_kind"),
        ]
