from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField
from zhibu.party.models.validity import Dated, ends_after_start
from zhibu.party.sets import BranchClass, BranchForm, Level

SEGMENT = 12
LONGEST_PATH = 240


def uid_field() -> "models.CharField[str, str]":
    return models.CharField(max_length=28, primary_key=True)


class Organization(models.Model):
    """A Party organization as it is today; how it was stands in its states.

    ``path`` strings together twelve letters of each superior's identity and its own, so that all
    below it are one range of the index.
    """

    uid = uid_field()
    rec = models.CharField(max_length=28, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    level = models.CharField(_("层级"), max_length=16, choices=Level.choices)
    form = models.CharField(
        _("形式"), max_length=16, choices=BranchForm.choices, default=BranchForm.REGULAR
    )
    superior = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="subordinates"
    )
    path = models.CharField(max_length=LONGEST_PATH, unique=True)
    branch_class = models.CharField(_("类别"), max_length=12, choices=BranchClass.choices)
    founded_on = models.DateField(_("成立日期"))
    dissolved_on = models.DateField(_("撤销日期"), null=True)
    live_on = models.DateField(_("上线日期"), null=True)
    counted_from = models.DateField(_("计分起始日期"), null=True)
    leaf = LeafField()

    class Meta:
        verbose_name = _("党组织")
        constraints = [
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(dissolved_on__gte=models.F("founded_on")),
                name="organization_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(live_on=None, counted_from=None)
                | Q(counted_from__lte=models.F("live_on")),
                name="organization_counted_before_live",
            ),
            models.CheckConstraint(
                condition=~Q(superior=models.F("uid")), name="organization_not_below_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_branch(self) -> bool:
        return self.level == Level.BRANCH

    @property
    def depth(self) -> int:
        return len(self.path) // SEGMENT


class OrganizationState(Dated):
    """What an organization was called, and under whom it stood, from a day until another."""

    rec = models.CharField(max_length=28, primary_key=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="states")
    name = models.CharField(max_length=100)
    superior = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+"
    )
    form = models.CharField(max_length=16, choices=BranchForm.choices)
    branch_class = models.CharField(max_length=12, choices=BranchClass.choices)
    leaf = LeafField()

    class Meta:
        constraints = [
            ends_after_start("organization_state_ends_after_start"),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(until_on=None),
                name="organization_one_present_state",
            ),
        ]


class PartyGroup(models.Model):
    """A Party group of a branch. No organization of its own: it has no members but the branch's."""

    uid = uid_field()
    rec = models.CharField(max_length=28, unique=True)
    branch = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="party_groups")
    name = models.CharField(_("名称"), max_length=50)
    founded_on = models.DateField(_("成立日期"))
    dissolved_on = models.DateField(null=True)
    leaf = LeafField()

    class Meta:
        verbose_name = _("党小组")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "name"], condition=Q(dissolved_on=None), name="group_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """A term of a branch's committee, or of its secretary where there is no committee."""

    rec = models.CharField(max_length=28, primary_key=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="terms")
    starts_on = models.DateField(_("任期开始"))
    ends_on = models.DateField(_("任期届满"))
    has_committee = models.BooleanField()
    leaf = LeafField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")), name="term_ends_after_start"
            ),
            models.UniqueConstraint(fields=["organization", "starts_on"], name="term_begins_once"),
        ]
