"""The scrutiny room's tables. Flags are told by records; what is noticed is worked out anew."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import HashField, LeafField


class State(models.TextChoices):
    """Where a flag stands: asked, answered, or how it came out."""

    OPEN = "open", _("待支部说明")
    ANSWERED = "answered", _("支部已说明")
    CONFIRMED = "confirmed", _("属实")
    EXPLAINED = "explained", _("已说明，合理")
    WRONG = "wrong", _("规则看错了")


SETTLED = (State.CONFIRMED, State.EXPLAINED, State.WRONG)


class Flag(models.Model):
    """A question to a branch (请核实). The evidence stands in the record, encrypted."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rules = models.JSONField(default=list)
    version = models.CharField(max_length=40)
    flagged_at = models.DateTimeField()
    open_on = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    answered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = HashField(null=True)

    class Meta:
        verbose_name = _("核查")
        indexes = [models.Index(fields=["branch", "-flagged_at"], name="flag_of_branch")]

    @property
    def settled(self) -> bool:
        return self.state in SETTLED


class FlaggedRecord(models.Model):
    """A record that a rule asked about: it is not asked about again by the same rule."""

    pk = models.CompositePrimaryKey("flag_id", "rule", "record")
    flag = models.ForeignKey(Flag, on_delete=models.CASCADE, related_name="flagged", db_index=False)
    leaf = LeafField(db_index=False)
    branch = models.ForeignKey(
        "party.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rule = models.CharField(max_length=8)
    record = models.CharField(max_length=28)

    class Meta:
        indexes = [models.Index(fields=["branch", "rule"], name="flagged_of_branch")]


class Reply(models.Model):
    """What a branch replied; words and files stand in the record."""

    pk = models.CompositePrimaryKey("flag_id", "leaf_id")
    leaf = LeafField()
    flag = models.ForeignKey(Flag, on_delete=models.CASCADE, related_name="replies")
    replied_at = models.DateTimeField()


class Noticed(models.Model):
    """A fact or a single signal of the last sweep. Not journaled: the next sweep replaces it."""

    branch = models.ForeignKey("party.Organization", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=8)
    case = models.CharField(max_length=20, blank=True)
    figures = models.JSONField(default=dict)
    records = models.PositiveIntegerField()
    noticed_on = models.DateField()

    class Meta:
        verbose_name = _("单项迹象")
