"""What is typed when a committee adopts a standard, or takes an adoption back."""

import base64
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.assessment.actions import Proposal
from zhibu.assessment.models import Profile
from zhibu.core.standard_text import LARGEST

LONGEST_REASONS = 1_000


class Refusable(forms.Form):
    """A form that can take a refusal."""

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside its field, or above all of them."""
        place = {"text": "file"}.get(field or "", field)
        self.add_error(place if place in self.fields else None, str(words))


class AdoptForm(Refusable):
    """A standard as a file, as text from a draft, or as the bytes that were looked at before.

    ``content`` keeps the exact bytes from one page to the next; a browser would turn the line ends
    of a text.
    """

    file = forms.FileField(
        label=_("标准文件"),
        required=False,
        help_text=_("YAML 文本，不超过 512 KB；可在“起草标准”里写好后直接采用。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml,.txt"}),
        error_messages={"empty": _("文件是空的，请检查后重新选择。")},
    )
    text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    content = forms.CharField(required=False, widget=forms.HiddenInput)
    effective_from = forms.DateField(
        label=_("生效日期"),
        help_text=_("生效日期所在年度起，整个年度按这一版计分。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("请填生效日期，例如 2027-01-01。"),
            "invalid": _("日期写成 2027-01-01 这样。"),
        },
    )
    profile = forms.ChoiceField(
        label=_("模式"),
        choices=[
            (Profile.RELIEF, _("减负：考核登录、时长、点击、照片、排名的标准不能采用")),
            (Profile.LITERAL, _("原文：照原办法采用，页面一直带着提示，须写明理由")),
        ],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=LONGEST_REASONS,
        help_text=_("选“原文”时必填：党委哪次会议、为什么这样决定。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_from"].initial = date(today.year + 1, 1, 1)
        self.fields["profile"].initial = Profile.RELIEF

    def clean(self) -> dict[str, Any]:
        """Return what was told, with the standard's bytes from wherever they came."""
        told = super().clean() or {}
        try:
            content = self._content(told)
            told["standard"] = content.decode()
        except ValueError:  # no base64, no UTF-8
            self.add_error("file", _("文件不是 UTF-8 文本。请另存为 UTF-8 编码的 YAML 再选。"))
            return told
        if not content and "file" not in self.errors:
            self.add_error("file", _("请选择标准文件（.yaml）。"))
        elif len(content) > LARGEST:
            self.add_error("file", _("文件超过 512 KB，不像一份考核标准。"))
        return told

    def _content(self, told: dict[str, Any]) -> bytes:
        if told.get("file"):
            chosen: bytes = told["file"].read(LARGEST + 1)
            return chosen
        if told.get("content"):
            return base64.b64decode(told["content"], validate=True)
        text: str = told.get("text", "")
        return text.replace("\r\n", "\n").encode()

    def proposal(self) -> Proposal:
        """Return what is proposed, from a valid form."""
        told = self.cleaned_data
        return Proposal(
            text=told["standard"],
            effective_from=told["effective_from"],
            profile=told["profile"],
            reasons=told["reasons"],
        )

    def seen(self) -> dict[str, str]:
        """Return the hidden fields by which what was looked at is confirmed."""
        told = self.cleaned_data
        return {
            "content": base64.b64encode(told["standard"].encode()).decode(),
            "effective_from": told["effective_from"].isoformat(),
            "profile": told["profile"],
            "reasons": told["reasons"],
        }


class WithdrawForm(Refusable):
    """Why an adoption is taken back."""

    reason = forms.CharField(
        label=_("撤回理由"),
        max_length=200,
        error_messages={"required": _("请写明撤回的理由，例如“选错了文件”。")},
    )
