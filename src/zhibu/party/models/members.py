from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.journal.fields import HashField, LeafField
from zhibu.party.models.organizations import Organization, PartyGroup, uid_field
from zhibu.party.models.validity import Dated, ends_after_start
from zhibu.party.sets import (
    SINGLE_POSTS,
    Education,
    Ethnicity,
    LeaveReason,
    Post,
    Sex,
    Standing,
)


class Member(models.Model):
    """The official card of sixteen items; what it said before stands in the history."""

    uid = uid_field()
    rec = models.CharField(max_length=28, unique=True)
    name = models.CharField(_("姓名"), max_length=50)
    name_key = models.CharField(max_length=200)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex.choices)
    ethnicity = models.CharField(_("民族"), max_length=2, choices=Ethnicity.choices)
    id_number_sealed = models.BinaryField(_("公民身份号码"), null=True)
    id_number_index = HashField(null=True, unique=True)
    birth_on = models.DateField(_("出生日期"), null=True)
    education = models.CharField(_("学历"), max_length=2, choices=Education.choices)
    joined_on = models.DateField(_("入党日期"))
    converted_on = models.DateField(_("转正日期"), null=True)
    occupation = models.CharField(_("工作岗位"), max_length=60)
    professional_title = models.CharField(_("专业技术职务"), max_length=60)
    native_place = models.CharField(_("籍贯"), max_length=60)
    phone_sealed = models.BinaryField(_("手机号码"), null=True)
    fixed_phone_sealed = models.BinaryField(_("固定电话"), null=True)
    home_address_sealed = models.BinaryField(_("家庭住址"), null=True)
    stopped_on = models.DateField(_("停止党籍日期"), null=True)
    out_of_contact_on = models.DateField(_("失去联系日期"), null=True)
    floating_on = models.DateField(_("外出流动日期"), null=True)
    outflow_place = models.CharField(_("外出流向"), max_length=100)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged"
    )
    leaf = LeafField()

    class Meta:
        verbose_name = _("党员")
        indexes = [models.Index(fields=["name"], name="member_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(converted_on=None) | Q(converted_on__gte=models.F("joined_on")),
                name="member_converted_after_joining",
            ),
            models.CheckConstraint(
                condition=Q(id_number_sealed=None, id_number_index=None)
                | Q(id_number_sealed__isnull=False, id_number_index__isnull=False),
                name="member_id_number_indexed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def standing_on(self, day: date) -> Standing:
        full = self.converted_on is not None and self.converted_on <= day
        return Standing.FULL if full else Standing.PROBATIONARY


class MemberHistory(models.Model):
    """What one change did to one item of a card. Sealed items keep their old bytes sealed."""

    pk = models.CompositePrimaryKey("rec", "item")
    rec = models.CharField(max_length=28)
    item = models.CharField(max_length=20)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="history")
    on = models.DateField()
    old = models.CharField(max_length=200)
    new = models.CharField(max_length=200)
    old_sealed = models.BinaryField(null=True)
    leaf = LeafField()


class Affiliation(Dated):
    """A member belonged to a branch. One open row at most: nobody is in two branches."""

    rec = models.CharField(max_length=28, primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="affiliations")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="affiliations", db_index=False
    )
    reason = models.CharField(max_length=12, choices=LeaveReason.choices, default="")
    leaf = LeafField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "from_on"], name="affiliation_organization"),
        ]
        constraints = [
            ends_after_start("affiliation_ends_after_start"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(until_on=None), name="member_in_one_branch"
            ),
            models.UniqueConstraint(fields=["member", "from_on"], name="affiliation_begins_once"),
        ]


class GroupMembership(Dated):
    """A member belonged to a Party group of the branch. One open row at most."""

    pk = models.CompositePrimaryKey("rec", "member_id")
    rec = models.CharField(max_length=28)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="group_memberships")
    party_group = models.ForeignKey(
        PartyGroup, on_delete=models.PROTECT, related_name="memberships"
    )
    branch = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    leaf = LeafField()

    class Meta:
        constraints = [
            ends_after_start("group_membership_ends_after_start"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(until_on=None), name="member_in_one_group"
            ),
        ]


class PostHeld(Dated):
    """A member held a post in an organization."""

    rec = models.CharField(max_length=28, primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="posts")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="posts")
    party_group = models.ForeignKey(
        PartyGroup, on_delete=models.PROTECT, null=True, related_name="leaders"
    )
    post = models.CharField(_("职务"), max_length=20, choices=Post.choices)
    leaf = LeafField()

    class Meta:
        constraints = [
            ends_after_start("post_ends_after_start"),
            models.UniqueConstraint(
                fields=["organization", "post"],
                condition=Q(until_on=None, post__in=SINGLE_POSTS),
                name="post_held_by_one",
            ),
            models.UniqueConstraint(
                fields=["party_group"],
                condition=Q(until_on=None, post=Post.GROUP_LEADER),
                name="group_led_by_one",
            ),
            models.CheckConstraint(
                condition=Q(post=Post.GROUP_LEADER, party_group__isnull=False)
                | (~Q(post=Post.GROUP_LEADER) & Q(party_group=None)),
                name="group_leader_has_group",
            ),
        ]


class ReadLog(models.Model):
    """Who unmasked which items of whose card, when. Shown to the member; not journaled."""

    member = models.ForeignKey(
        Member, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    role = models.CharField(max_length=16)
    items = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["member", "-at"], name="read_log_member")]
