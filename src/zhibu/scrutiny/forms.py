"""What may be said about a flag."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.scrutiny.actions import LONGEST_WORDS
from zhibu.scrutiny.models import SETTLED, State

_WORDS = forms.Textarea(attrs={"rows": 5})


class Refusable(forms.Form):
    """A form that can take a refusal."""

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside its field, or above all of them."""
        self.add_error(field if field in self.fields else None, str(words))


class ReplyForm(Refusable):
    """The branch's own words. Files go beside it and are never asked for."""

    words = forms.CharField(
        label=_("支部说明"),
        max_length=LONGEST_WORDS,
        widget=_WORDS,
        error_messages={"required": _("请写几句说明；记录有错的，写明怎样改。")},
    )


class OutcomeForm(Refusable):
    """How it came out, and why."""

    outcome = forms.ChoiceField(
        label=_("结论"),
        choices=[(state.value, state.label) for state in SETTLED],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一种结论。")},
    )
    why = forms.CharField(
        label=_("理由"),
        max_length=LONGEST_WORDS,
        widget=_WORDS,
        error_messages={"required": _("请写明理由，支部看得到。")},
    )


STATES = [(state.value, state.label) for state in State]
