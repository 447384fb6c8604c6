"""Which return is asked for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.returns.spans import Every, Span, last_ended

EARLIEST = date(1921, 7, 1)


class SpanForm(forms.Form):
    """A kind of return and the day of the count, today or any day before."""

    every = forms.ChoiceField(label=_("报表"), choices=Every.choices)
    on = forms.DateField(
        label=_("统计日"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("请选一个日期。"),
            "invalid": _("日期写成 2026-06-30 这样。"),
        },
    )

    def __init__(self, told: Any, *, today: date) -> None:
        self.today = today
        every = told.get("every", Every.YEAR.value)
        usual = last_ended(Every(every) if every in Every.values else Every.YEAR, today)
        super().__init__({"every": every, "on": told.get("on") or usual.isoformat()})

    def clean_on(self) -> date:
        """Refuse a day ahead, and one before there was a Party."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("统计日不能晚于今天。"))
        if on < EARLIEST:
            raise forms.ValidationError(_("统计日太早，请核对年份。"))
        return on

    def span(self) -> Span:
        """Return the period asked for; the form must be valid."""
        return Span(Every(self.cleaned_data["every"]), self.cleaned_data["on"])
