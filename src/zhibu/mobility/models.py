"""The mobility room's tables: letters, arrivals, floating members and contacts, reports."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import LeafField

ORGANIZATION, MEMBER = "party.Organization", "party.Member"


class State(models.TextChoices):
    """Where a letter stands. Whether it is overdue is reckoned from its days, never kept."""

    ISSUED = "issued", _("待接收")
    RECEIVED = "received", _("已接收")
    REFUSED = "refused", _("已退回")
    LAPSED = "lapsed", _("已过期重开")
    WITHDRAWN = "withdrawn", _("已作废")


class Letter(models.Model):
    """A letter of introduction (组织关系介绍信) as it stands.

    ``to`` is the addressed organization of this installation, none for one outside; ``to_branch``
    where the member was taken in. ``first_due`` is the day the first letter of a transfer ended.
    """

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    member = models.ForeignKey(MEMBER, on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey(ORGANIZATION, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(ORGANIZATION, on_delete=models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(max_length=100)
    to_branch = models.ForeignKey(
        ORGANIZATION, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    issued_on = models.DateField()
    valid_until = models.DateField()
    first_due = models.DateField()
    paid_up_to = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ISSUED)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("组织关系介绍信")
        indexes = [models.Index(fields=["state", "valid_until"], name="letter_state")]
        constraints = [
            models.UniqueConstraint(fields=["branch", "year", "number"], name="letter_number_once"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(state=State.ISSUED), name="one_letter_a_member"
            ),
        ]


class Arrival(models.Model):
    """A member who came from outside the installation with a paper letter."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(ORGANIZATION, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(MEMBER, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_name = models.CharField(max_length=100)
    letter_number = models.CharField(max_length=60)
    received_on = models.DateField()


class Side(models.TextChoices):
    """Which way somebody floats, seen from the branch."""

    OUT = "out", _("流出")
    IN = "in", _("流入")


class Floating(models.Model):
    """A floating member: one of the branch who is away, or one of another who lives here.

    ``place`` is a province, city or county and never finer. Who flowed in has a name and a home
    branch in words; this installation may not know them.
    """

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(ORGANIZATION, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=3, choices=Side.choices)
    member = models.ForeignKey(
        MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=50)
    home = models.CharField(max_length=100)
    place = models.CharField(max_length=30)
    abroad = models.BooleanField(default=False)
    since = models.DateField()
    registered_on = models.DateField()
    keeper = models.ForeignKey(
        MEMBER, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("流动党员")
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_on=None), name="member_floats_once"
            ),
        ]


class Contact(models.Model):
    """That a floating member was contacted; what was said stands in the record."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    floating = models.ForeignKey(Floating, on_delete=models.PROTECT, related_name="contacts")
    on = models.DateField()
    way = models.CharField(max_length=10)


class QuarterReport(models.Model):
    """A quarter's report that a branch confirmed; what it said stands in the record."""

    rec = models.CharField(max_length=28, primary_key=True)
    leaf = LeafField()
    branch = models.ForeignKey(
        ORGANIZATION, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    sent_on = models.DateField()

    class Meta:
        verbose_name = _("季末动态信息")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year", "quarter"], name="quarter_reported_once"
            ),
        ]
