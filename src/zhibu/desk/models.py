"""What the desk keeps itself: complaints about its own pages. No work, so not journaled."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST = 500


class Burden(models.Model):
    """A page that somebody found a burden, and the public answer. Nobody's name is kept."""

    page = models.CharField(_("哪一页"), max_length=200, blank=True)
    words = models.CharField(_("哪里是负担"), max_length=LONGEST)
    said_on = models.DateField()
    answer = models.CharField(_("答复"), max_length=LONGEST, blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("负担")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="", answered_on=None)
                | (~models.Q(answer="") & models.Q(answered_on__isnull=False)),
                name="burden_answered_on_a_day",
            ),
        ]
