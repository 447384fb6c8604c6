"""What the desk asks for: nothing but what is a burden, and what is done about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.desk.models import LONGEST

TOO_LONG = {"max_length": _("最多 %(limit_value)d 字，现在 %(show_value)d 字，请删短一些。")}


class BurdenForm(forms.Form):
    """A complaint about a page."""

    words = forms.CharField(
        label=_("哪里是负担"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
        help_text=_("例如：哪一栏填了两遍，哪一步没有用处。不记您的姓名。"),
        error_messages={"required": _("“哪里是负担”没有填：写一句话就够。")} | TOO_LONG,
    )
    page = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The answer to one."""

    answer = forms.CharField(
        label=_("答复"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST}),
        error_messages={"required": _("“答复”没有填：写明改了什么，或为什么不能改。")} | TOO_LONG,
    )
