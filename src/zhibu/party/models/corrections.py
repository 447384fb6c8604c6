from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField
from zhibu.party.models.members import Member
from zhibu.party.models.organizations import Organization
from zhibu.party.sealing import SEALED_ITEMS


class Answer(models.TextChoices):
    """How a member's request stands."""

    WAITING = "waiting", _("等待核对")
    GRANTED = "granted", _("已更正")
    REFUSED = "refused", _("没有更正")


class CorrectionRequest(models.Model):
    """A member says that an item of their card is wrong. What it should say stands sealed."""

    rec = models.CharField(max_length=28, primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="corrections")
    branch = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=20)
    asked_on = models.DateField()
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.WAITING)
    answered_on = models.DateField(null=True)
    answered_rec = models.CharField(max_length=28, default="")
    leaf = LeafField()

    class Meta:
        verbose_name = _("更正申请")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "item"],
                condition=Q(answer=Answer.WAITING),
                name="item_asked_about_once",
            ),
        ]

    @property
    def title(self) -> str:
        sealed = f"{self.item}_sealed" if self.item in SEALED_ITEMS else self.item
        return str(Member._meta.get_field(sealed).verbose_name)  # type: ignore[union-attr]
