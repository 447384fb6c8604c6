"""Standards being drafted. A draft is no work yet: not journaled, and freely thrown away."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StandardDraft(models.Model):
    """A committee's draft: its text as typed, and what an import still has to ask about it."""

    uid = models.CharField(max_length=28, primary_key=True)
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("名称"), max_length=120)
    text = models.TextField(_("正文"))
    revision = models.PositiveIntegerField(default=1)
    source = models.CharField(_("来源"), max_length=120, blank=True)
    questions = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    updated_at = models.DateTimeField(_("修改时间"))
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("考核标准草稿")
        indexes = [models.Index(fields=["organization", "-updated_at"], name="draft_latest")]

    def __str__(self) -> str:
        return self.title

    @property
    def open_questions(self) -> int:
        """Return how many questions of the import nobody answered yet."""
        return sum(each["chosen"] is None for each in self.questions)
