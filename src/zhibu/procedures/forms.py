"""What is typed of a step: the fields that its definition asks for, and no others.

The machine says what is missing or breaks a rule, with the article; a form only reads.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.core.case import Obstacle
from zhibu.core.procedure_parts import LISTS, NUMBERS, Ask, Kind, Value
from zhibu.core.refusal import Refusal
from zhibu.party.forms import ActForm, day

ASKED = "a_"
CENTS = 100
LONGEST_TEXT = 4_000
LARGEST = 10**10
YES_NO = (("yes", _("是")), ("no", _("否")))
PICK = _("请选择")
CHOSEN = (Kind.YES, Kind.CHOICE, Kind.MEMBER, Kind.MEMBERS, Kind.MEETING)


class RefusableForm(ActForm):
    """A form whose act can be refused for several reasons at once.

    Its fields are made for what it is about: a form sent with others is refused as a whole.
    """

    def __init__(self, data: Any = None, **told: Any) -> None:
        super(ActForm, self).__init__(data, **told)
        self.build()
        if data is not None:
            self._insist_on_own_fields()

    def build(self) -> None:
        """Make the fields."""

    def refuse_all(self, refusal: Refusal, obstacles: Sequence[Obstacle] = ()) -> None:
        """Show each obstacle beside its field, with its article and the way out."""
        if not obstacles:
            self.refuse(refusal)
        for one in obstacles:
            name = self.name_of(one.field)
            parts = [one.words, one.way_out] + [_("（依据：%s）") % one.basis] * bool(one.basis)
            self.add_error(name, "".join(str(part) for part in parts if part))

    def name_of(self, field: str) -> str | None:
        return field if field in self.fields else None


class GrantForm(RefusableForm):
    """Why and when an exception is granted."""

    exception = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def build(self) -> None:
        self.fields["on"] = day(_("批准日期"))
        self.fields["reason"] = why(_("理由"))


class CloseForm(RefusableForm):
    """How, when and why a case ends before its end."""

    def build(self) -> None:
        self.fields["closed_as"] = radio(_("怎样结束"), ENDINGS)
        self.fields["on"] = day(_("结束日期"))
        self.fields["reason"] = why(_("理由"))


ENDINGS = (
    ("withdrawn", _("本人撤回")),
    ("moved", _("转出，由接收方续办")),
    ("stopped", _("经组织研究终止")),
)


class ReasonForm(RefusableForm):
    """Why something is taken back."""

    def build(self) -> None:
        self.fields["reason"] = why(_("理由"))


class MoveForm(RefusableForm):
    """To which version a case moves."""

    version = forms.CharField(max_length=20)


def field_of(ask: Ask, choices: Sequence[tuple[str, str]]) -> forms.Field:
    """Return the input of an ask. None is required here: the machine says what is missing."""
    told: dict[str, Any] = {"label": ask.title, "required": False, "help_text": ask.hint}
    if ask.kind is Kind.DATE:
        return day(ask.title, required=False, help_text=ask.hint)
    if ask.kind is Kind.AMOUNT:
        return forms.DecimalField(min_value=0, max_value=LARGEST, decimal_places=2, **told)
    if ask.kind in NUMBERS:
        return forms.IntegerField(min_value=0, max_value=LARGEST, **told)
    return _chosen(ask, choices, told) if ask.kind in CHOSEN else _text(ask, told)


def _chosen(ask: Ask, choices: Sequence[tuple[str, str]], told: dict[str, Any]) -> forms.Field:
    if ask.kind in (Kind.YES, Kind.CHOICE):
        among = YES_NO if ask.kind is Kind.YES else choices
        return forms.ChoiceField(choices=among, widget=forms.RadioSelect, **told)
    if ask.kind is Kind.MEMBERS:
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=choices, widget=widget, **told)
    return forms.ChoiceField(choices=[("", PICK), *choices], **told)


def _text(ask: Ask, told: dict[str, Any]) -> forms.Field:
    if ask.kind is Kind.PERSON:
        return forms.CharField(max_length=50, **told)
    hint = ask.hint or (_("一行一个姓名。") if ask.kind is Kind.PERSONS else "")
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(max_length=LONGEST_TEXT, widget=area, **{**told, "help_text": hint})


def value_of(ask: Ask, found: Any) -> Value | None:
    """Return what was filled in as a value; None where nothing was."""
    if found in (None, "", []):
        return None
    if ask.kind is Kind.YES:
        return bool(found == "yes")
    if ask.kind is Kind.AMOUNT:
        return int(found * CENTS)
    if ask.kind is Kind.PERSONS:
        return tuple(one.strip() for one in str(found).splitlines() if one.strip())
    if ask.kind in LISTS:
        return tuple(found)
    value: Value = found.strip() if isinstance(found, str) else found
    return value


def shown(ask: Ask, value: Any) -> Any:
    """Return a value as an input shows it."""
    if ask.kind is Kind.YES:
        return "yes" if value else "no"
    if ask.kind is Kind.AMOUNT:
        return f"{value / CENTS:.2f}"
    if ask.kind is Kind.PERSONS:
        return "\n".join(value)
    return list(value) if isinstance(value, tuple) else value


def radio(label: Any, choices: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    """Return a field of which one must be chosen."""
    words = {"required": _("请选一项。")}
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages=words
    )


def why(label: Any) -> forms.CharField:
    """Return a field for a reason."""
    missing = {"required": _("请写明理由，一句话就够。")}
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=500, widget=area, error_messages=missing)
