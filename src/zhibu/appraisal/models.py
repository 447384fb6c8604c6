"""The tables of this room, all told by records: tests of cases, grades of members."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField


class Grade(models.TextChoices):
    """The four grades of democratic appraisal (民主评议党员)."""

    OUTSTANDING = "outstanding", _("优秀")
    QUALIFIED = "qualified", _("合格")
    BARELY = "barely", _("基本合格")
    UNQUALIFIED = "unqualified", _("不合格")


def _key(to: str, **told: Any) -> Any:
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", **told)


class DemocraticTest(models.Model):
    """A poll that was opened for a case: about these members, or about the secretary alone."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    case = _key("procedures.Case")
    poll = _key("polls.Poll")
    members = models.JSONField(default=list)

    class Meta:
        verbose_name = _("民主测评")
        constraints = [models.UniqueConstraint(fields=["poll"], name="poll_tests_one_case")]


class MemberGrade(models.Model):
    """What grade a member was given in a year."""

    pk = models.CompositePrimaryKey("case_id", "member_id")
    rec = models.CharField(max_length=28)
    leaf = LeafField()
    case = _key("procedures.Case", db_index=False)
    member = _key("party.Member")
    year = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=12, choices=Grade.choices)
    graded_on = models.DateField()

    class Meta:
        verbose_name = _("评定等次")
