"""The grading room's tables. All are told by records; long words stay in those."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField
from zhibu.party.sets import BranchClass

HUNDREDTHS = 100


class Decision(models.TextChoices):
    """How a claim or a wish for another class was decided."""

    ACCEPTED = "accepted", _("采纳")
    REJECTED = "rejected", _("不采纳")


class Claim(models.Model):
    """A branch claims bonus points for something it did; a panel judges, somebody else decides."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    level = models.CharField(max_length=20, default="")
    most = models.PositiveIntegerField()
    claimed_on = models.DateField()
    withdrawn = models.BooleanField(default=False)
    answer = models.CharField(max_length=28, default="")
    decision = models.CharField(max_length=10, choices=Decision.choices, default="")
    points = models.PositiveIntegerField(default=0)
    decided_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("加分申报")
        indexes = [
            models.Index(fields=["branch", "-claimed_on"], name="claim_of_branch"),
            models.Index(fields=["decision", "-decided_on"], name="claim_decided"),
        ]

    @property
    def open(self) -> bool:
        return not self.withdrawn and not self.decision

    @property
    def given(self) -> float:
        """The accepted points."""
        return self.points / HUNDREDTHS

    @property
    def most_points(self) -> float:
        return self.most / HUNDREDTHS


class PanelSheet(models.Model):
    """That somebody judged a claim; what was given nobody reads until the panel is complete."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    claim = models.ForeignKey(
        Claim, on_delete=models.CASCADE, related_name="sheets", db_index=False
    )
    assessor = models.CharField(max_length=28)
    person = models.CharField(max_length=28)
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("加分评判")
        constraints = [
            models.UniqueConstraint(fields=["claim", "person"], name="one_panel_sheet_a_person")
        ]


class Adoption(models.Model):
    """Another branch took over what an accepted claim tells of."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    claim = models.ForeignKey(
        Claim, on_delete=models.CASCADE, related_name="adoptions", db_index=False
    )
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    adopted_on = models.DateField()

    class Meta:
        verbose_name = _("借鉴")
        constraints = [models.UniqueConstraint(fields=["claim", "branch"], name="adopted_once")]


class VetoState(models.TextChoices):
    """How a veto stands. It counts only once it is upheld."""

    FOUND = "found", _("待生效")
    APPEALED = "appealed", _("申诉中")
    UPHELD = "upheld", _("已生效")
    GRANTED = "granted", _("已撤销")


class VetoCase(models.Model):
    """Somebody found that a veto of the standard applies; another person upholds or lifts it."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=40)
    veto = models.CharField(max_length=20)
    person = models.CharField(max_length=28)
    found_on = models.DateField()
    appeal_by = models.DateField()
    state = models.CharField(max_length=10, choices=VetoState.choices, default=VetoState.FOUND)
    appeal = models.CharField(max_length=28, default="")
    answer_by = models.DateField(null=True)
    upheld = models.CharField(max_length=28, default="")
    upheld_by = models.CharField(max_length=28, default="")
    granted = models.CharField(max_length=28, default="")
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("一票否决")
        indexes = [models.Index(fields=["branch", "-found_on"], name="veto_of_branch")]


class ClassWish(models.Model):
    """A branch asks for another class. Which class it is in, the party room alone keeps."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    wanted = models.CharField(max_length=12, choices=BranchClass.choices)
    asked_on = models.DateField()
    withdrawn = models.BooleanField(default=False)
    answer = models.CharField(max_length=28, default="")
    decision = models.CharField(max_length=10, choices=Decision.choices, default="")
    answered_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("调类申请")
        indexes = [models.Index(fields=["branch", "-asked_on"], name="class_wish_of_branch")]

    @property
    def open(self) -> bool:
        return not self.withdrawn and not self.decision


class ClassDecision(models.Model):
    """Why a branch was moved or not. ``change`` is the party's record that moved it, or nothing."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    change = models.CharField(max_length=28, default="", db_index=True)
    reasons = models.CharField(max_length=2_000)
    decided_on = models.DateField()

    class Meta:
        verbose_name = _("调类决定")
        indexes = [models.Index(fields=["branch", "-decided_on"], name="class_decision_of_branch")]


class Results(models.Model):
    """A committee decided the results of a year."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    organization = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    met_on = models.DateField()
    provisional = models.BooleanField()
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("年度结果")
        constraints = [
            models.UniqueConstraint(fields=["organization", "year"], name="results_decided_once")
        ]


class BranchResult(models.Model):
    """A branch's result as computed and as decided; a difference has reasons."""

    pk = models.CompositePrimaryKey("results_id", "branch_id")
    results = models.ForeignKey(
        Results, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    in_class = models.CharField(max_length=20)
    computed = models.CharField(max_length=16, default="")
    why = models.CharField(max_length=20)
    tie = models.CharField(max_length=20, default="")
    decided = models.CharField(max_length=16, default="")
    reasons = models.CharField(max_length=2_000, default="")
    consequences = models.JSONField(default=list)

    class Meta:
        verbose_name = _("支部年度结果")
        indexes = [models.Index(fields=["branch"], name="result_of_branch")]
