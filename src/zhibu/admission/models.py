"""The admission room's tables: who applied, how far they came, quotas and the variant chosen."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import HashField, LeafField
from zhibu.party.sets import BranchClass, Education, Sex

LONGEST_WORK = 60


class Stage(models.TextChoices):
    """How far somebody came; a case that ended without admission is over."""

    APPLICANT = "applicant", _("入党申请人")
    ACTIVIST = "activist", _("入党积极分子")
    CANDIDATE = "candidate", _("发展对象")
    PROBATIONER = "probationer", _("预备党员")
    FULL = "full", _("正式党员")
    OVER = "over", _("已结束")


class Applicant(models.Model):
    """Somebody who asked to join the Party.

    ``uid`` becomes the member's own once the admission is approved. Sex and day of birth are what
    the identity number says. ``ended`` frees the number for another application.
    """

    uid = models.CharField(max_length=28, primary_key=True)
    rec = models.CharField(max_length=28, unique=True)
    leaf = LeafField()
    branch = models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=50)
    name_key = models.CharField(max_length=200)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex.choices)
    birth_on = models.DateField(_("出生日期"))
    id_number_sealed = models.BinaryField(_("公民身份号码"))
    id_number_index = HashField()
    education = models.CharField(_("学历"), max_length=2, choices=Education.choices, blank=True)
    work = models.CharField(_("工作岗位"), max_length=LONGEST_WORK, blank=True)
    received_on = models.DateField(_("收到申请书"))
    ended = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("入党申请人")
        indexes = [models.Index(fields=["id_number_index"], name="applicant_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_index"], condition=Q(ended=False), name="applicant_applies_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Reached(models.Model):
    """That somebody reached a stage on a day, by which step of the case."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField(db_index=False)
    applicant = models.ForeignKey(
        Applicant, on_delete=models.CASCADE, related_name="reached", db_index=False
    )
    stage = models.CharField(max_length=12, choices=Stage.choices)
    on = models.DateField()
    entered_at = models.DateTimeField()
    step = models.CharField(max_length=28, blank=True)

    class Meta:
        verbose_name = _("发展阶段")
        indexes = [models.Index(fields=["applicant", "on", "entered_at"], name="stage_of_person")]


class Quota(models.Model):
    """How many a committee means to admit in a year: in one branch, or in one class of branches."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField(db_index=False)
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, null=True, related_name="+"
    )
    branch_class = models.CharField(max_length=12, choices=BranchClass.choices, blank=True)
    separate = models.BooleanField(default=False)
    number = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("发展计划")
        indexes = [models.Index(fields=["organization", "year"], name="quota_of_committee")]


class VariantChoice(models.Model):
    """By which variant of the procedure the branches below a committee admit, from a day."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField(db_index=False)
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    variant = models.CharField(max_length=20)
    from_on = models.DateField()

    class Meta:
        verbose_name = _("发展流程选用")
        indexes = [models.Index(fields=["organization", "-from_on"], name="variant_of_committee")]
