"""What people fill in about transfers, floating members and lists."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.mobility.records import Way, Why
from zhibu.mobility.refusals import LONGEST_WORDS
from zhibu.party import queries
from zhibu.party.forms import ActForm, RegisterForm, day
from zhibu.party.models import Member, Organization

WAYS = [
    (Way.PHONE.value, _("电话")),
    (Way.MESSAGE.value, _("信息、网络")),
    (Way.LETTER.value, _("书信")),
    (Way.VISIT.value, _("当面、走访")),
]
WHYS = [(Why.RETURNED.value, _("已返回")), (Why.LEFT.value, _("已不属于本支部"))]


def _words(label: Any, *, most: int = LONGEST_WORDS, rows: int = 3, **told: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **told)


def _member(label: Any, **told: Any) -> "forms.ModelChoiceField[Member]":
    return forms.ModelChoiceField(
        label=label, queryset=Member.objects.none(), empty_label=_("请选择"), **told
    )


class LetterForm(ActForm):
    """A letter: for whom, whither, how long it is valid, dues paid up to."""

    member = _member(_("党员"))
    to_name = forms.CharField(
        label=_("接收党组织"),
        max_length=100,
        help_text=_("系统内的填全称，例如“乙烯裂解党支部”，对方在系统内确认接收。"),
        widget=forms.TextInput(attrs={"list": "organizations", "autocomplete": "off"}),
    )
    outside = forms.BooleanField(
        label=_("接收单位不在本系统，打印纸质介绍信"), required=False
    )  # fmt: skip
    valid_days = forms.IntegerField(
        label=_("有效期（天）"), initial=10, min_value=1, max_value=90,
        help_text=_("默认本市 10 天，外地 30 天，最长 90 天（默认，待确认）。"),
    )  # fmt: skip
    paid_up_to = forms.CharField(
        label=_("党费交至"), max_length=7, required=False,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-09"}),
        help_text=_("不填则取收缴记录中已交清的最后一个月。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, members: Any, **told: Any) -> None:
        super().__init__(data, **told)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]
        self.to: Organization | None = None

    def clean(self) -> dict[str, Any]:
        """Find the organization that was named, unless it is outside."""
        told = super().clean() or self.cleaned_data
        name = str(told.get("to_name", "")).strip()
        if name and not told.get("outside"):
            self.to = self._named(name)
        return told

    def _named(self, name: str) -> Organization | None:
        found = list(queries.organizations_named(name)[:2])
        if len(found) == 1:
            return found[0]
        words = _("系统内没有“%(name)s”。请核对全称；不在本系统的，请勾选下面一项。")
        if found:
            words = _("系统内有几个“%(name)s”，请由上级党委改名后再开，或先联系接收支部。")
        self.add_error("to_name", words % {"name": name})
        return None


class ReceiveForm(ActForm):
    """Which branch takes the member in, where a committee is addressed."""

    branch = forms.ModelChoiceField(
        label=_("编入党支部"), queryset=Organization.objects.none(), empty_label=_("请选择")
    )

    def __init__(self, data: Any = None, *, branches: Any) -> None:
        super().__init__(data)
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]


class ReasonForm(ActForm):
    """Why a letter is sent back or taken back."""

    reason = _words(_("理由"), most=200, rows=2)


class ReceiptForm(ActForm):
    """The paper receipt that came back."""

    received_on = day(_("回执上的接收日期"))
    handler = forms.CharField(
        label=_("接收单位经办人"), max_length=100, help_text=_("姓名和电话，加密保存。")
    )


class ArriveForm(RegisterForm):
    """A card, and the letter somebody came with."""

    from_name = forms.CharField(label=_("转出党组织"), max_length=100)
    letter_number = forms.CharField(label=_("介绍信编号"), max_length=60)

    def __init__(self, data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        self.fields["since"].label = _("接收日期")
        self.fields["since"].help_text = _("从这一天起组织关系在本支部。")

    def clean(self) -> dict[str, Any]:
        """Keep the letter apart from the card."""
        told = super().clean() or self.cleaned_data
        self.letter = {key: told.pop(key, "") for key in ("from_name", "letter_number")}
        return told


class OutflowForm(ActForm):
    """Somebody of the branch who is away."""

    member = _member(_("党员"))
    since = day(_("外出日期"))
    until = day(
        _("预计返回日期"), required=False, help_text=_("已外出满 6 个月的不用填。")
    )  # fmt: skip
    place = forms.CharField(
        label=_("流向"), max_length=30,
        help_text=_("只写省、市、县（区），例如“广东省佛山市”；不写住址和单位。"),
    )  # fmt: skip
    abroad = forms.BooleanField(label=_("在国（境）外"), required=False)
    keeper = _member(_("联系人"), required=False, help_text=_("本支部负责联系的党员。"))

    def __init__(self, data: Any = None, *, members: Any) -> None:
        super().__init__(data)
        for name in ("member", "keeper"):
            self.fields[name].queryset = members  # type: ignore[attr-defined]


class InflowForm(ActForm):
    """Somebody of another branch who takes part here."""

    name = forms.CharField(label=_("姓名"), max_length=50)
    home = forms.CharField(label=_("组织关系所在党组织"), max_length=100)
    since = day(_("流入日期"))
    keeper = _member(_("联系人"), required=False, help_text=_("本支部负责联系的党员。"))

    def __init__(self, data: Any = None, *, members: Any) -> None:
        super().__init__(data)
        self.fields["keeper"].queryset = members  # type: ignore[attr-defined]


class SearchForm(ActForm):
    """Somebody who is out of contact."""

    member = _member(_("党员"))
    lost_on = day(_("失去联系之日"), help_text=_("最后一次联系上的第二天。六个月从这一天算起。"))
    circumstances = _words(
        _("经过"), help_text=_("最后一次联系的时间、方式，之后怎样联系过。加密保存。")
    )

    def __init__(self, data: Any = None, *, members: Any) -> None:
        super().__init__(data)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]


class ContactForm(ActForm):
    """That somebody was contacted."""

    on = day(_("联系日期"))
    way = forms.ChoiceField(label=_("方式"), choices=WAYS)
    words = _words(
        _("情况"), most=500, help_text=_("思想、工作、组织生活和困难，几句话即可。加密保存。")
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})


class EndForm(ActForm):
    """Why somebody floats no more."""

    why = forms.ChoiceField(label=_("原因"), choices=WHYS, widget=forms.RadioSelect)


class ListForm(forms.Form):
    """A list: a file, or pasted text."""

    list = forms.FileField(
        label=_("名单文件"), required=False,
        help_text=_("xlsx、xls 或 csv（UTF-8、GB18030）。第一个有内容的工作表，带表头。"),
    )  # fmt: skip
    pasted = forms.CharField(
        label=_("或者粘贴名单"), required=False, max_length=3_000_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("从表格复制，连同表头“姓名”“公民身份号码”“出生日期”“入党日期”等。"),
    )  # fmt: skip
