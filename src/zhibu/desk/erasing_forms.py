"""What the page asks of who wants something erased or withheld."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.desk.erasing import Part
from zhibu.journal.records import Ground

LONGEST = 500
TOGETHER = 3  # parts of one label that are given a heading
GROUNDS = (
    (Ground.RESTRICT.value, _("封存：内容加密保存，任何人看不到，可以再申请启封")),
    (Ground.RETAIN_UNTIL.value, _("封存到期：依规定须保存到某日，到期后再申请删除")),
    (Ground.ERASE.value, _("删除：内容不再保存，无法恢复；留有痕迹可以核验")),
    (Ground.GIVE_BACK.value, _("启封：已封存的内容恢复显示")),
)


class ErasureForm(forms.Form):
    """Which parts, on what ground, and why."""

    parts = forms.TypedMultipleChoiceField(
        label=_("内容"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("没有选中任何内容，请至少勾选一项。"),
            "invalid_choice": _("所选内容不在这一版里，请重新打开本页。"),
        },
    )
    ground = forms.ChoiceField(
        label=_("怎样处理"),
        choices=GROUNDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择怎样处理。")},
    )
    until = forms.DateField(
        label=_("保存到期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("只在选“封存到期”时填。"),
        error_messages={"invalid": _("“保存到期”不是日期，请按 2027-12-31 的样子填。")},
    )
    same = forms.BooleanField(
        label=_("这条记录其他版本里相同的内容一并处理"), required=False, initial=True
    )
    why = forms.CharField(
        label=_("理由"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
        help_text=_("理由随申请入账，两位审批人看得到。请不要把要删的内容抄在这里。"),
        error_messages={"required": _("请写明理由，例如“本人申请，已无保存必要”。")},
    )

    def __init__(self, *args: Any, parts: list[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [one for one in parts if one.words and not one.fixed and not one.erased]
        self.fields["parts"].choices = [*_choices(free)]  # type: ignore[attr-defined]


def _choices(free: list[Part]) -> Iterator[tuple[Any, Any]]:
    """Yield each part by itself; parts that share a label stand together under it."""
    for label, parts in groupby(free, key=lambda one: one.label):
        alike = [(one.place, one.words) for one in parts]
        if len(alike) >= TOGETHER:
            yield label, alike
            continue
        for place, words in alike:
            yield place, _("%(label)s：%(words)s") % {"label": label, "words": words}
