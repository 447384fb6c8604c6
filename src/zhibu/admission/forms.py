"""What may be typed about an application and about a committee's plan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from zhibu.admission.actions import Application, QuotaTold
from zhibu.admission.models import LONGEST_WORK, Quota
from zhibu.meetings.parts import Attachment
from zhibu.party.models import Organization
from zhibu.party.sets import BranchClass, Education
from zhibu.procedures.papers import LONGEST_PLACE

_DAY = {"required": _("请选一个日期。"), "invalid": _("日期写成 2026-11-30 这样。")}
_NEEDED = {
    "required": _("请填写这一项。"),
    "max_length": _("最多 %(limit_value)d 字，请写得短些。"),
}


def day(label: Any) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=_DAY)


class Refusable(forms.Form):
    """A form that can take a refusal."""

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside its field, or above all of them."""
        self.add_error(field if field in self.fields else None, str(words))


class ApplicationForm(Refusable):
    """An application received: sex and day of birth are read from the number."""

    name = forms.CharField(label=_("姓名"), max_length=50, error_messages=_NEEDED)
    id_number = forms.CharField(
        label=_("公民身份号码"),
        max_length=24,
        help_text=_("性别和出生日期由号码得出；号码加密保存，页面只显示末四位。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages=_NEEDED,
    )
    received_on = day(_("收到申请书的日期"))
    education = forms.ChoiceField(
        label=_("学历"), choices=[("", _("请选择")), *Education.choices], required=False
    )
    work = forms.CharField(
        label=_("工作岗位"), max_length=LONGEST_WORK, required=False, error_messages=_NEEDED
    )

    letter_at = forms.CharField(
        label=_("纸质申请书存放处"), max_length=LONGEST_PLACE, required=False,
        help_text=_("例如“支部资料盒第 3 盒”。上传了申请书的可以不填。"),
        error_messages=_NEEDED,
    )  # fmt: skip

    def told(self, letter: Sequence[Attachment]) -> Application:
        """Return the application as told, from a valid form; the letter's files came beside it."""
        return Application(**self.cleaned_data, letter_files=tuple(letter))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a plan: its fields, and how many were admitted so far."""

    title: str
    number: BoundField
    separate: BoundField | None
    used: int


class PlanForm(Refusable):
    """A year's plan: each class of branches, each branch, and what is kept apart for some."""

    reason = forms.CharField(
        label=_("调整理由"),
        required=False,
        max_length=200,
        help_text=_("改动已经下达的计划时必填。"),
        error_messages=_NEEDED,
    )

    def __init__(
        self, branches: Sequence[Organization], known: Sequence[Quota], data: Any = None
    ) -> None:
        super().__init__(data)
        self.branches = branches
        stand = {_field(one): one.number for one in known}
        for code in BranchClass:
            self._add(f"class_{code.value}", stand)
        for branch in branches:
            self._add(f"branch_{branch.uid}", stand)
            self._add(f"separate_{branch.uid}", stand)

    def _add(self, name: str, stand: Mapping[str, int]) -> None:
        self.fields[name] = forms.IntegerField(
            label=_("计划数"),
            required=False,
            min_value=0,
            max_value=999,
            initial=stand.get(name),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
            error_messages={"invalid": _("请填整数。")},
        )

    def class_rows(self, used: Mapping[str, int]) -> Iterator[Row]:
        """Yield the classes of branches with what their branches used."""
        for code in BranchClass:
            count = sum(used.get(one.uid, 0) for one in self.branches if one.branch_class == code)
            yield Row(str(code.label), self[f"class_{code.value}"], None, count)

    def branch_rows(self, used: Mapping[str, int]) -> Iterator[Row]:
        """Yield the branches with what each used."""
        for one in self.branches:
            number, apart = self[f"branch_{one.uid}"], self[f"separate_{one.uid}"]
            yield Row(one.name, number, apart, used.get(one.uid, 0))

    def told(self) -> list[QuotaTold]:
        """Return the lines as told, from a valid form."""
        found = []
        for name, number in self.cleaned_data.items():
            shape, _between, of = name.partition("_")
            if number is None or shape not in ("class", "branch", "separate"):
                continue
            if shape == "class":
                found.append(QuotaTold(number, branch_class=of))
            else:
                found.append(QuotaTold(number, branch=of, separate=shape == "separate"))
        return found


class VariantForm(Refusable):
    """By which variant branches admit, and from when."""

    variant = forms.ChoiceField(label=_("发展流程"))
    from_on = day(_("从哪一天起"))

    def __init__(self, variants: Sequence[tuple[str, str]], data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        self.fields["variant"].choices = variants  # type: ignore[attr-defined]


def _field(one: Quota) -> str:
    if one.branch_class:
        return f"class_{one.branch_class}"
    return f"{'separate' if one.separate else 'branch'}_{one.branch_id}"
