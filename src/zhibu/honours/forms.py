"""What people fill in about honours, sanctions and duties."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.honours import rules
from zhibu.party.forms import ActForm, OfMembers, day, one_member
from zhibu.party.models import Member


class CommendForm(OfMembers):
    member = one_member()
    form = forms.ChoiceField(
        label=_("种类"), choices=lambda: list(rules.in_force().commendations.items())
    )
    level = forms.ChoiceField(
        label=_("级别"), choices=lambda: list(rules.in_force().levels.items()), initial="base"
    )
    title = forms.CharField(label=_("名称"), max_length=100)
    given_by = forms.CharField(label=_("授予单位"), max_length=100)
    given_on = day(_("授予日期"))


class SanctionForm(OfMembers):
    member = one_member()
    form = forms.ChoiceField(
        label=_("处分种类"),
        choices=lambda: [(key, one.title) for key, one in rules.in_force().sanctions.items()],
    )
    decided_on = day(_("决定日期"))
    decided_by = forms.CharField(label=_("作出决定的组织"), max_length=100)
    cause = forms.CharField(
        label=_("事由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("加密保存；只写认定的事实和所依据的条款。"),
    )  # fmt: skip


class SanctionEndForm(ActForm):
    until_on = day(_("影响期到哪一天为止"))
    on = day(_("决定日期"))
    decided_by = forms.CharField(label=_("作出决定的组织"), max_length=100)
    reason = forms.CharField(label=_("理由"), max_length=500)


class DutyForm(OfMembers):
    chooses = "members"
    form = forms.ChoiceField(
        label=_("岗位种类"), choices=lambda: list(rules.in_force().duties.items())
    )
    title = forms.CharField(label=_("岗位名称"), max_length=100)
    content = forms.CharField(label=_("职责"), max_length=500, required=False)
    from_on = day(_("设岗日期"))
    members = forms.ModelMultipleChoiceField(
        label=_("由谁负责"), queryset=Member.objects.none(), widget=forms.CheckboxSelectMultiple
    )


class ReviewForm(ActForm):
    result = forms.CharField(label=_("做了什么、结果如何"), max_length=200)
    on = day(_("日期"))
