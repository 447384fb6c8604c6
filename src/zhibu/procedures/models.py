"""The procedures room's tables: cases, their steps and exceptions, and what each waits for now."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField

LONGEST_NAME = 100


class Case(models.Model):
    """A running or ended procedure about somebody or something; ``rec`` is the opening's record.

    ``version`` is the one it runs by now; each step keeps the version it was done by.
    """

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    family = models.CharField(max_length=40)
    variant = models.CharField(max_length=20, blank=True)
    version = models.CharField(max_length=20)
    subject = models.CharField(max_length=28, blank=True)
    subject_name = models.CharField(max_length=LONGEST_NAME)
    opened_on = models.DateField()
    context = models.JSONField(default=dict)
    closed_as = models.CharField(max_length=40, blank=True)
    closed_on = models.DateField(null=True)
    closing = models.CharField(max_length=28, blank=True)
    moved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("工作流程")
        indexes = [
            models.Index(fields=["organization", "closed_on", "family"], name="case_of_unit"),
            models.Index(fields=["subject", "family"], name="case_of_subject"),
        ]

    @property
    def uid(self) -> str:
        return self.rec

    @property
    def key(self) -> str:
        """Return the key of the definition it runs by."""
        return "/".join((self.family, self.variant or "-", self.version))

    @property
    def ended(self) -> bool:
        return self.closed_on is not None


class CaseStep(models.Model):
    """A step that was done. What was recorded of it stands in the record only.

    ``added`` names the records of materials that came afterwards: ``rec``, ``lh`` (hex).
    """

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps", db_index=False)
    step = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    on = models.DateField()
    outcome = models.CharField(max_length=40, blank=True)
    entered_at = models.DateTimeField()
    added = models.JSONField(default=list)

    class Meta:
        verbose_name = _("流程步骤")
        indexes = [
            models.Index(fields=["case", "entered_at", "rec"], name="step_of_case"),
            models.Index(fields=["entered_at"], name="step_entered"),
        ]


class CaseException(models.Model):
    """An exception that a body granted a case: what it waives stands in the definition."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="exceptions", db_index=False
    )
    step = models.CharField(max_length=40)
    exception = models.CharField(max_length=40)
    on = models.DateField()
    body = models.CharField(max_length=40)
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("流程特例")
        indexes = [models.Index(fields=["case", "entered_at", "rec"], name="exception_of_case")]


class Awaited(models.Model):
    """A step that a case waits for: whose turn it is, since when, until when.

    Reckoned from the case, its definition and the calendar; never the truth, so that lists need
    not reckon a thousand cases. Told anew by every act, and every night.
    """

    pk = models.CompositePrimaryKey("case_id", "step")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="awaited", db_index=False)
    step = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    stage = models.CharField(max_length=40)
    ability = models.CharField(max_length=40)
    since = models.DateField(null=True)
    by = models.DateField(null=True)
    provisional = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("待办步骤")
        indexes = [models.Index(fields=["ability", "by"], name="awaited_by_ability")]

    def overdue_on(self, today: date) -> int:
        """Return by how many days it is overdue."""
        return max((today - self.by).days, 0) if self.by else 0
