"""What people fill in about dues besides a month's collection."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from zhibu.core.periods import Month
from zhibu.dues.forms import PAYERS
from zhibu.dues.records import BaseLine
from zhibu.party.forms import ActForm, OfMembers, day, one_member
from zhibu.party.models import Member

WAYS = [("handed_up", _("上缴")), ("returned", _("返还"))]


def amount(label: Any, **told: Any) -> forms.DecimalField:
    """Return a field for yuan; what is wrong with a number, the actions say."""
    words = {"invalid": _("请填数字，如 120 或 120.50。"), "required": _("请填写金额。")}
    widget = forms.NumberInput(attrs={"step": "0.01", "min": "0", "inputmode": "decimal"})
    return forms.DecimalField(label=label, error_messages=words, widget=widget, **told)


class MonthField(forms.CharField):
    """A month as browsers ask for it."""

    def __init__(self, **told: Any) -> None:
        super().__init__(max_length=7, widget=forms.TextInput(attrs={"type": "month"}), **told)

    def clean(self, value: Any) -> Month:
        """Return the month. Raises ValidationError for what is none."""
        text = super().clean(value)
        try:
            return Month.parse(text)
        except ValueError:
            words = _("请按 2026-03 的样子填写月份。")
            raise forms.ValidationError(words) from None


class OfMember(OfMembers):
    """A form about one of a branch's members."""

    member = one_member()

    def told(self) -> dict[str, Any]:
        """Return what was filled in, the member by identity."""
        return self.cleaned_data | {"member": self.cleaned_data["member"].uid}


class ChangeForm(OfMember):
    month = MonthField(label=_("从哪个月起"))
    base = amount(_("新的缴费基数（元）"))
    payer = forms.ChoiceField(label=_("类别"), choices=PAYERS)
    cause = forms.CharField(label=_("调整理由"), max_length=200)


class ReliefForm(OfMember):
    first = MonthField(label=_("从哪个月起"))
    last = MonthField(label=_("到哪个月止"))
    owed = amount(_("减免后每月应缴（元）"), help_text=_("免缴填 0。"))
    cause = forms.CharField(label=_("理由"), max_length=200, help_text=_("加密保存。"))
    met_on = day(_("支部研究日期"))


class DecideForm(ActForm):
    approved = forms.ChoiceField(
        label=_("审批结果"), choices=[("yes", _("批准")), ("no", _("不批准"))]
    )
    words = forms.CharField(
        label=_("意见"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"placeholder": _("意见（不批准须填）")}),
    )  # fmt: skip


class QuarterlyForm(OfMember):
    pass


class ExtraForm(OfMember):
    paid = amount(_("多缴金额（元）"))
    on = day(_("缴纳日期"))


class RemitForm(ActForm):
    way = forms.ChoiceField(label=_("方式"), choices=WAYS)
    year = forms.IntegerField(label=_("哪一年的党费"))
    paid = amount(_("金额（元）"))
    on = day(_("日期"))


class RemindForm(ActForm):
    member = forms.CharField(max_length=28)
    stage = forms.CharField(max_length=8)
    words = forms.CharField(label=_("怎么提醒的"), max_length=200, required=False)


class ReviewForm(forms.Form):
    """Everybody's base and kind of payer for a year."""

    def __init__(self, members: Iterable[Member], start: dict[str, Any], data: Any = None) -> None:
        super().__init__(data)
        self.members = list(members)
        for member in self.members:
            before = start.get(member.uid)
            self.fields |= {
                f"base_{member.uid}": amount(
                    _("缴费基数"), required=False, initial=before and before.base
                ),
                f"payer_{member.uid}": forms.ChoiceField(
                    label=_("类别"), choices=PAYERS, initial=(before and before.payer) or "wage"
                ),
            }

    def rows(self) -> Iterator[tuple[Member, BoundField, BoundField]]:
        """Yield every member's fields in the order of the roll."""
        for one in self.members:
            yield one, self[f"base_{one.uid}"], self[f"payer_{one.uid}"]

    def told(self) -> tuple[BaseLine, ...]:
        """Return the bases of whom one was filled in, from a valid form."""
        found = self.cleaned_data
        return tuple(
            BaseLine(one.uid, found[f"base_{one.uid}"] or Decimal(0), found[f"payer_{one.uid}"])
            for one in self.members
            if found[f"base_{one.uid}"] is not None
        )

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside the member it is about."""
        name = f"base_{field}"
        self.add_error(name if name in self.fields else None, str(words))
