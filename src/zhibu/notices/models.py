"""The notices room's tables. Notices and their steps are told by records; the rest is no work."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField


class State(models.TextChoices):
    """Where a notice stands. Whether a stage is overdue is reckoned from its days, never kept."""

    ISSUED = "issued", _("待签收")
    RECEIPTED = "receipted", _("待答复")
    REPLIED = "replied", _("待复查")
    PASSED = "passed", _("待销号")
    NOT_PASSED = "not_passed", _("复查未通过")
    ESCALATED = "escalated", _("已上报督办")
    CLOSED = "closed", _("已销号")
    WITHDRAWN = "withdrawn", _("已撤回")


OVER = (State.CLOSED, State.WITHDRAWN)


class Notice(models.Model):
    """A rectification notice (整改通知书) as it stands; what it says stands in the record."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    issuer = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    scored_year = models.PositiveSmallIntegerField()
    codes = models.JSONField(default=list)
    titles = models.JSONField(default=list)
    by_machine = models.BooleanField()
    lost = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.ISSUED)
    issued_on = models.DateField()
    receipt_by = models.DateField()
    reply_by = models.DateField()
    first_due = models.DateField()
    recheck_by = models.DateField(null=True)
    received_on = models.DateField(null=True)
    replied_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("整改通知书")
        indexes = [models.Index(fields=["branch", "-issued_on"], name="notice_of_branch")]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "year", "number"], name="notice_numbered_once"
            ),
        ]

    @property
    def over(self) -> bool:
        return self.state in OVER


class Step(models.Model):
    """One record of a notice, in the order of its time line."""

    pk = models.CompositePrimaryKey("notice_id", "leaf_id")
    notice = models.ForeignKey(
        Notice, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    leaf = LeafField()
    kind = models.CharField(max_length=40)
    on = models.DateField()
    at = models.DateTimeField()
    withdrawn = models.BooleanField(default=False)


class NoticeDraft(models.Model):
    """What a machine proposes to tell a branch. Not journaled: nobody has said it yet."""

    uid = models.CharField(max_length=28, primary_key=True)
    committee = models.ForeignKey(
        "party.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    branch = models.ForeignKey("party.Organization", on_delete=models.CASCADE, related_name="+")
    scored_year = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=60)
    findings = models.JSONField(default=list)
    demand = models.TextField()
    reply_by = models.DateField()
    drafted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("整改通知书草稿")
        constraints = [
            models.UniqueConstraint(fields=["committee", "branch"], name="notice_drafted_once"),
        ]


class Digest(models.Model):
    """A week's reminder that was made for somebody. Not work: nothing is judged by it."""

    account = models.ForeignKey("party.Account", on_delete=models.CASCADE, related_name="+")
    week_of = models.DateField()
    made_at = models.DateTimeField()
    lines = models.PositiveIntegerField()
    mailed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("每周提醒")
        constraints = [
            models.UniqueConstraint(fields=["account", "week_of"], name="one_digest_a_week"),
        ]


class ReminderChoice(models.Model):
    """Whether somebody wants the weekly digest, and at which address besides. A preference."""

    account = models.OneToOneField(
        "party.Account", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    off = models.BooleanField(default=False)
    mail = models.BinaryField(null=True)
