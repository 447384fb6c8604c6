"""What one asks and another decides: the decision stands beside what it is about.

Taken back, the decision leaves what was asked open again.
"""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.log import Leaf, Op


class Standing(models.TextChoices):
    """How what was asked stands."""

    OPEN = "open", _("待审批")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")


class Decidable(models.Model):
    """Something that is asked for, and the decision that stands beside it."""

    state = models.CharField(max_length=8, choices=Standing.choices, default=Standing.OPEN)
    decided_rec = models.CharField(max_length=28, default="")
    decided_on = models.DateField(null=True)

    class Meta:
        abstract = True


def project(
    asked: models.QuerySet[Any], leaf: Leaf, *, approved: bool, on: date, **besides: str
) -> None:
    """Write a decision beside what it is about; taken back, that is open again.

    ``besides`` are further columns that tell of the decision, empty while nothing is decided.
    """
    if leaf.op is Op.WITHDRAW:
        asked.filter(decided_rec=leaf.rec).update(
            state=Standing.OPEN, decided_rec="", decided_on=None, **dict.fromkeys(besides, "")
        )
    else:
        state = Standing.APPROVED if approved else Standing.REFUSED
        asked.update(state=state, decided_rec=leaf.rec, decided_on=on, **besides)
