"""What may be said about notices."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.notices.actions.refusals import LONGEST_WORDS
from zhibu.notices.models import NoticeDraft

PASSED, NOT_PASSED = "passed", "not_passed"
_DAY = {"required": _("请选一个日期。"), "invalid": _("日期写成 2026-11-30 这样。")}


def _words(label: Any, missing: Any, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": missing,
            "max_length": _("最多 %(limit_value)d 字，请写得短些。"),
        },
    )


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required, error_messages=_DAY)


class Refusable(forms.Form):
    """A form that can take a refusal."""

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside its field, or above all of them."""
        self.add_error(field if field in self.fields else None, str(words))


class DraftForm(Refusable):
    """A draft as the officer wants it: which items, what is demanded, until when."""

    codes = forms.MultipleChoiceField(
        label=_("要整改的项目"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一个项目，或者去掉这份草稿。")},
    )
    demand = _words(_("整改要求"), _("请写明要求。"), 2)
    reply_by = _day(_("答复期限"))

    def __init__(self, draft: NoticeDraft, data: Any = None) -> None:
        codes = [one["code"] for one in draft.findings]
        usual = {"codes": codes, "demand": draft.demand, "reply_by": draft.reply_by}
        super().__init__(data, prefix=draft.uid, initial=usual)
        self.fields["codes"].choices = [  # type: ignore[attr-defined]
            (one["code"], f"{one['code']} {one['title']}") for one in draft.findings
        ]


class ReplyForm(Refusable):
    """The branch's measures, and which of its records show them. Files are never asked for."""

    measures = _words(_("整改措施和结果"), _("请写明做了什么、结果怎样。"), 5)
    records = forms.MultipleChoiceField(
        label=_("有关记录"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, records: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["records"].choices = list(records)  # type: ignore[attr-defined]


class VisitForm(Refusable):
    """What a re-check found."""

    result = forms.ChoiceField(
        label=_("复查结果"),
        choices=[(PASSED, _("已整改")), (NOT_PASSED, _("还没有整改好"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择复查结果。")},
    )
    words = _words(_("复查情况"), _("请写明看到了什么。"))
    although = forms.CharField(
        label=_("得分没有恢复，为什么算已整改"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reply_by = _day(_("没有整改好的，再次答复的期限"), required=False)


class EscalateForm(Refusable):
    """Why it goes up, and the new day."""

    why = _words(_("上报理由"), _("请写明为什么上报。"))
    reply_by = _day(_("新的期限"))


class WithdrawForm(Refusable):
    """Why the notice was wrong."""

    reason = _words(_("撤回理由"), _("请写明发错在哪里。"), 3)


class ReminderForm(Refusable):
    """Whether to be reminded, and where besides."""

    off = forms.BooleanField(label=_("不要每周提醒"), required=False)
    mail = forms.EmailField(
        label=_("同时发到邮箱"),
        required=False,
        max_length=120,
        error_messages={"invalid": _("邮箱地址不完整，应是 name@example.com 这样。")},
    )


def asked_day(form: forms.Form) -> date | None:
    """Return the deadline a form holds, or None."""
    told: date | None = form.cleaned_data.get("reply_by")
    return told
