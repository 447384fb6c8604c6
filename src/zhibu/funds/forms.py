"""What people fill in about activity funds. Amounts are yuan with two places."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.core.funding import Rules
from zhibu.funds.actions import PlanTold
from zhibu.party.forms import ActForm, day


def amount(label: Any, **told: Any) -> forms.DecimalField:
    """Return a field for yuan; what is wrong with a number, the actions say."""
    words = {"invalid": _("请填数字，如 120 或 120.50。"), "required": _("请填写金额。")}
    widget = forms.NumberInput(attrs={"step": "0.01", "min": "0", "inputmode": "decimal"})
    return forms.DecimalField(label=label, error_messages=words, widget=widget, **told)


class OfRules(ActForm):
    """A form whose choices are those of the rules in force."""

    def __init__(self, data: Any = None, *, rules: Rules, **told: Any) -> None:
        super().__init__(data, **told)
        known: Mapping[str, Any] = {"source": rules.sources, "line": rules.lines}
        for name in known.keys() & self.fields.keys():
            choices = [("", _("请选择")), *known[name].items()]
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class ReceiveForm(OfRules):
    source = forms.ChoiceField(label=_("来源"))
    amount = amount(_("金额（元）"))
    on = day(_("到账日期"))
    words = forms.CharField(label=_("说明"), max_length=200, required=False)


class ApplyForm(OfRules):
    line = forms.ChoiceField(label=_("用途"))
    amount = amount(_("金额（元）"))
    purpose = forms.CharField(
        label=_("用来做什么"), max_length=200,
        help_text=_("写事由，不写个人姓名；公开的页面上不显示。"),
    )  # fmt: skip


class DecideForm(ActForm):
    approved = forms.ChoiceField(
        label=_("审批结果"), choices=[("yes", _("批准")), ("no", _("不批准"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    words = forms.CharField(label=_("意见"), max_length=200, required=False)


class SpendForm(ActForm):
    amount = amount(_("支付金额（元）"))
    on = day(_("支付日期"))
    invoice = forms.FileField(
        label=_("发票"), help_text=_("PDF 或照片，不超过 10 MB；同一张只能报一次。"),
        error_messages={"required": _("请附上发票。")},
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, **told: Any) -> None:
        super().__init__(data, files=files, **told)


class SettleForm(ActForm):
    words = forms.CharField(
        label=_("结清说明"), max_length=200, help_text=_("如“活动已办完，余额不再使用”。"),
    )  # fmt: skip


class PlanForm(ActForm):
    """The tier and an amount for each use."""

    tier = forms.ChoiceField(label=_("档次"))

    def __init__(self, data: Any = None, *, rules: Rules, year: int, **told: Any) -> None:
        super().__init__(None, **told)
        self.year, self.rules = year, rules
        self.fields["tier"].choices = [  # type: ignore[attr-defined]
            (one.key, f"{one.title}（{one.fen // 100:,} 元）") for one in rules.tiers.values()
        ]
        for key, title in rules.lines.items():
            self.fields[f"line_{key}"] = amount(title, required=False)
        self.fields["reason"] = forms.CharField(
            label=_("调整理由"), max_length=200, required=False,
            help_text=_("第一次定预算不用填。"),
        )  # fmt: skip
        if data is not None:
            self.data, self.is_bound = data, True
            self._insist_on_own_fields()

    @property
    def lines(self) -> list[forms.BoundField]:
        """Return the fields of the uses."""
        return [self[f"line_{key}"] for key in self.rules.lines]

    def told(self) -> PlanTold:
        """Return the budget as told, from a valid form."""
        found = self.cleaned_data
        lines: dict[str, Decimal] = {
            key: found[f"line_{key}"] for key in self.rules.lines if found[f"line_{key}"]
        }
        return PlanTold(self.year, found["tier"], lines, found["reason"])
